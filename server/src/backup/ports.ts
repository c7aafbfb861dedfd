// What backups need from the program around them.
import type { Queries } from '../database/index.ts'

/** The secret key that this installation is configured with. */
export interface SecretKey {
  /** @returns the check value on record; null when there is none */
  checkValue(queries: Queries): Promise<string | null>
  /** @throws an error that names both when the database was written with another key */
  requireOwn(queries: Queries): Promise<void>
  /** @param file the backup whose check value it is @throws an error that names both when it is the value of another key */
  requireMatch(checkValue: string | null, file: string): void
}
