// Who is signed in with a browser. The secret is in a cookie, its hash in the database: sessions can be ended from here.
import type { PasswordChanges, User } from '../accounts/index.ts'
import type { AuditTrail } from '../audit-trail/index.ts'
import type { Queries } from '../database/index.ts'
import type { Clock, UserId } from '../kernel/index.ts'
import { LoginRows } from './login-rows.ts'
import { hashSecret, looksLikeSecret, newSecret } from './secrets.ts'
import { userSubject } from './user-subject.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const LIFETIME = 7 * 24 * HOUR
const IDLE_TIMEOUT = 12 * HOUR
/** Not every request writes. */
const USE_PRECISION = MINUTE

type SessionUser = Pick<User, 'id' | 'username'>

export class Sessions implements PasswordChanges {
  readonly #database: Queries
  readonly #rows: LoginRows
  readonly #clock: Clock
  readonly #trail: Pick<AuditTrail, 'record'>

  constructor({ database, clock, trail }: { database: Queries; clock: Clock; trail: Pick<AuditTrail, 'record'> }) {
    this.#database = database
    this.#rows = new LoginRows(database)
    this.#clock = clock
    this.#trail = trail
  }

  /** @returns the secret of a new session, always one that nobody knew before */
  async start(user: SessionUser): Promise<string> {
    const now = this.#clock.now()
    const secret = newSecret()
    await this.#rows.deleteDeadSessions({ now, idleSince: now - IDLE_TIMEOUT })
    const session = { secretHash: hashSecret(secret), userId: user.id, createdAt: now, lastUsedAt: now, expiresAt: now + LIFETIME }
    await this.#database.transaction().execute(async (transaction: Queries) => {
      await new LoginRows(transaction).insertSession(session)
      await this.#record(transaction, 'sign_in', user)
    })
    return secret
  }

  /** @returns whose session it is; undefined when it is unknown, ended, too old, or was not used for too long */
  async userOf(secret: string): Promise<UserId | undefined> {
    if (!looksLikeSecret(secret)) return undefined
    const now = this.#clock.now()
    const session = await this.#rows.sessionByHash(hashSecret(secret))
    if (session === undefined || session.expiresAt <= now || session.lastUsedAt + IDLE_TIMEOUT <= now) return undefined
    if (session.lastUsedAt + USE_PRECISION <= now) await this.#rows.recordSessionUse(session.secretHash, now)
    return session.userId
  }

  /** @param user whose it is */
  async end(secret: string, user: SessionUser): Promise<void> {
    await this.#database.transaction().execute(async (transaction: Queries) => {
      await new LoginRows(transaction).deleteSession(hashSecret(secret))
      await this.#record(transaction, 'sign_out', user)
    })
  }

  /** Ends every session of the user. */
  async passwordChanged(transaction: Queries, userId: UserId): Promise<void> {
    await new LoginRows(transaction).deleteSessionsOf(userId)
  }

  async #record(transaction: Queries, action: string, { id, username }: SessionUser): Promise<void> {
    const resource = { type: 'user', id, meta: { username } }
    await this.#trail.record(transaction, { subject: userSubject(id), action, resource, userId: id })
  }
}
