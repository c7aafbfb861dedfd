// Refreshes short-lived tokens before use. One process at a time does it: a host that issues a new refresh token revokes the old
// one, and using that one ends the connection.
import { setTimeout as delay } from 'node:timers/promises'
import type { OAuthTokenId } from '../../kernel/index.ts'
import type { ConnectionAccess } from '../credentials/connection-access.ts'
import type { CredentialSecrets } from '../credentials/credential.ts'
import type { TokenSet } from '../credentials/token-set.ts'
import { HostFailure } from '../host/host-failure.ts'
import { exchangeGrant } from '../host/oauth-exchange.ts'
import { hostParts } from '../host/provider.ts'
import { Credentials, providerOf, type VcsParts } from './connections.ts'
import type { OAuthClient } from './oauth-client.ts'
import type { StoredOAuthToken } from './oauth-token.ts'
import { OAuthTokenRows } from './oauth-token-rows.ts'

/** Refreshed when less time is left. */
const MARGIN_MS = 10 * 60_000
/** A process that holds the lease longer has died. */
const LEASE_MS = 45_000
const LOOK_AGAIN_MS = 100

export class TokenRenewal {
  readonly #parts: VcsParts
  readonly #tokens: OAuthTokenRows
  readonly #credentials: Credentials

  constructor(parts: VcsParts) {
    this.#parts = parts
    this.#tokens = new OAuthTokenRows(parts.queries)
    this.#credentials = new Credentials(parts)
  }

  /**
   * What authenticates the connection now.
   * @throws HostFailure `authentication` when somebody must sign in again, `unavailable` when the host cannot be reached
   */
  async access(client: OAuthClient, token: StoredOAuthToken): Promise<ConnectionAccess> {
    const secrets = this.#credentials.open(token)
    if (isOver(token, secrets)) throw new HostFailure('authentication', token.stateDetail ?? 'sign in at the host again')
    if (!this.#isDue(client, secrets)) return this.#credentials.accessOf(client, secrets)
    return this.#credentials.accessOf(client, await this.#renewed(client, token, secrets))
  }

  #isDue(client: OAuthClient, { token, refreshToken, expiresAt }: CredentialSecrets): boolean {
    const { mintToken } = providerOf(client)
    if (mintToken === undefined && refreshToken === undefined) return false
    if (mintToken !== undefined && token === undefined) return true
    return expiresAt !== undefined && expiresAt - this.#parts.clock.now() < MARGIN_MS
  }

  async #renewed(client: OAuthClient, token: StoredOAuthToken, secrets: CredentialSecrets): Promise<CredentialSecrets> {
    const { clock } = this.#parts
    const until = Date.now() + LEASE_MS
    // The lease follows the time of processes, and not the domain's clock, which tests move.
    if (!(await this.#tokens.leaseRenewal(token, { now: Date.now(), until }))) return await this.#byAnother(client, token)
    try {
      const { token: next, refreshToken, expiresAt } = await this.#next(client, secrets)
      const renewed = { ...secrets, token: next, refreshToken: refreshToken ?? secrets.refreshToken, expiresAt }
      await this.#credentials.keep(token, renewed)
      return renewed
    } catch (error) {
      // A host that is down does not end a connection whose token is still valid.
      const isValid = secrets.token !== undefined && (secrets.expiresAt ?? 0) > clock.now()
      if (error instanceof HostFailure && error.reason !== 'authentication' && isValid) return secrets
      throw error
    } finally {
      await this.#tokens.endRenewal(token.id, until)
    }
  }

  async #next(client: OAuthClient, secrets: CredentialSecrets): Promise<TokenSet> {
    const parts = hostParts(this.#parts, client.serviceProvider)
    const provider = providerOf(client)
    const access = this.#credentials.accessOf(client, secrets)
    if (provider.mintToken !== undefined) return await provider.mintToken(access, parts)
    if (provider.oauth === undefined || secrets.refreshToken === undefined)
      throw new HostFailure('authentication', 'the host issued no refresh token; sign in again')
    const redirectUri = callbackUrl(this.#parts.publicUrl, client)
    return await exchangeGrant(provider.oauth, access, { type: 'refresh_token', refreshToken: secrets.refreshToken, redirectUri }, parts)
  }

  /** Waits for another process to refresh the token, and uses its result. */
  async #byAnother(client: OAuthClient, { id, credential }: StoredOAuthToken): Promise<CredentialSecrets> {
    const deadline = Date.now() + LEASE_MS
    while (Date.now() < deadline) {
      const current = await this.#stored(id)
      const secrets = this.#credentials.open(current)
      if (current.credential !== credential) return secrets
      if (!(await this.#tokens.isRenewing(id, Date.now()))) return await this.#afterFailure(client, current, secrets)
      await delay(LOOK_AGAIN_MS)
    }
    throw new HostFailure('unavailable', 'another process is refreshing the token; retry')
  }

  /** The other process got no new token. Another attempt gives the reason, unless the old token is still valid. */
  async #afterFailure(client: OAuthClient, token: StoredOAuthToken, secrets: CredentialSecrets): Promise<CredentialSecrets> {
    const isValid = secrets.token !== undefined && (secrets.expiresAt ?? 0) > this.#parts.clock.now()
    return isValid ? secrets : await this.#renewed(client, token, secrets)
  }

  async #stored(id: OAuthTokenId): Promise<StoredOAuthToken> {
    const token = await this.#tokens.byId(id)
    if (token === undefined) throw new HostFailure('authentication', 'the connection was deleted')
    return token
  }
}

/** Retrying a refused refresh token may get the application blocked. A plain token may be accepted again. */
function isOver({ state }: StoredOAuthToken, { refreshToken }: CredentialSecrets): boolean {
  return state === 'needs_reauthorization' && refreshToken !== undefined
}

/** The redirect URI at hosts. */
export function callbackUrl(publicUrl: string, { uuid }: Pick<OAuthClient, 'uuid'>): string {
  return `${publicUrl}/auth/${uuid}/callback`
}
