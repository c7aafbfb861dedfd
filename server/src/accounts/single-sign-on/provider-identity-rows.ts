import type { Kysely } from 'kysely'
import type { Schema } from '../../database/index.ts'
import type { UserId } from '../../kernel/index.ts'
import type { User } from '../people/user.ts'
import { userOf } from '../people/user-rows.ts'

/** All times in milliseconds since the epoch. */
export interface ProviderIdentity {
  issuer: string
  subject: string
  userId: UserId
  createdAt: number
}

type Tables = Pick<Schema, 'provider_identities' | 'users'>

export class ProviderIdentityRows {
  readonly #queries: Kysely<Tables>

  constructor(queries: Kysely<Tables>) {
    this.#queries = queries
  }

  /** @returns false when the identity belongs to a user already, or the user has another one at the issuer */
  async insert({ issuer, subject, userId, createdAt }: ProviderIdentity): Promise<boolean> {
    const inserted = await this.#queries
      .insertInto('provider_identities')
      .values({ issuer, subject, user_id: userId, created_at: createdAt, last_used_at: null })
      .onConflict((conflict) => conflict.doNothing())
      .returning('user_id')
      .executeTakeFirst()
    return inserted !== undefined
  }

  async userOf({ issuer, subject }: Pick<ProviderIdentity, 'issuer' | 'subject'>): Promise<User | undefined> {
    const row = await this.#queries
      .selectFrom('provider_identities')
      .innerJoin('users', 'users.id', 'provider_identities.user_id')
      .selectAll('users')
      .where('provider_identities.issuer', '=', issuer)
      .where('provider_identities.subject', '=', subject)
      .executeTakeFirst()
    return row === undefined ? undefined : userOf(row)
  }

  async ofUser(userId: UserId): Promise<ProviderIdentity[]> {
    const rows = await this.#queries.selectFrom('provider_identities').selectAll().where('user_id', '=', userId).orderBy('issuer').execute()
    return rows.map((row) => ({ issuer: row.issuer, subject: row.subject, userId: row.user_id, createdAt: row.created_at }))
  }

  async recordUse({ issuer, subject }: Pick<ProviderIdentity, 'issuer' | 'subject'>, at: number): Promise<void> {
    const used = this.#queries.updateTable('provider_identities').set({ last_used_at: at })
    await used.where('issuer', '=', issuer).where('subject', '=', subject).execute()
  }

  /** @returns how many there were */
  async deleteOf(userId: UserId): Promise<number> {
    const { numDeletedRows } = await this.#queries.deleteFrom('provider_identities').where('user_id', '=', userId).executeTakeFirst()
    return Number(numDeletedRows)
  }
}
