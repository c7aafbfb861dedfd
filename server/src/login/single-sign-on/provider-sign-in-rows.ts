import type { Kysely } from 'kysely'
import type { Schema } from '../../database/index.ts'
import type { UserId } from '../../kernel/index.ts'

/** A sign-in at the identity provider that is under way. */
export interface ProviderSignIn {
  stateHash: string
  browserHash: string
  /** who links their account; null for a sign-in */
  userId: UserId | null
  returnTo: string
  /** milliseconds since the epoch */
  expiresAt: number
}

type Tables = Pick<Schema, 'provider_sign_ins'>

export class ProviderSignInRows {
  readonly #queries: Kysely<Tables>

  constructor(queries: Kysely<Tables>) {
    this.#queries = queries
  }

  async insert({ stateHash, browserHash, userId, returnTo, expiresAt }: ProviderSignIn): Promise<void> {
    const row = { state_hash: stateHash, browser_hash: browserHash, user_id: userId, return_to: returnTo, expires_at: expiresAt }
    await this.#queries.insertInto('provider_sign_ins').values(row).execute()
  }

  /** Of two with the same state, only one gets it. @returns undefined when it is unknown, used, expired, or another browser's */
  async take(
    { stateHash, browserHash }: Pick<ProviderSignIn, 'stateHash' | 'browserHash'>,
    now: number,
  ): Promise<ProviderSignIn | undefined> {
    const row = await this.#queries
      .deleteFrom('provider_sign_ins')
      .where('state_hash', '=', stateHash)
      .where('browser_hash', '=', browserHash)
      .returningAll()
      .executeTakeFirst()
    if (row === undefined || row.expires_at <= now) return undefined
    return { stateHash, browserHash, userId: row.user_id, returnTo: row.return_to, expiresAt: row.expires_at }
  }

  async deleteExpired(now: number): Promise<void> {
    await this.#queries.deleteFrom('provider_sign_ins').where('expires_at', '<=', now).execute()
  }
}
