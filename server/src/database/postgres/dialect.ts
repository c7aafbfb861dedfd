// PostgreSQL: a pool whose connections behave like SQLite's where possible.
import { PostgresDialect } from 'kysely'
import { Pool, TypeOverrides } from 'pg'
import type { ConnectionWaits, DatabaseLoad, LoadedDialect } from '../load/connection-load.ts'
import { clientConfigOf, type PostgresServer } from './connection.ts'
import { guardedPool } from './guarded-pool.ts'

/** Type ids of PostgreSQL: https://github.com/postgres/postgres/blob/master/src/include/catalog/pg_type.dat */
const INT8 = 20
const NUMERIC = 1700

/** How long statements and connections may keep others waiting. */
export interface PostgresLimits {
  /** connections of this process at a time */
  poolSize: number
  /** how long to wait for one, or for a new one to be made; milliseconds, as all of them */
  poolMs: number
  /** how long a statement waits for what another transaction holds; 0 is for ever */
  lockMs: number
  /** how long a statement runs; 0 is for ever */
  statementMs: number
}

const DEFAULT_LIMITS: PostgresLimits = { poolSize: 10, poolMs: 3000, lockMs: 3000, statementMs: 6000 }

/** A process that was stopped in the middle of a transaction keeps others from what it holds for so long. Shorter than a lease on a job. */
const MAX_IDLE_IN_TRANSACTION_MS = 10_000
/** Notices a machine that vanished without a word. */
const KEEP_ALIVE_AFTER_MS = 10_000

/**
 * @param options `onIdleError`: called when an idle connection breaks, as on a restart of PostgreSQL; the pool replaces it
 */
export function createPostgresDialect(
  server: PostgresServer,
  limits: Partial<PostgresLimits>,
  { onIdleError, waits }: { onIdleError: (error: Error) => void; waits: ConnectionWaits },
): LoadedDialect {
  const { poolSize, poolMs, lockMs, statementMs } = { ...DEFAULT_LIMITS, ...limits }
  const types = new TypeOverrides()
  // int8 and numeric arrive as text because they may exceed a number; times, sizes and their sums do not.
  types.setTypeParser(INT8, Number)
  types.setTypeParser(NUMERIC, Number)
  const pool = new Pool({
    application_name: 'terrace',
    ...clientConfigOf(server),
    max: poolSize,
    connectionTimeoutMillis: poolMs,
    lock_timeout: lockMs,
    statement_timeout: statementMs,
    idle_in_transaction_session_timeout: MAX_IDLE_IN_TRANSACTION_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER_MS,
    types,
  })
  // Without a listener, a broken idle connection ends the process.
  pool.on('error', onIdleError)
  return {
    dialect: new PostgresDialect({ pool: guardedPool(pool, { statementMs, waits }) }),
    load: () => loadOf(pool, poolSize),
  }
}

function loadOf({ totalCount, idleCount, waitingCount }: Pool, max: number): DatabaseLoad {
  return { inUse: totalCount - idleCount, idle: idleCount, waiting: waitingCount, max }
}
