import type { Kysely, Selectable } from 'kysely'
import type { Schema } from '../database/index.ts'
import type { TokenId, UserId } from '../kernel/index.ts'

/** All times in milliseconds since the epoch. */
export interface Session {
  secretHash: string
  userId: UserId
  createdAt: number
  lastUsedAt: number
  expiresAt: number
  /** where it began; null when nobody recorded that */
  remoteAddress: string | null
  userAgent: string | null
}

export interface AuthorizationCode {
  codeHash: string
  userId: UserId
  redirectUri: string
  codeChallenge: string
  expiresAt: number
}

/** Users are only locked. */
type Tables = Pick<Schema, 'browser_sessions' | 'authorization_codes' | 'users'>

export class LoginRows {
  readonly #queries: Kysely<Tables>

  constructor(queries: Kysely<Tables>) {
    this.#queries = queries
  }

  /** Until the transaction ends, nothing of the user's is revoked. */
  async lockUser(id: UserId): Promise<void> {
    const same = this.#queries.updateTable('users').set((user) => ({ updated_at: user.ref('updated_at') }))
    await same.where('id', '=', id).execute()
  }

  async insertSession(session: Session): Promise<void> {
    await this.#queries
      .insertInto('browser_sessions')
      .values({
        secret_hash: session.secretHash,
        user_id: session.userId,
        created_at: session.createdAt,
        last_used_at: session.lastUsedAt,
        expires_at: session.expiresAt,
        remote_address: session.remoteAddress,
        user_agent: session.userAgent,
      })
      .execute()
  }

  async sessionByHash(secretHash: string): Promise<Session | undefined> {
    const row = await this.#queries.selectFrom('browser_sessions').selectAll().where('secret_hash', '=', secretHash).executeTakeFirst()
    return row === undefined ? undefined : sessionOf(row)
  }

  /** The last used first. */
  async sessionsOf(userId: UserId): Promise<Session[]> {
    const all = this.#queries.selectFrom('browser_sessions').selectAll().where('user_id', '=', userId)
    return (await all.orderBy('last_used_at', 'desc').orderBy('secret_hash').execute()).map(sessionOf)
  }

  async recordSessionUse(secretHash: string, at: number): Promise<void> {
    await this.#queries.updateTable('browser_sessions').set({ last_used_at: at }).where('secret_hash', '=', secretHash).execute()
  }

  /** @returns false when it has ended already */
  async deleteSession(secretHash: string): Promise<boolean> {
    const { numDeletedRows } = await this.#queries.deleteFrom('browser_sessions').where('secret_hash', '=', secretHash).executeTakeFirst()
    return numDeletedRows > 0n
  }

  async deleteSessionsOf(userId: UserId): Promise<void> {
    await this.#queries.deleteFrom('browser_sessions').where('user_id', '=', userId).execute()
  }

  async deleteDeadSessions({ now, idleSince }: { now: number; idleSince: number }): Promise<void> {
    await this.#queries
      .deleteFrom('browser_sessions')
      .where((is) => is.or([is('expires_at', '<=', now), is('last_used_at', '<=', idleSince)]))
      .execute()
  }

  async insertCode(code: AuthorizationCode): Promise<void> {
    await this.#queries
      .insertInto('authorization_codes')
      .values({
        code_hash: code.codeHash,
        user_id: code.userId,
        redirect_uri: code.redirectUri,
        code_challenge: code.codeChallenge,
        expires_at: code.expiresAt,
        redeemed_at: null,
        token_id: null,
      })
      .execute()
  }

  /** In one statement, so that of two requests with the same code only one gets it. */
  async takeCode(codeHash: string, at: number): Promise<AuthorizationCode | undefined> {
    const row = await this.#queries
      .updateTable('authorization_codes')
      .set({ redeemed_at: at })
      .where('code_hash', '=', codeHash)
      .where('redeemed_at', 'is', null)
      .returningAll()
      .executeTakeFirst()
    if (row === undefined) return undefined
    return {
      codeHash: row.code_hash,
      userId: row.user_id,
      redirectUri: row.redirect_uri,
      codeChallenge: row.code_challenge,
      expiresAt: row.expires_at,
    }
  }

  /** @returns false when the code was forgotten meanwhile: it came a second time, or was revoked */
  async recordTokenOfCode(codeHash: string, tokenId: TokenId): Promise<boolean> {
    const recorded = this.#queries.updateTable('authorization_codes').set({ token_id: tokenId }).where('code_hash', '=', codeHash)
    return (await recorded.executeTakeFirst()).numUpdatedRows > 0n
  }

  /** @returns what the code was redeemed for, undefined when nothing yet */
  async forgetCode(codeHash: string): Promise<{ tokenId: TokenId; userId: UserId } | undefined> {
    const row = await this.#queries
      .deleteFrom('authorization_codes')
      .where('code_hash', '=', codeHash)
      .returning(['token_id', 'user_id'])
      .executeTakeFirst()
    return row === undefined || row.token_id === null ? undefined : { tokenId: row.token_id, userId: row.user_id }
  }

  /** Those that have not become a token, also while they become one. */
  async deleteCodesOf(userId: UserId): Promise<void> {
    await this.#queries.deleteFrom('authorization_codes').where('user_id', '=', userId).where('token_id', 'is', null).execute()
  }

  async deleteCodesFrom(before: number): Promise<void> {
    await this.#queries.deleteFrom('authorization_codes').where('expires_at', '<', before).execute()
  }
}

function sessionOf(row: Selectable<Schema['browser_sessions']>): Session {
  return {
    secretHash: row.secret_hash,
    userId: row.user_id,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
    expiresAt: row.expires_at,
    remoteAddress: row.remote_address,
    userAgent: row.user_agent,
  }
}
