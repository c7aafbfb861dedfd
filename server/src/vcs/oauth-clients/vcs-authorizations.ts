// Authorizes a connection at its host, by the authorization code flow of OAuth 2 (RFC 6749 section 4.1, RFC 7636).
import { createHash, randomBytes } from 'node:crypto'
import type { Queries } from '../../database/index.ts'
import { Invalid, NotFound } from '../../kernel/index.ts'
import { authorize, type Subject } from '../../permissions/index.ts'
import { Credentials, providerOf, type VcsParts } from '../connections/connections.ts'
import { Hosts } from '../connections/hosts.ts'
import type { OAuthClient } from '../connections/oauth-client.ts'
import { OAuthClientRows } from '../connections/oauth-client-rows.ts'
import type { StoredOAuthToken } from '../connections/oauth-token.ts'
import { OAuthTokenRows } from '../connections/oauth-token-rows.ts'
import { callbackUrl } from '../connections/token-renewal.ts'
import type { OAuthFlow } from '../credentials/oauth-flow.ts'
import type { TokenSet } from '../credentials/token-set.ts'
import { HostFailure } from '../host/host-failure.ts'
import { exchangeGrant } from '../host/oauth-exchange.ts'
import { hostParts } from '../host/provider.ts'
import { VcsAuthorizationRows } from './vcs-authorization-rows.ts'

type User = Extract<Subject, { kind: 'user' }>

/** What the host's redirect carries. */
export interface AuthorizationAnswer {
  state: string
  code: string | undefined
  /** when the person or the host denied access */
  error: string | undefined
}

export interface ConnectedHost {
  serviceProvider: string
  name: string | null
  httpUrl: string
  /** the host's user name; null when unknown */
  user: string | null
  /** the page that the sign-in began on; null for none */
  returnTo: string | null
}

const STATE_BYTES = 32
const VERIFIER_BYTES = 48
const LIFETIME_MS = 10 * 60_000

export class VcsAuthorizations {
  readonly #parts: VcsParts
  readonly #requests: VcsAuthorizationRows
  readonly #credentials: Credentials
  readonly #hosts: Hosts

  constructor(parts: VcsParts) {
    this.#parts = parts
    this.#requests = new VcsAuthorizationRows(parts.queries)
    this.#credentials = new Credentials(parts)
    this.#hosts = new Hosts(parts)
  }

  /**
   * @param returnTo the path of a page of this server
   * @returns where the host asks the person for consent
   * @throws NotFound when the person may not manage such a client; Invalid when it has no OAuth application
   */
  async begin(user: User, clientUuid: string, returnTo: string | null): Promise<string> {
    const { clock, publicUrl } = this.#parts
    const { client, flow } = await this.#permitted(user, clientUuid)
    const state = randomBytes(STATE_BYTES).toString('base64url')
    const verifier = randomBytes(VERIFIER_BYTES).toString('base64url')
    await this.#requests.deleteExpired(clock.now())
    await this.#requests.insert({
      state_hash: hashOf(state),
      oauth_client_id: client.id,
      user_id: user.userId,
      code_verifier: this.#parts.secretBox.seal(verifier, hashOf(state)),
      return_to: returnTo,
      expires_at: clock.now() + LIFETIME_MS,
    })
    const url = new URL(flow.authorizeUrl(this.#credentials.accessOf(client, {})))
    const parameters = {
      response_type: 'code',
      client_id: client.key ?? '',
      redirect_uri: callbackUrl(publicUrl, client),
      state,
      ...(flow.scope === undefined ? {} : { scope: flow.scope }),
      ...(flow.pkce ? { code_challenge: challengeOf(verifier), code_challenge_method: 'S256' } : {}),
      ...flow.authorizeParameters,
    }
    for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
    return url.href
  }

  /**
   * A connection that has a token keeps it, with the new credential, so that its modules continue.
   * @throws Invalid when the answer belongs to no request of this person, or the host issued no token
   */
  async complete(user: User, clientUuid: string, answer: AuthorizationAnswer): Promise<ConnectedHost> {
    const { clock, publicUrl, secretBox } = this.#parts
    const { client, flow } = await this.#permitted(user, clientUuid)
    const request = await this.#requests.take(hashOf(answer.state))
    if (
      request === undefined ||
      request.user_id !== user.userId ||
      request.oauth_client_id !== client.id ||
      request.expires_at < clock.now()
    ) {
      throw new Invalid('This sign-in is unknown or has expired. Start it again from the connection.')
    }
    if (answer.code === undefined) throw new Invalid(`The host denied access: ${(answer.error ?? 'it sent no code').slice(0, 200)}`)
    const codeVerifier = secretBox.open(request.code_verifier, request.state_hash)
    const grant = { type: 'authorization_code', code: answer.code, redirectUri: callbackUrl(publicUrl, client), codeVerifier } as const
    const parts = hostParts(this.#parts, client.serviceProvider)
    const tokens = await exchangeGrant(flow, this.#credentials.accessOf(client, {}), grant, parts).catch(asInvalid)
    const token = await this.#store(user, client, tokens)
    const { serviceProvider, name, httpUrl } = client
    return { serviceProvider, name, httpUrl, user: await this.#identify(token), returnTo: request.return_to }
  }

  async #store(subject: User, client: OAuthClient, { token, refreshToken, expiresAt }: TokenSet): Promise<StoredOAuthToken> {
    const work = async (tx: Queries) => {
      const rows = new OAuthTokenRows(tx)
      const [known] = await rows.ofClient(client.id)
      const secrets = { ...(known === undefined ? {} : this.#credentials.open(known)), token, refreshToken, expiresAt }
      const stored = known === undefined ? this.#credentials.create(client, secrets) : await this.#credentials.replace(tx, known, secrets)
      if (known === undefined) await rows.insert(stored)
      return stored
    }
    return await this.#parts.changes.make(subject, work, ({ id, organizationId }) => ({
      action: 'authorize',
      resource: { type: 'oauth_token', id },
      organizationId,
    }))
  }

  /** Optional: a failure is ignored. */
  async #identify({ id }: StoredOAuthToken): Promise<string | null> {
    try {
      const { login } = await this.#hosts.ask(await this.#hosts.open(id), (api) => api.whoAmI())
      await new OAuthTokenRows(this.#parts.queries).name(id, login)
      return login
    } catch (error) {
      if (error instanceof HostFailure) return null
      throw error
    }
  }

  async #permitted(user: User, clientUuid: string): Promise<{ client: OAuthClient; flow: OAuthFlow }> {
    const client = await new OAuthClientRows(this.#parts.queries).byUuid(clientUuid)
    if (client === undefined) throw new NotFound('There is no such connection.')
    authorize(user, 'manage-vcs-settings', client.organizationId, 'The connection')
    const flow = providerOf(client).oauth
    if (flow === undefined || client.key === null || client.secret === null) {
      throw new Invalid('This connection has no OAuth application. Set its key and secret, or a token.')
    }
    return { client, flow }
  }
}

function asInvalid(error: unknown): never {
  throw error instanceof HostFailure ? new Invalid(`The host did not issue a token: ${error.message}`) : error
}

function hashOf(state: string): string {
  return createHash('sha256').update(state).digest('hex')
}

function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url')
}
