// Tokens that live for an hour are renewed before they are used: by one process at a time, because a host that hands out a new
// refresh token takes the old one back, and whoever then uses it loses the connection.
import { setTimeout as delay } from 'node:timers/promises'
import type { OAuthTokenId } from '../../kernel/index.ts'
import type { ConnectionAccess } from '../credentials/connection-access.ts'
import type { CredentialSecrets } from '../credentials/credential.ts'
import type { TokenSet } from '../credentials/token-set.ts'
import { HostFailure } from '../host/host-failure.ts'
import { exchangeGrant } from '../host/oauth-exchange.ts'
import { ConnectionRows } from './connection-rows.ts'
import { Credentials, providerOf, type VcsDependencies } from './connections.ts'
import type { OAuthClient } from './oauth-client.ts'
import type { StoredOAuthToken } from './oauth-token.ts'

/** Renewed when less is left than this. */
const MARGIN_MS = 10 * 60_000
/** Who began a renewal and does not end it by then has died. */
const LEASE_MS = 45_000
const LOOK_AGAIN_MS = 100

export class TokenRenewal {
  readonly #dependencies: VcsDependencies
  readonly #connections: ConnectionRows
  readonly #credentials: Credentials

  constructor(dependencies: VcsDependencies) {
    this.#dependencies = dependencies
    this.#connections = new ConnectionRows(dependencies.database)
    this.#credentials = new Credentials(dependencies)
  }

  /**
   * What a connection gets in with, now.
   * @throws HostFailure `authentication` when somebody has to sign in again, `unavailable` when the host cannot be asked
   */
  async access(client: OAuthClient, token: StoredOAuthToken): Promise<ConnectionAccess> {
    const secrets = this.#credentials.open(token)
    if (isOver(token, secrets)) throw new HostFailure('authentication', token.stateDetail ?? 'somebody has to sign in again')
    if (!this.#isDue(client, secrets)) return this.#credentials.accessOf(client, secrets)
    return this.#credentials.accessOf(client, await this.#renewed(client, token, secrets))
  }

  #isDue(client: OAuthClient, { token, refreshToken, expiresAt }: CredentialSecrets): boolean {
    const { mintToken } = providerOf(client)
    if (mintToken === undefined && refreshToken === undefined) return false
    if (mintToken !== undefined && token === undefined) return true
    return expiresAt !== undefined && expiresAt - this.#dependencies.clock.now() < MARGIN_MS
  }

  async #renewed(client: OAuthClient, token: StoredOAuthToken, secrets: CredentialSecrets): Promise<CredentialSecrets> {
    const { clock } = this.#dependencies
    const until = Date.now() + LEASE_MS
    // The lease is about the time of processes, not of the domain's clock, which tests move.
    if (!(await this.#connections.leaseRenewal(token, { now: Date.now(), until }))) return await this.#byAnother(client, token)
    try {
      const { token: next, refreshToken, expiresAt } = await this.#next(client, secrets)
      const renewed = { ...secrets, token: next, refreshToken: refreshToken ?? secrets.refreshToken, expiresAt }
      await this.#credentials.keep(token, renewed)
      return renewed
    } catch (error) {
      // What was valid a minute ago may still be: a host that is down does not end a connection.
      const isValid = secrets.token !== undefined && (secrets.expiresAt ?? 0) > clock.now()
      if (error instanceof HostFailure && error.reason !== 'authentication' && isValid) return secrets
      throw error
    } finally {
      await this.#connections.endRenewal(token.id, until)
    }
  }

  async #next(client: OAuthClient, secrets: CredentialSecrets): Promise<TokenSet> {
    const { http, clock, publicUrl } = this.#dependencies
    const provider = providerOf(client)
    const access = this.#credentials.accessOf(client, secrets)
    if (provider.mintToken !== undefined) return await provider.mintToken(access, { http, clock })
    if (provider.oauth === undefined || secrets.refreshToken === undefined)
      throw new HostFailure('authentication', 'there is no refresh token')
    const redirectUri = callbackUrl(publicUrl, client)
    return await exchangeGrant(
      provider.oauth,
      access,
      { type: 'refresh_token', refreshToken: secrets.refreshToken, redirectUri },
      { http, clock },
    )
  }

  /** Another request or process does it: its result is ours. */
  async #byAnother(client: OAuthClient, { id, credential }: StoredOAuthToken): Promise<CredentialSecrets> {
    const deadline = Date.now() + LEASE_MS
    while (Date.now() < deadline) {
      const current = await this.#stored(id)
      const secrets = this.#credentials.open(current)
      if (current.credential !== credential) return secrets
      if (!(await this.#connections.isRenewing(id, Date.now()))) return await this.#afterFailure(client, current, secrets)
      await delay(LOOK_AGAIN_MS)
    }
    throw new HostFailure('unavailable', 'the token is being renewed')
  }

  /** It ended without a new token. Asking once more gives the reason, unless the old one still serves. */
  async #afterFailure(client: OAuthClient, token: StoredOAuthToken, secrets: CredentialSecrets): Promise<CredentialSecrets> {
    const isValid = secrets.token !== undefined && (secrets.expiresAt ?? 0) > this.#dependencies.clock.now()
    return isValid ? secrets : await this.#renewed(client, token, secrets)
  }

  async #stored(id: OAuthTokenId): Promise<StoredOAuthToken> {
    const token = await this.#connections.token(id)
    if (token === undefined) throw new HostFailure('authentication', 'the connection is gone')
    return token
  }
}

/** Asking with a refresh token that was refused does nothing but get the application blocked. A plain token may be allowed again. */
function isOver({ state }: StoredOAuthToken, { refreshToken }: CredentialSecrets): boolean {
  return state === 'needs_reauthorization' && refreshToken !== undefined
}

/** Where hosts send people back to. */
export function callbackUrl(publicUrl: string, { uuid }: Pick<OAuthClient, 'uuid'>): string {
  return `${publicUrl}/auth/${uuid}/callback`
}
