// From a bearer token to the subject it stands for.
import type { KeyObject } from 'node:crypto'
import type { Queries } from '../database/index.ts'
import { type Clock, Unauthenticated } from '../kernel/index.ts'
import type { Subject } from '../permissions/index.ts'
import type { SubjectCache } from './subject-cache.ts'
import type { Subjects } from './subjects.ts'
import type { AuthenticationToken } from './token/authentication-token.ts'
import { TokenRows } from './token/token-rows.ts'
import { hashToken, looksLikeToken } from './token/token-text.ts'
import type { TokenUses } from './token-uses.ts'

export interface AuthenticatorParts {
  queries: Queries
  clock: Clock
  /** of the keyring, purpose `authentication-tokens` */
  key: KeyObject
  /** of former secrets: tokens hashed under them are hashed anew when they are used */
  formerKeys: readonly KeyObject[]
  subjects: Pick<Subjects, 'ofToken'>
  cache: Pick<SubjectCache, 'get' | 'through'>
  uses: TokenUses
  /** told that a token was hashed with one of the keys */
  recognised?: () => void
}

export class Authenticator {
  readonly #parts: AuthenticatorParts
  readonly #rows: TokenRows

  constructor(parts: AuthenticatorParts) {
    this.#parts = parts
    this.#rows = new TokenRows(parts.queries)
  }

  /** Without waiting, when the token was accepted within the last second; undefined says nothing about the token. @param now for callers who know it */
  authenticateCached(bearer: string, now?: number): Subject | undefined {
    return this.#parts.cache.get(bearer, now)
  }

  /**
   * One hash and one indexed look-up, however many tokens there are, then the roles.
   * @throws Unauthenticated when the token is unknown, expired or revoked; it does not say which
   */
  async authenticate(bearer: string): Promise<Subject> {
    const { cache, clock, recognised, subjects, uses } = this.#parts
    return await cache.through(bearer, async () => {
      const token = looksLikeToken(bearer) ? await this.#tokenOf(bearer) : undefined
      const now = clock.now()
      const subject = token === undefined || isExpired(token, now) ? undefined : await subjects.ofToken(token, now)
      if (token === undefined || subject === undefined) {
        throw new Unauthenticated('the token is not valid: it is unknown, expired or revoked')
      }
      recognised?.()
      uses.record(token.id, now)
      return { subject, expiresAt: token.expiresAt }
    })
  }

  async #tokenOf(bearer: string): Promise<AuthenticationToken | undefined> {
    const { key, formerKeys, clock } = this.#parts
    const hash = hashToken(key, bearer)
    const token = await this.#rows.byHash(hash)
    if (token !== undefined) return token
    for (const former of formerKeys) {
      const older = await this.#rows.byHash(hashToken(former, bearer))
      if (older === undefined) continue
      await this.#rows.rehash(older.id, hash, clock.now())
      return older
    }
    return undefined
  }
}

function isExpired(token: AuthenticationToken, now: number): boolean {
  return token.expiresAt !== null && token.expiresAt <= now
}
