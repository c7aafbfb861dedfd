// Signing in at the identity provider: a browser leaves with a state, and comes back with it once.
import { createHmac } from 'node:crypto'
import type { GroupMapping, ProviderUser, ProviderUsers, User } from '../../accounts/index.ts'
import type { Queries } from '../../database/index.ts'
import { type Clock, TooManyAttempts, Unauthenticated } from '../../kernel/index.ts'
import { createTokenBuckets, type TokenBuckets } from '../../platform/rate-limits/index.ts'
import { hashSecret, looksLikeSecret, newSecret } from '../secrets.ts'
import type { Sessions } from '../sessions.ts'
import type { Challenge, IdentityProvider } from './identity-provider.ts'
import { ProviderSignInRows } from './provider-sign-in-rows.ts'

export interface SingleSignOnParts {
  queries: Queries
  clock: Clock
  provider: IdentityProvider
  providerUsers: ProviderUsers
  sessions: Sessions
  groups: GroupMapping
}

/** A browser, by the secret of its cookie. */
export interface AskingBrowser {
  secret: string
  /** for the limit on attempts */
  address: string
}

export type SignInOutcome = { kind: 'signed in'; session: string; returnTo: string } | { kind: 'linked'; returnTo: string }

/** How long people may take at the provider: they may have to find a second factor. */
const LIFETIME_MS = 10 * 60_000
/** Each is a row and, when it comes back, a call. An office may have a single address. */
const PER_ADDRESS = { burst: 60, refillMs: 2000 }

const UNKNOWN = 'This sign-in is unknown, over ten minutes old, or was begun in another browser. Cookies must be allowed. Sign in again'

export class SingleSignOn {
  readonly #parts: SingleSignOnParts
  readonly #rows: ProviderSignInRows
  readonly #attempts: TokenBuckets

  constructor(parts: SingleSignOnParts) {
    this.#parts = parts
    this.#rows = new ProviderSignInRows(parts.queries)
    this.#attempts = createTokenBuckets({ ...PER_ADDRESS, clock: parts.clock })
  }

  /** of the provider */
  get name(): string {
    return this.#parts.provider.name
  }

  /**
   * @param options `linking`: the signed-in user, who links their account instead
   * @returns where to send the browser
   * @throws Unavailable; TooManyAttempts
   */
  async begin(
    { secret, address }: AskingBrowser,
    { returnTo, linking }: { returnTo: string; linking?: Pick<User, 'id'> },
  ): Promise<string> {
    const { clock, provider } = this.#parts
    this.#count(address)
    const now = clock.now()
    const state = newSecret()
    const url = await provider.signInUrl(challengeOf(state, secret))
    await this.#rows.deleteExpired(now)
    await this.#rows.insert({
      stateHash: hashSecret(state),
      browserHash: hashSecret(secret),
      userId: linking?.id ?? null,
      returnTo,
      expiresAt: now + LIFETIME_MS,
    })
    return url
  }

  /**
   * @param query that the provider sent the browser back with
   * @param account who is signed in in this browser
   * @throws Unauthenticated; Forbidden and Conflict as `ProviderUsers.admit`; Unavailable
   */
  async finish({ secret }: AskingBrowser, query: string, account: User | undefined): Promise<SignInOutcome> {
    const { clock, provider, providerUsers, sessions, groups } = this.#parts
    const state = new URLSearchParams(query).get('state') ?? ''
    const taken = looksLikeSecret(state)
      ? await this.#rows.take({ stateHash: hashSecret(state), browserHash: hashSecret(secret) }, clock.now())
      : undefined
    if (taken === undefined) throw new Unauthenticated(UNKNOWN)
    const { returnTo, userId } = taken
    const described = await provider.signedIn(query, challengeOf(state, secret))
    if (userId !== null) {
      if (account?.id !== userId) throw new Unauthenticated(UNKNOWN)
      await providerUsers.link('user', account, described)
      return { kind: 'linked', returnTo }
    }
    const user = await providerUsers.admit(described, groups)
    const session = await sessions.start(user, { check: (tx) => providerUsers.check(tx, described) })
    return { kind: 'signed in', session, returnTo }
  }

  /** For a page that offers it. @returns undefined when the provider has none */
  async signOutUrl(): Promise<string | undefined> {
    return await this.#parts.provider.signOutUrl()
  }

  /** Who the user is at the provider; undefined when their account is not linked. */
  async identityOf({ id }: Pick<User, 'id'>): Promise<Pick<ProviderUser, 'issuer' | 'subject'> | undefined> {
    return (await this.#parts.providerUsers.ofUser(id))[0]
  }

  #count(address: string): void {
    if (this.#attempts.take(address) !== undefined) return
    const seconds = Math.ceil(this.#attempts.wait(address) / 1000)
    throw new TooManyAttempts('Too many sign-ins began at this address; try again later', seconds)
  }
}

/** Only the browser knows its secret, so that nobody learns the nonce or the verifier from the database. */
function challengeOf(state: string, secret: string): Challenge {
  const derived = (purpose: string) => createHmac('sha256', secret).update(`${purpose} ${state}`).digest('base64url')
  return { state, nonce: derived('nonce'), codeVerifier: derived('verifier') }
}
