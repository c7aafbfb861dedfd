// The SQL of the mark that there was a user. It stays when the last user is deleted.
import type { Kysely } from 'kysely'
import type { Schema } from '../../database/index.ts'

const ID = 'current'

type Tables = Pick<Schema, 'first_users'>

export class FirstUserRows {
  readonly #queries: Kysely<Tables>

  constructor(queries: Kysely<Tables>) {
    this.#queries = queries
  }

  async exists(): Promise<boolean> {
    return (await this.#queries.selectFrom('first_users').select('id').executeTakeFirst()) !== undefined
  }

  /** Of several at once only one is the first. @param now milliseconds @returns false when there was one before */
  async record(now: number): Promise<boolean> {
    const inserted = await this.#queries
      .insertInto('first_users')
      .values({ id: ID, created_at: now })
      .onConflict((conflict) => conflict.column('id').doNothing())
      .returning('id')
      .executeTakeFirst()
    return inserted !== undefined
  }
}
