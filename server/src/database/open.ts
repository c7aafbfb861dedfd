// Opens SQLite or PostgreSQL behind one interface.
import { type Dialect, type Kysely, sql } from 'kysely'
import { RetryingKysely } from './deadlocks.ts'
import { translatingDialect } from './failures/translating-driver.ts'
import { type ConnectionWaits, type DatabaseLoad, type LoadedDialect, measuringWait } from './load/connection-load.ts'
import type { PostgresServer } from './postgres/connection.ts'
import { createPostgresDialect, type PostgresLimits } from './postgres/dialect.ts'
import { inPostgresSnapshot } from './postgres/snapshot.ts'
import type { Schema } from './schema.ts'
import { createSqliteDialect } from './sqlite/dialect.ts'
import { createSnapshotDialect } from './sqlite/snapshot.ts'
import { openHandle } from './sqlite/statements.ts'
import { createTurns } from './sqlite/turn.ts'
import { startWriter } from './sqlite/writer.ts'

/** `file`: created when it does not exist; its folder must. */
export type DatabaseConfig = { kind: 'sqlite'; file: string } | PostgresConfig

export interface PostgresConfig extends PostgresServer {
  kind: 'postgres'
  /** defaults where absent */
  limits?: Partial<PostgresLimits> | undefined
}

export type Queries = Kysely<Schema>

export interface Database {
  readonly kind: DatabaseConfig['kind']
  /** Outside `queries.transaction()`, every statement commits on its own. */
  readonly queries: Queries
  /** Does work that may take as long as it needs, such as migrations: the limits for statements of `queries` do not hold for it. */
  unhurried<Result>(work: (queries: Queries) => Promise<Result>): Promise<Result>
  /** Reads the database as it is at one moment, for as long as it takes, while others go on changing it. */
  snapshot<Result>(work: (queries: Queries) => Promise<Result>): Promise<Result>
  load(): DatabaseLoad
  /** Calls the listener whenever a caller has waited for a connection, be it for no time at all. */
  watchWaits(onWait: (seconds: number) => void): void
  /** Waits for running statements. Further use throws. */
  close(): Promise<void>
}

export interface OpenOptions {
  /** Called when an idle connection breaks. The process continues. */
  onIdleError?: (error: Error) => void
}

/** The oldest release that gets fixes. */
const MIN_POSTGRES = 14

/**
 * Opens the database without creating or changing tables; see `migrateToLatest`.
 * @throws Unavailable when PostgreSQL cannot be reached now; Error when the file cannot be opened, or the database is too old
 */
export async function openDatabase(config: DatabaseConfig, options: OpenOptions = {}): Promise<Database> {
  const onIdleError = options.onIdleError ?? (() => undefined)
  const waits: ConnectionWaits = { onWait: undefined }
  const dialectWith = async (limits: Partial<PostgresLimits>): Promise<LoadedDialect> =>
    config.kind === 'sqlite'
      ? await sqliteDialect(config.file, waits)
      : createPostgresDialect(config, { ...config.limits, ...limits }, { onIdleError, waits })
  const { dialect, load } = await dialectWith({})
  const queries = kyselyOn(dialect)
  try {
    await check(queries, config.kind)
  } catch (error) {
    await queries.destroy()
    throw error
  }
  return {
    kind: config.kind,
    queries,
    async unhurried(work) {
      return config.kind === 'sqlite' ? await work(queries) : await withOwn((await dialectWith(UNHURRIED)).dialect, work)
    },
    async snapshot(work) {
      if (config.kind === 'sqlite') return await withOwn(createSnapshotDialect(config.file), work)
      return await withOwn((await dialectWith(UNHURRIED)).dialect, (own) => inPostgresSnapshot(own, work))
    },
    load,
    watchWaits(onWait) {
      waits.onWait = onWait
    },
    close: () => queries.destroy(),
  }
}

const UNHURRIED: Partial<PostgresLimits> = { poolSize: 1, lockMs: 0, statementMs: 0 }

async function withOwn<Result>(dialect: Dialect, work: (queries: Queries) => Promise<Result>): Promise<Result> {
  const own = kyselyOn(dialect)
  try {
    return await work(own)
  } finally {
    await own.destroy()
  }
}

function kyselyOn(dialect: Dialect): Queries {
  return new RetryingKysely({ dialect: translatingDialect(dialect) })
}

async function check(queries: Queries, kind: DatabaseConfig['kind']): Promise<void> {
  if (kind === 'sqlite') return void (await sql`select 1`.execute(queries))
  const { rows } = await sql<{ version: string }>`select current_setting('server_version') as version`.execute(queries)
  const version = rows[0]?.version ?? ''
  if (Number.parseInt(version, 10) < MIN_POSTGRES) throw new Error(`PostgreSQL ${version} is too old: ${MIN_POSTGRES} or newer is needed`)
}

/** The writer opens first: it creates the file and its write-ahead log, which a read-only connection could not. */
async function sqliteDialect(file: string, waits: ConnectionWaits): Promise<LoadedDialect> {
  const writer = await startWriter(file)
  try {
    const turns = createTurns()
    const measured = { take: () => measuringWait(waits, turns.take) }
    const dialect = createSqliteDialect({ writer, reader: openHandle(file, { readOnly: true }), turns: measured })
    return { dialect, load: turns.load }
  } catch (error) {
    await writer.close()
    throw error
  }
}
