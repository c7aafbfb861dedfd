import { existsSync } from 'node:fs'
import { type Database, openDatabase, pendingMigrations } from '../../database/index.ts'
import type { Config } from '../config/index.ts'

/** @returns undefined when there is no database that could be asked; why not, another check says */
export async function withDatabase<Result>(
  { database: wanted }: Config,
  work: (database: Database) => Promise<Result>,
): Promise<Result | undefined> {
  if (wanted.kind === 'sqlite' && !existsSync(wanted.file)) return undefined
  const database = await openDatabase(wanted).catch(() => undefined)
  if (database === undefined) return undefined
  try {
    return (await pendingMigrations(database)).length > 0 ? undefined : await work(database)
  } finally {
    await database.close()
  }
}
