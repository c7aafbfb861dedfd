import type { Kysely } from 'kysely'
import type { Schema } from '../database/index.ts'
import type { UserId } from '../kernel/index.ts'

/** All times in milliseconds since the epoch. */
export interface SignInLink {
  secretHash: string
  userId: UserId
  createdAt: number
  expiresAt: number
}

/** What a link lets its user do: sign in, or choose a password. */
export type LinkPurpose = 'sign_in' | 'reset_password'

type Tables = Pick<Schema, 'sign_in_links' | 'users'>

export class SignInLinkRows {
  readonly #queries: Kysely<Tables>

  constructor(queries: Kysely<Tables>) {
    this.#queries = queries
  }

  async insert({ secretHash, userId, createdAt, expiresAt }: SignInLink, purpose: LinkPurpose): Promise<void> {
    const times = { created_at: createdAt, expires_at: expiresAt }
    const row = { secret_hash: secretHash, user_id: userId, ...times, purpose: storedAs(purpose) }
    await this.#queries.insertInto('sign_in_links').values(row).execute()
  }

  /** @returns undefined when the link is unknown, spent or expired, or its user is suspended */
  async userOf(secretHash: string, purpose: LinkPurpose, now: number): Promise<{ id: UserId; username: string } | undefined> {
    return await this.#queries
      .selectFrom('sign_in_links')
      .innerJoin('users', 'users.id', 'sign_in_links.user_id')
      .select(['users.id', 'users.username'])
      .where('sign_in_links.secret_hash', '=', secretHash)
      .where('sign_in_links.purpose', 'is not distinct from', storedAs(purpose))
      .where('sign_in_links.expires_at', '>', now)
      .where('users.suspended_at', 'is', null)
      .executeTakeFirst()
  }

  /** @returns false when it is gone already */
  async delete(secretHash: string): Promise<boolean> {
    const { numDeletedRows } = await this.#queries.deleteFrom('sign_in_links').where('secret_hash', '=', secretHash).executeTakeFirst()
    return numDeletedRows > 0n
  }

  async deleteOf(userId: UserId): Promise<void> {
    await this.#queries.deleteFrom('sign_in_links').where('user_id', '=', userId).execute()
  }

  async deleteExpired(now: number): Promise<void> {
    await this.#queries.deleteFrom('sign_in_links').where('expires_at', '<=', now).execute()
  }
}

/** Links of earlier releases have none: they sign in. */
function storedAs(purpose: LinkPurpose): 'reset_password' | null {
  return purpose === 'sign_in' ? null : purpose
}
