// Opens SQLite or PostgreSQL behind one interface.
import { type Kysely, sql } from 'kysely'
import { RetryingKysely } from './deadlocks.ts'
import { createPostgresDialect } from './postgres.ts'
import type { Schema } from './schema.ts'
import { createSqliteDialect } from './sqlite/dialect.ts'
import { openHandle } from './sqlite/statements.ts'
import { createTurns } from './sqlite/turn.ts'
import { startWriter } from './sqlite/writer.ts'

/** `file`: created when it does not exist; its folder must. `url`: as libpq takes it, `postgres://user:password@host:5432/name`. */
export type DatabaseConfig = { kind: 'sqlite'; file: string } | { kind: 'postgres'; url: string }

export type Queries = Kysely<Schema>

export interface Database {
  readonly kind: DatabaseConfig['kind']
  /** Outside `queries.transaction()`, every statement commits on its own. */
  readonly queries: Queries
  /** Waits for running statements. Further use throws. */
  close(): Promise<void>
}

export interface OpenOptions {
  /** Called when an idle connection breaks. The process continues. */
  onIdleError?: (error: Error) => void
}

/**
 * Opens the database without creating or changing tables; see `migrateToLatest`.
 * @throws Error when the database cannot be reached or SQLite is too old
 */
export async function openDatabase(config: DatabaseConfig, options: OpenOptions = {}): Promise<Database> {
  const dialect =
    config.kind === 'sqlite'
      ? await sqliteDialect(config.file)
      : createPostgresDialect(config.url, options.onIdleError ?? (() => undefined))
  const queries = new RetryingKysely({ dialect })
  try {
    await sql`select 1`.execute(queries)
  } catch (error) {
    await queries.destroy()
    throw error
  }
  return { kind: config.kind, queries, close: () => queries.destroy() }
}

/** The writer opens first: it creates the file and its write-ahead log, which a read-only connection could not. */
async function sqliteDialect(file: string) {
  const writer = await startWriter(file)
  try {
    return createSqliteDialect({ writer, reader: openHandle(file, { readOnly: true }), turns: createTurns() })
  } catch (error) {
    await writer.close()
    throw error
  }
}
