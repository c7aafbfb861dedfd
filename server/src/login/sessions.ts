// Who is signed in with a browser. The secret is in a cookie, its hash in the database: sessions can be ended from here.
import type { PasswordChanges } from '../accounts/index.ts'
import type { Queries } from '../database/index.ts'
import type { Clock, UserId } from '../platform/kernel/index.ts'
import { LoginRepository } from './repository.ts'
import { hashSecret, looksLikeSecret, newSecret } from './secrets.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const LIFETIME = 7 * 24 * HOUR
const IDLE_TIMEOUT = 12 * HOUR
/** Not every request writes. */
const USE_PRECISION = MINUTE

export class Sessions implements PasswordChanges {
  readonly #repository: LoginRepository
  readonly #clock: Clock

  constructor({ database, clock }: { database: Queries; clock: Clock }) {
    this.#repository = new LoginRepository(database)
    this.#clock = clock
  }

  /** @returns the secret of a new session, always one that nobody knew before */
  async start(userId: UserId): Promise<string> {
    const now = this.#clock.now()
    const secret = newSecret()
    await this.#repository.deleteDeadSessions({ now, idleSince: now - IDLE_TIMEOUT })
    await this.#repository.insertSession({
      secretHash: hashSecret(secret),
      userId,
      createdAt: now,
      lastUsedAt: now,
      expiresAt: now + LIFETIME,
    })
    return secret
  }

  /** @returns whose session it is; undefined when it is unknown, ended, too old, or was not used for too long */
  async userOf(secret: string): Promise<UserId | undefined> {
    if (!looksLikeSecret(secret)) return undefined
    const now = this.#clock.now()
    const session = await this.#repository.sessionByHash(hashSecret(secret))
    if (session === undefined || session.expiresAt <= now || session.lastUsedAt + IDLE_TIMEOUT <= now) return undefined
    if (session.lastUsedAt + USE_PRECISION <= now) await this.#repository.recordSessionUse(session.secretHash, now)
    return session.userId
  }

  async end(secret: string): Promise<void> {
    await this.#repository.deleteSession(hashSecret(secret))
  }

  /** Ends every session of the user. */
  async passwordChanged(transaction: Queries, userId: UserId): Promise<void> {
    await new LoginRepository(transaction).deleteSessionsOf(userId)
  }
}
