// Signing in at a host for a connection: the authorization code flow of OAuth 2 (RFC 6749 section 4.1, RFC 7636).
import { createHash, randomBytes } from 'node:crypto'
import type { Queries } from '../../database/index.ts'
import { Invalid, NotFound } from '../../kernel/index.ts'
import { authorize, type Subject } from '../../permissions/index.ts'
import { ConnectionRows } from '../connections/connection-rows.ts'
import { Credentials, providerOf, type VcsDependencies } from '../connections/connections.ts'
import { Hosts } from '../connections/hosts.ts'
import type { OAuthClient } from '../connections/oauth-client.ts'
import type { StoredOAuthToken } from '../connections/oauth-token.ts'
import { callbackUrl } from '../connections/token-renewal.ts'
import type { OAuthFlow } from '../credentials/oauth-flow.ts'
import type { TokenSet } from '../credentials/token-set.ts'
import { HostFailure } from '../host/host-failure.ts'
import { exchangeGrant } from '../host/oauth-exchange.ts'
import { VcsAuthorizationRows } from './vcs-authorization-rows.ts'

type User = Extract<Subject, { kind: 'user' }>

/** What the host sends people back with. */
export interface AuthorizationAnswer {
  state: string
  code: string | undefined
  /** when they said no, or the host did */
  error: string | undefined
}

export interface ConnectedHost {
  serviceProvider: string
  name: string | null
  httpUrl: string
  /** as whom; null when the host did not say */
  user: string | null
}

const STATE_BYTES = 32
const VERIFIER_BYTES = 48
const LIFETIME_MS = 10 * 60_000

export class VcsAuthorizations {
  readonly #dependencies: VcsDependencies
  readonly #connections: ConnectionRows
  readonly #requests: VcsAuthorizationRows
  readonly #credentials: Credentials
  readonly #hosts: Hosts

  constructor(dependencies: VcsDependencies) {
    this.#dependencies = dependencies
    this.#connections = new ConnectionRows(dependencies.database)
    this.#requests = new VcsAuthorizationRows(dependencies.database)
    this.#credentials = new Credentials(dependencies)
    this.#hosts = new Hosts(dependencies)
  }

  /**
   * @returns where the host asks the person for consent
   * @throws NotFound when there is no such client for the person; Invalid when nobody can sign in there
   */
  async begin(user: User, clientUuid: string): Promise<string> {
    const { clock, publicUrl } = this.#dependencies
    const { client, flow } = await this.#permitted(user, clientUuid)
    const state = randomBytes(STATE_BYTES).toString('base64url')
    const verifier = randomBytes(VERIFIER_BYTES).toString('base64url')
    await this.#requests.deleteExpired(clock.now())
    await this.#requests.insert({
      state_hash: hashOf(state),
      oauth_client_id: client.id,
      user_id: user.userId,
      code_verifier: this.#dependencies.secretBox.seal(verifier, hashOf(state)),
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
   * A connection that has a token keeps it, with the new credential: modules go on as they were.
   * @throws Invalid when the answer belongs to no request of this person, or the host gave no token
   */
  async complete(user: User, clientUuid: string, answer: AuthorizationAnswer): Promise<ConnectedHost> {
    const { clock, http, publicUrl, secretBox } = this.#dependencies
    const { client, flow } = await this.#permitted(user, clientUuid)
    const request = await this.#requests.take(hashOf(answer.state))
    if (
      request === undefined ||
      request.user_id !== user.userId ||
      request.oauth_client_id !== client.id ||
      request.expires_at < clock.now()
    ) {
      throw new Invalid('This sign-in is unknown or too old. Start it again from the connection.')
    }
    if (answer.code === undefined) throw new Invalid(`The host did not agree: ${(answer.error ?? 'it sent no code').slice(0, 200)}`)
    const codeVerifier = secretBox.open(request.code_verifier, request.state_hash)
    const grant = { type: 'authorization_code', code: answer.code, redirectUri: callbackUrl(publicUrl, client), codeVerifier } as const
    const tokens = await exchangeGrant(flow, this.#credentials.accessOf(client, {}), grant, { http, clock }).catch(asInvalid)
    const token = await this.#store(user, client, tokens)
    const { serviceProvider, name, httpUrl } = client
    return { serviceProvider, name, httpUrl, user: await this.#identify(token) }
  }

  async #store(subject: User, client: OAuthClient, { token, refreshToken, expiresAt }: TokenSet): Promise<StoredOAuthToken> {
    return await this.#dependencies.database.transaction().execute(async (transaction: Queries) => {
      const connections = new ConnectionRows(transaction)
      const [known] = await connections.tokensOfClient(client.id)
      const secrets = { ...(known === undefined ? {} : this.#credentials.open(known)), token, refreshToken, expiresAt }
      const stored =
        known === undefined ? this.#credentials.create(client, secrets) : await this.#credentials.replace(transaction, known, secrets)
      if (known === undefined) await connections.insertToken(stored)
      const { id, organizationId } = stored
      const resource = { type: 'oauth_token', id }
      await this.#dependencies.trail.record(transaction, { subject, action: 'authorize', resource, organizationId })
      return stored
    })
  }

  /** Nice to know, not needed. */
  async #identify({ id }: StoredOAuthToken): Promise<string | null> {
    try {
      const { login } = await this.#hosts.ask(await this.#hosts.open(id), (api) => api.whoAmI())
      await this.#connections.nameToken(id, login)
      return login
    } catch (error) {
      if (error instanceof HostFailure) return null
      throw error
    }
  }

  async #permitted(user: User, clientUuid: string): Promise<{ client: OAuthClient; flow: OAuthFlow }> {
    const client = await this.#connections.clientByUuid(clientUuid)
    if (client === undefined) throw new NotFound('There is no such connection.')
    authorize(user, 'manage-vcs-settings', client.organizationId, 'The connection')
    const flow = providerOf(client).oauth
    if (flow === undefined || client.key === null || client.secret === null) {
      throw new Invalid('This connection has no OAuth application: give it key and secret, or a token.')
    }
    return { client, flow }
  }
}

function asInvalid(error: unknown): never {
  throw error instanceof HostFailure ? new Invalid(`The host gave no token: ${error.message}`) : error
}

function hashOf(state: string): string {
  return createHash('sha256').update(state).digest('hex')
}

function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url')
}
