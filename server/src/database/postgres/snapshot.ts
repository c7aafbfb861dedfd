// PostgreSQL as it is at one moment: a transaction that only reads, and that others do not wait for.
import { type Kysely, sql, type Transaction } from 'kysely'

/** The role or the server may have such limits too. Between two statements, what was read is put to use. */
const LIMITS = ['statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout']

export async function inPostgresSnapshot<Tables, Result>(
  queries: Kysely<Tables>,
  work: (tx: Transaction<Tables>) => Promise<Result>,
): Promise<Result> {
  const transaction = queries.transaction().setIsolationLevel('repeatable read').setAccessMode('read only')
  return await transaction.execute(async (tx) => {
    for (const limit of LIMITS) await sql`select set_config(${limit}, '0', true)`.execute(tx)
    return await work(tx)
  })
}
