// PostgreSQL aborts one of two transactions that wait for each other. Nothing of it remains, so it can run again.
import { setTimeout as wait } from 'node:timers/promises'
import { Kysely, type Transaction, type TransactionBuilder } from 'kysely'
import { Deadlock } from './failures/errors.ts'
import type { Schema } from './schema.ts'

const ATTEMPTS = 5
const MAX_PAUSE_MS = 20

/** Retries transactions that PostgreSQL aborted in a deadlock. Their work must not have effects outside the database. */
export class RetryingKysely extends Kysely<Schema> {
  override transaction(): TransactionBuilder<Schema> {
    const builder = super.transaction()
    const once = builder.execute.bind(builder)
    return Object.assign(builder, {
      execute: <Result>(work: (transaction: Transaction<Schema>) => Promise<Result>) => retrying(() => once(work)),
    })
  }
}

async function retrying<Result>(run: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await run()
    } catch (error) {
      if (attempt === ATTEMPTS || !(error instanceof Deadlock)) throw error
      // At random, so that the two do not meet again.
      await wait(Math.random() * MAX_PAUSE_MS * attempt)
    }
  }
}
