// Links that site administrators make, each of which lets a user choose a password once.
import type { PasswordResets, Proven, UserAdministration } from '../accounts/index.ts'
import type { AuditedChanges } from '../audit-trail/index.ts'
import type { Queries } from '../database/index.ts'
import { type Clock, Unauthenticated, type UserId } from '../kernel/index.ts'
import type { Subject } from '../permissions/index.ts'
import { hashSecret, looksLikeSecret, newSecret } from './secrets.ts'
import type { SessionUser } from './sessions.ts'
import { SignInLinkRows } from './sign-in-link-rows.ts'
import { userSubject } from './user-subject.ts'

export interface ResetLinksParts {
  queries: Queries
  clock: Clock
  changes: AuditedChanges
  passwordResets: Pick<PasswordResets, 'choose'>
  userAdministration: Pick<UserAdministration, 'read'>
}

/** A secret that works once. */
export interface Link {
  secret: string
  /** milliseconds since the epoch */
  expiresAt: number
}

const LIFETIME_MS = 24 * 60 * 60_000
const SPENT = 'This link was used already, or its time is over: ask an administrator of this site for another one'

export class ResetLinks {
  readonly #parts: ResetLinksParts
  readonly #rows: SignInLinkRows

  constructor(parts: ResetLinksParts) {
    this.#parts = parts
    this.#rows = new SignInLinkRows(parts.queries)
  }

  /** The user's password stays until the link is used. @throws NotFound for all but site administrators */
  async create(subject: Subject, userId: UserId): Promise<Link> {
    const { id, username } = await this.#parts.userAdministration.read(subject, userId)
    const now = this.#parts.clock.now()
    const secret = newSecret()
    const link = { secretHash: hashSecret(secret), userId: id, createdAt: now, expiresAt: now + LIFETIME_MS }
    await this.#parts.changes.make(
      subject,
      async (tx) => {
        const rows = new SignInLinkRows(tx)
        await rows.deleteExpired(now)
        await rows.insert(link, 'reset_password')
      },
      () => ({ action: 'create_reset_link', resource: { type: 'user', id, meta: { username } }, userId: id }),
    )
    return { secret, expiresAt: link.expiresAt }
  }

  /** Spends nothing. @returns whose password it changes @throws Unauthenticated */
  async user(secret: string): Promise<SessionUser> {
    const now = this.#parts.clock.now()
    const user = looksLikeSecret(secret) ? await this.#rows.userOf(hashSecret(secret), 'reset_password', now) : undefined
    if (user === undefined) throw new Unauthenticated(SPENT)
    return user
  }

  /** Ends every session of the user. @throws Unauthenticated; Invalid when the password breaks a rule */
  async use(secret: string, wanted: { password: string; confirmation: string }): Promise<Proven> {
    const { id } = await this.user(secret)
    const proof = {
      check: async (tx: Queries) => {
        // Of two who use it at once, one deletes it.
        if (!(await new SignInLinkRows(tx).delete(hashSecret(secret)))) throw new Unauthenticated(SPENT)
      },
    }
    return await this.#parts.passwordResets.choose(id, wanted, { actor: userSubject(id), proof })
  }
}
