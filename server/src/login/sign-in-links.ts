// Links that an operator makes, each of which signs a user in once: for users who have no password yet.
import type { AuditedChanges } from '../audit-trail/index.ts'
import type { Queries } from '../database/index.ts'
import { type Clock, Unauthenticated } from '../kernel/index.ts'
import { hashSecret, looksLikeSecret, newSecret } from './secrets.ts'
import type { Sessions, SessionUser } from './sessions.ts'
import { SignInLinkRows } from './sign-in-link-rows.ts'

export interface SignInLinksParts {
  queries: Queries
  clock: Clock
  changes: AuditedChanges
  sessions: Sessions
}

const SPENT = 'This link was used already, or its time is over: ask the operator of this server for another one'

export class SignInLinks {
  readonly #parts: SignInLinksParts
  readonly #rows: SignInLinkRows

  constructor(parts: SignInLinksParts) {
    this.#parts = parts
    this.#rows = new SignInLinkRows(parts.queries)
  }

  /** For the operator. @param lifetime milliseconds @returns the secret of the link */
  async create({ id, username }: SessionUser, lifetime: number): Promise<string> {
    const now = this.#parts.clock.now()
    const secret = newSecret()
    const link = { secretHash: hashSecret(secret), userId: id, createdAt: now, expiresAt: now + lifetime }
    await this.#parts.changes.make(
      'operator',
      async (tx) => {
        const rows = new SignInLinkRows(tx)
        await rows.deleteExpired(now)
        await rows.insert(link, 'sign_in')
      },
      () => ({ action: 'create_sign_in_link', resource: { type: 'user', id, meta: { username } }, userId: id }),
    )
    return secret
  }

  /** Spends nothing: whoever previews a link must not use it up. @returns whom it signs in @throws Unauthenticated */
  async user(secret: string): Promise<SessionUser> {
    const user = looksLikeSecret(secret) ? await this.#rows.userOf(hashSecret(secret), 'sign_in', this.#parts.clock.now()) : undefined
    if (user === undefined) throw new Unauthenticated(SPENT)
    return user
  }

  /** @returns the secret of a new session @throws Unauthenticated */
  async use(secret: string): Promise<string> {
    const user = await this.user(secret)
    return await this.#parts.sessions.start(user, {
      check: async (tx) => {
        // Of two who use it at once, one deletes it.
        if (!(await new SignInLinkRows(tx).delete(hashSecret(secret)))) throw new Unauthenticated(SPENT)
      },
    })
  }
}
