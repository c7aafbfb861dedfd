// Connections in use: refreshes the credential when it is due, and records what the host's responses say about it.
import { NotFound, type OAuthTokenId } from '../../kernel/index.ts'
import type { ConnectionAccess } from '../credentials/connection-access.ts'
import type { HostApi } from '../host/host-api.ts'
import { HostFailure } from '../host/host-failure.ts'
import { hostParts, type ServiceProvider } from '../host/provider.ts'
import { type Connection, connectionOf } from './connection.ts'
import { ConnectionPauseRows } from './connection-pause-rows.ts'
import { providerOf, type VcsParts } from './connections.ts'
import type { StoredOAuthToken } from './oauth-token.ts'
import { OAuthTokenRows } from './oauth-token-rows.ts'
import { TokenRenewal } from './token-renewal.ts'

/** A connection whose credential is ready to be used. */
export interface OpenConnection extends Connection {
  provider: ServiceProvider
  access: ConnectionAccess
}

export class Hosts {
  readonly #parts: VcsParts
  readonly #tokens: OAuthTokenRows
  readonly #renewal: TokenRenewal

  constructor(parts: VcsParts) {
    this.#parts = parts
    this.#tokens = new OAuthTokenRows(parts.queries)
    this.#renewal = new TokenRenewal(parts)
  }

  async find(id: OAuthTokenId): Promise<Connection | undefined> {
    return await connectionOf(this.#parts.queries, id)
  }

  /**
   * @throws NotFound when the connection is gone
   * @throws HostFailure when refreshing the credential failed; a refusal is recorded
   */
  async open(id: OAuthTokenId): Promise<OpenConnection> {
    const found = await this.find(id)
    if (found === undefined) throw new NotFound(`oauth token ${id} not found`)
    return await this.opened(found)
  }

  async opened({ client, token }: Connection): Promise<OpenConnection> {
    const access = await this.#judged(token, () => this.#renewal.access(client, token))
    // Refreshing changes the row; later findings belong to the new one.
    return { client, token: (await this.#tokens.byId(token.id)) ?? token, provider: providerOf(client), access }
  }

  /**
   * Calls the host's API. Records that the host refused the credential, or accepts it again.
   * @throws HostFailure; NotFound when the connection is gone
   */
  async ask<Result>(connection: OpenConnection, question: (api: HostApi) => Promise<Result>): Promise<Result> {
    const { client, provider, access, token } = connection
    const api = provider.api?.(access, hostParts(this.#parts, client.serviceProvider))
    if (api === undefined) throw new HostFailure('invalid', 'this kind of host has no API')
    const result = await this.#judged(token, () => question(api))
    if (token.state !== 'active') await this.#tokens.mark(token.id, token.credential, { state: 'active', stateDetail: null })
    return result
  }

  async #judged<Result>(token: StoredOAuthToken, work: () => Promise<Result>): Promise<Result> {
    try {
      return await work()
    } catch (error) {
      if (error instanceof HostFailure && error.reason === 'authentication') {
        await this.#tokens.mark(token.id, token.credential, { state: 'needs_reauthorization', stateDetail: error.message })
      }
      if (error instanceof HostFailure && error.reason === 'rate_limited') {
        const trouble = { reason: 'rate_limited', retryAt: error.retryAt } as const
        await new ConnectionPauseRows(this.#parts.queries).record(token.id, trouble, this.#parts.clock.now())
      }
      throw error
    }
  }
}
