// One SQLite connection and its prepared statements. Used on the main thread for reads and in the writer thread for everything else.
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'

/** The first release without the WAL-reset bug, which can lose committed rows. */
const MIN_VERSION = [3, 51, 3] as const
const CACHED_STATEMENTS = 300
/** In KiB, of what is read. With SQLite's 2 MB, a search among thousands of modules reads the same pages again and again. */
const READ_CACHE = 32_000

export type Row = Record<string, unknown>

export interface StatementResult {
  rows: Row[]
  /** rows changed; absent for statements that return rows */
  changes?: number
}

interface Prepared {
  statement: StatementSync
  returnsRows: boolean
}

export interface SqliteHandle {
  run(sql: string, parameters: readonly unknown[]): StatementResult
  inTransaction(): boolean
  close(): void
}

/**
 * Opens a file with the settings every connection must have.
 * @throws Error when the SQLite library is older than 3.51.3, or the file cannot be opened
 */
export function openHandle(file: string, options: { readOnly: boolean }): SqliteHandle {
  const connection = new DatabaseSync(file, { readOnly: options.readOnly, timeout: 5000, enableForeignKeyConstraints: true })
  try {
    configure(connection, options.readOnly)
  } catch (error) {
    connection.close()
    throw error
  }
  const cache = new Map<string, Prepared>()
  return {
    run: (sql, parameters) => execute(prepared(connection, cache, sql), parameters),
    inTransaction: () => connection.isTransaction,
    close: () => connection.close(),
  }
}

function configure(connection: DatabaseSync, readOnly: boolean): void {
  const row = connection.prepare('select sqlite_version() as version').get()
  const version = String(row?.['version'])
  if (!isAtLeast(version, MIN_VERSION)) throw new Error(`SQLite ${version} is too old: ${MIN_VERSION.join('.')} or newer is needed`)
  connection.exec(readOnly ? `PRAGMA cache_size = -${READ_CACHE}` : 'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
}

/** @returns whether a version such as `3.53.4` is not older than `minimum` */
export function isAtLeast(version: string, minimum: readonly number[]): boolean {
  const parts = version.split('.').map(Number)
  for (const [index, wanted] of minimum.entries()) {
    const part = parts[index] ?? 0
    if (part !== wanted) return part > wanted
  }
  return true
}

/** Evicts the least recently used statement: lists in `in (…)` make many different texts. */
function prepared(connection: DatabaseSync, cache: Map<string, Prepared>, sql: string): Prepared {
  const known = cache.get(sql)
  if (known !== undefined) {
    cache.delete(sql)
    cache.set(sql, known)
    return known
  }
  const statement = connection.prepare(sql)
  const fresh = { statement, returnsRows: statement.columns().length > 0 }
  cache.set(sql, fresh)
  const [oldest] = cache.keys()
  if (cache.size > CACHED_STATEMENTS && oldest !== undefined) cache.delete(oldest)
  return fresh
}

function execute({ statement, returnsRows }: Prepared, parameters: readonly unknown[]): StatementResult {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- node:sqlite itself refuses values it cannot bind
  const values = parameters as SQLInputValue[]
  if (!returnsRows) return { rows: [], changes: Number(statement.run(...values).changes) }
  // node:sqlite returns objects without a prototype; callers expect plain ones.
  return { rows: statement.all(...values).map((row) => ({ ...row })) }
}
