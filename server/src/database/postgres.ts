// PostgreSQL: a pool whose connections behave like SQLite's where possible.
import { type DatabaseConnection, type Dialect, PostgresDialect } from 'kysely'
import { Pool, TypeOverrides } from 'pg'
import { translatingErrors } from './failures/errors.ts'

/** Type ids of PostgreSQL: https://github.com/postgres/postgres/blob/master/src/include/catalog/pg_type.dat */
const INT8 = 20
const NUMERIC = 1700
const POOL_SIZE = 10
const CONNECT_TIMEOUT_MS = 5000

/**
 * @param onIdleError called when an idle connection breaks, as on a restart of PostgreSQL; the pool replaces it
 */
export function createPostgresDialect(url: string, onIdleError: (error: Error) => void): Dialect {
  const types = new TypeOverrides()
  // int8 and numeric arrive as text because they may exceed a number; times, sizes and their sums do not.
  types.setTypeParser(INT8, Number)
  types.setTypeParser(NUMERIC, Number)
  const pool = new Pool({
    connectionString: url,
    application_name: 'terrace',
    max: POOL_SIZE,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    types,
  })
  // Without a listener, a broken idle connection ends the process.
  pool.on('error', onIdleError)
  return new PostgresDialect({ pool, onCreateConnection: translateErrorsOf })
}

/** Every statement runs through here, `commit` included. */
async function translateErrorsOf(connection: DatabaseConnection): Promise<void> {
  const run = connection.executeQuery.bind(connection)
  connection.executeQuery = (...statement) => translatingErrors(run(...statement))
}
