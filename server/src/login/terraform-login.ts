// `terraform login`: the browser gets a code when the user agrees, and the command line exchanges the code for a token.
import { createHash, timingSafeEqual } from 'node:crypto'
import type { AuditedChanges } from '../audit-trail/index.ts'
import type { AuthenticationTokens, TokenIssuer } from '../authentication-tokens/index.ts'
import type { Queries } from '../database/index.ts'
import { type Clock, Invalid, NotFound, type TokenId, Unauthenticated, type UserId } from '../kernel/index.ts'
import { type AuthorizationRequest, CLIENT_ID, CODE_TTL_MS } from './authorization-request.ts'
import { type AuthorizationCode, LoginRows } from './login-rows.ts'
import { hashSecret, looksLikeSecret, newSecret } from './secrets.ts'
import { type UserSubject, userSubject } from './user-subject.ts'

export interface TerraformLoginParts {
  queries: Queries
  clock: Clock
  tokens: Pick<AuthenticationTokens, 'delete'>
  issuer: Pick<TokenIssuer, 'issue'>
  changes: AuditedChanges
}

/** The token, or an error in the words of RFC 6749, section 5.2. */
export type Grant = { token: string } | { error: string; description: string }

const UNKNOWN_CODE = 'the code is unknown or was used before'
const VERIFIER = /^[A-Za-z0-9._~-]{43,128}$/
/** A redeemed code is remembered for a while, so that its second use is noticed. */
const REMEMBERED_MS = 60 * 60_000

export class TerraformLogin {
  readonly #parts: TerraformLoginParts
  readonly #rows: LoginRows

  constructor(parts: TerraformLoginParts) {
    this.#parts = parts
    this.#rows = new LoginRows(parts.queries)
  }

  /**
   * The user agreed.
   * @returns a code that can be redeemed once, within a minute
   * @throws Unauthenticated when the session of the user ended meanwhile
   */
  async authorize(subject: UserSubject, { redirectUri, codeChallenge }: AuthorizationRequest): Promise<string> {
    const { userId, credential } = subject
    const now = this.#parts.clock.now()
    const code = newSecret()
    await this.#rows.deleteCodesFrom(now - REMEMBERED_MS)
    const row = { codeHash: hashSecret(code), userId, redirectUri, codeChallenge, expiresAt: now + CODE_TTL_MS }
    await this.#parts.changes.make(
      subject,
      async (tx) => {
        const rows = new LoginRows(tx)
        // Behind the lock that a new password takes: a session that ends leaves no code.
        await rows.lockUser(userId)
        const ended = credential?.kind === 'session' && (await rows.sessionByHash(credential.secretHash)) === undefined
        if (ended) throw new Unauthenticated('the session has ended: sign in again')
        await rows.insertCode(row)
      },
      () => ({
        action: 'authorize_client',
        resource: { type: 'user', id: userId, meta: { client_id: CLIENT_ID, redirect_uri: redirectUri } },
        userId,
      }),
    )
    return code
  }

  /** @param form of the token request */
  async redeem(form: Readonly<Record<string, unknown>>): Promise<Grant> {
    const { grant_type: grantType, client_id: clientId, code, code_verifier: verifier, redirect_uri: redirectUri } = form
    if (typeof grantType !== 'string') return refusal('invalid_request', 'grant_type is missing')
    if (grantType !== 'authorization_code') return refusal('unsupported_grant_type', 'grant_type must be authorization_code')
    if (clientId !== CLIENT_ID) return refusal('invalid_client', `client_id must be ${CLIENT_ID}`)
    if (typeof code !== 'string' || typeof verifier !== 'string' || typeof redirectUri !== 'string') {
      return refusal('invalid_request', 'code, code_verifier and redirect_uri are required')
    }
    if (!looksLikeSecret(code)) return refusal('invalid_grant', UNKNOWN_CODE)
    const codeHash = hashSecret(code)
    // Taken before it is checked: nobody gets a second guess at the verifier.
    const taken = await this.#rows.takeCode(codeHash, this.#parts.clock.now())
    if (taken === undefined) {
      await this.#revokeTokenOf(codeHash)
      return refusal('invalid_grant', UNKNOWN_CODE)
    }
    const problem = this.#problemOf(taken, { verifier, redirectUri })
    return problem === undefined ? await this.#issue(taken) : refusal('invalid_grant', problem)
  }

  #problemOf(code: AuthorizationCode, { verifier, redirectUri }: { verifier: string; redirectUri: string }): string | undefined {
    if (code.expiresAt <= this.#parts.clock.now()) return 'the code has expired'
    if (code.redirectUri !== redirectUri) return 'redirect_uri does not match the authorization request'
    if (!VERIFIER.test(verifier) || !matchesChallenge(verifier, code.codeChallenge)) return 'code_verifier does not match code_challenge'
    return undefined
  }

  async #issue({ codeHash, userId }: AuthorizationCode): Promise<Grant> {
    const issued = await this.#parts.issuer
      .issue(userId, { description: 'terraform login' }, userSubject(userId))
      .catch((error: unknown) => {
        if (error instanceof NotFound) return refusal('invalid_grant', 'the user is suspended or was deleted')
        // The user has as many tokens as they may.
        if (error instanceof Invalid) return refusal('invalid_grant', error.message)
        throw error
      })
    if ('error' in issued) return issued
    if (await this.#rows.recordTokenOfCode(codeHash, issued.token.id)) return { token: issued.text }
    // The code came a second time, or was revoked, while the token was made.
    await this.#revoke(userId, issued.token.id)
    return refusal('invalid_grant', UNKNOWN_CODE)
  }

  /** A code that comes a second time was stolen, before or after its first use: RFC 6749, section 4.1.2. */
  async #revokeTokenOf(codeHash: string): Promise<void> {
    const redeemed = await this.#rows.forgetCode(codeHash)
    if (redeemed === undefined) return
    await this.#revoke(redeemed.userId, redeemed.tokenId)
  }

  /** Somebody else may have been faster. */
  async #revoke(userId: UserId, tokenId: TokenId): Promise<void> {
    await this.#parts.tokens.delete(userSubject(userId), tokenId).catch((error: unknown) => {
      if (!(error instanceof NotFound)) throw error
    })
  }
}

function matchesChallenge(verifier: string, challenge: string): boolean {
  const computed = createHash('sha256').update(verifier).digest('base64url')
  return computed.length === challenge.length && timingSafeEqual(Buffer.from(computed), Buffer.from(challenge))
}

function refusal(error: string, description: string): Extract<Grant, { error: string }> {
  return { error, description }
}
