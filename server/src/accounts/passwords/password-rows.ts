import type { Kysely } from 'kysely'
import type { Schema } from '../../database/index.ts'
import type { UserId } from '../../kernel/index.ts'

export class PasswordRows {
  readonly #queries: Kysely<Pick<Schema, 'user_passwords'>>

  constructor(queries: Kysely<Pick<Schema, 'user_passwords'>>) {
    this.#queries = queries
  }

  async hashOf(userId: UserId): Promise<string | undefined> {
    const row = await this.#queries.selectFrom('user_passwords').select('hash').where('user_id', '=', userId).executeTakeFirst()
    return row?.hash
  }

  async upsert(userId: UserId, hash: string, at: number): Promise<void> {
    await this.#queries
      .insertInto('user_passwords')
      .values({ user_id: userId, hash, changed_at: at })
      .onConflict((conflict) => conflict.column('user_id').doUpdateSet({ hash, changed_at: at }))
      .execute()
  }
}
