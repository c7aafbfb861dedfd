// Who is signed in with a browser. A cookie has the secret, the database its hash, so that the server can end a session.
import type { PasswordChanges, PasswordProof, User } from '../accounts/index.ts'
import type { AccessChanges, AuditedChanges } from '../audit-trail/index.ts'
import type { TokenRevocations } from '../authentication-tokens/index.ts'
import type { Queries } from '../database/index.ts'
import type { Clock, UserId } from '../kernel/index.ts'
import type { RequestOrigins } from '../platform/request-origin/index.ts'
import { LoginRows, type Session } from './login-rows.ts'
import { hashSecret, looksLikeSecret, newSecret } from './secrets.ts'
import { SignInLinkRows } from './sign-in-link-rows.ts'
import { userSubject } from './user-subject.ts'

export interface SessionsParts {
  queries: Queries
  clock: Clock
  changes: AuditedChanges
  accessChanges: AccessChanges
  origins: Pick<RequestOrigins, 'current'>
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const LIFETIME = 7 * 24 * HOUR
const IDLE_TIMEOUT = 12 * HOUR
/** Not every request writes. */
const USE_PRECISION = MINUTE
const MAX_USER_AGENT_LENGTH = 300

/** Who signs in. */
export type SessionUser = Pick<User, 'id' | 'username'>

/** Sessions of users who have just proved who they are. No method takes a subject. */
export class Sessions {
  readonly #parts: SessionsParts
  readonly #rows: LoginRows

  constructor(parts: SessionsParts) {
    this.#parts = parts
    this.#rows = new LoginRows(parts.queries)
  }

  /** @returns the secret of a new session @throws Unauthenticated when the proof ended meanwhile */
  async start(user: SessionUser, proof: Pick<PasswordProof, 'check'>): Promise<string> {
    const now = this.#parts.clock.now()
    const secret = newSecret()
    await this.#rows.deleteDeadSessions({ now, idleSince: now - IDLE_TIMEOUT })
    const origin = this.#parts.origins.current()
    const session = {
      secretHash: hashSecret(secret),
      userId: user.id,
      createdAt: now,
      lastUsedAt: now,
      expiresAt: now + LIFETIME,
      remoteAddress: origin?.remoteAddress ?? null,
      userAgent: origin?.userAgent?.slice(0, MAX_USER_AGENT_LENGTH) ?? null,
    }
    await this.#parts.changes.make(
      userSubject(user.id),
      async (tx) => {
        await proof.check(tx)
        await new LoginRows(tx).insertSession(session)
      },
      () => ({ action: 'sign_in', ...audited(user) }),
    )
    return secret
  }

  /** @returns undefined when the session is unknown, ended, too old, or was idle for too long */
  async find(secret: string): Promise<Session | undefined> {
    if (!looksLikeSecret(secret)) return undefined
    const now = this.#parts.clock.now()
    const session = await this.#rows.sessionByHash(hashSecret(secret))
    if (session === undefined || endOf(session) <= now) return undefined
    if (session.lastUsedAt + USE_PRECISION <= now) await this.#rows.recordSessionUse(session.secretHash, now)
    return session
  }

  /** Takes effect at once. @param user whose it is */
  async end(secret: string, user: SessionUser): Promise<void> {
    await this.#parts.accessChanges.make(
      userSubject(user.id),
      (tx) => new LoginRows(tx).deleteSession(hashSecret(secret)),
      (ended) => (ended ? { action: 'sign_out', ...audited(user) } : []),
    )
  }
}

/** A new password ends the user's sessions, sign-in links, and codes that Terraform has not redeemed. */
export const sessionsEndWithPassword: PasswordChanges = {
  async passwordChanged(tx: Queries, userId: UserId): Promise<void> {
    await new LoginRows(tx).deleteSessionsOf(userId)
    await new LoginRows(tx).deleteCodesOf(userId)
    await new SignInLinkRows(tx).deleteOf(userId)
  },
}

/** Ends every code of a user all of whose tokens are revoked. */
export const codesEndWithTokens: TokenRevocations = {
  async allRevoked(tx: Queries, userId: UserId): Promise<void> {
    await new LoginRows(tx).deleteCodesOf(userId)
  },
}

/** Milliseconds since the epoch. */
export function endOf({ expiresAt, lastUsedAt }: Session): number {
  return Math.min(expiresAt, lastUsedAt + IDLE_TIMEOUT)
}

function audited({ id, username }: SessionUser) {
  return { resource: { type: 'user', id, meta: { username } }, userId: id }
}
