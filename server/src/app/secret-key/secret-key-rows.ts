// The SQL of the secret key's check value.
import type { Kysely } from 'kysely'
import type { Schema } from '../../database/index.ts'

type Tables = Pick<Schema, 'secret_key_checks' | 'authentication_tokens'>

const ID = 'current'

export class SecretKeyRows {
  readonly #queries: Kysely<Tables>

  constructor(queries: Kysely<Tables>) {
    this.#queries = queries
  }

  /** @returns hex; undefined when none was recorded yet */
  async checkValue(): Promise<string | undefined> {
    const row = await this.#queries.selectFrom('secret_key_checks').select('check_value').where('id', '=', ID).executeTakeFirst()
    return row?.check_value
  }

  /** @returns when the current key was first seen; undefined when none was recorded yet */
  async recordedAt(): Promise<number | undefined> {
    const row = await this.#queries.selectFrom('secret_key_checks').select('recorded_at').where('id', '=', ID).executeTakeFirst()
    return row?.recorded_at
  }

  /** Keeps what another process recorded at the same moment. */
  async record(checkValue: string, now: number): Promise<void> {
    await this.#queries
      .insertInto('secret_key_checks')
      .values({ id: ID, check_value: checkValue, recorded_at: now })
      .onConflict((conflict) => conflict.column('id').doNothing())
      .execute()
  }

  async replace(former: string, checkValue: string, now: number): Promise<void> {
    await this.#queries
      .updateTable('secret_key_checks')
      .set({ check_value: checkValue, recorded_at: now })
      .where('id', '=', ID)
      .where('check_value', '=', former)
      .execute()
  }

  async hasTokens(): Promise<boolean> {
    return (await this.#queries.selectFrom('authentication_tokens').select('id').limit(1).executeTakeFirst()) !== undefined
  }
}
