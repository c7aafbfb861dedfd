// Connections in use: the credential renewed when it is time, and the connection judged by what its host answers.
import { NotFound, type OAuthTokenId } from '../../kernel/index.ts'
import type { ConnectionAccess } from '../credentials/connection-access.ts'
import type { HostApi } from '../host/host-api.ts'
import { HostFailure } from '../host/host-failure.ts'
import type { ServiceProvider } from '../host/provider.ts'
import { ConnectionPauseRows } from './connection-pause-rows.ts'
import { ConnectionRows } from './connection-rows.ts'
import { providerOf, type VcsDependencies } from './connections.ts'
import type { OAuthClient } from './oauth-client.ts'
import type { StoredOAuthToken } from './oauth-token.ts'
import { TokenRenewal } from './token-renewal.ts'

export interface Connection {
  client: OAuthClient
  token: StoredOAuthToken
}

/** A connection whose credential is ready to be used. */
export interface OpenConnection extends Connection {
  provider: ServiceProvider
  access: ConnectionAccess
}

export class Hosts {
  readonly #dependencies: VcsDependencies
  readonly #connections: ConnectionRows
  readonly #renewal: TokenRenewal

  constructor(dependencies: VcsDependencies) {
    this.#dependencies = dependencies
    this.#connections = new ConnectionRows(dependencies.database)
    this.#renewal = new TokenRenewal(dependencies)
  }

  async find(id: OAuthTokenId): Promise<Connection | undefined> {
    const token = await this.#connections.token(id)
    const client = token === undefined ? undefined : await this.#connections.client(token.oauthClientId)
    return token === undefined || client === undefined ? undefined : { client, token }
  }

  /**
   * @throws NotFound when the connection is gone
   * @throws HostFailure when the credential had to be renewed, and could not be; that it was refused is put on record
   */
  async open(id: OAuthTokenId): Promise<OpenConnection> {
    const found = await this.find(id)
    if (found === undefined) throw new NotFound(`oauth token ${id} not found`)
    return await this.opened(found)
  }

  async opened({ client, token }: Connection): Promise<OpenConnection> {
    const access = await this.#judged(token, () => this.#renewal.access(client, token))
    // Renewing changes the row; what is learned later is about the row as it is now.
    return { client, token: (await this.#connections.token(token.id)) ?? token, provider: providerOf(client), access }
  }

  /**
   * Asks the host's API. A credential that is refused is put on record, and that one works again too.
   * @throws HostFailure; NotFound when the connection is gone
   */
  async ask<Result>(connection: OpenConnection, question: (api: HostApi) => Promise<Result>): Promise<Result> {
    const { http, clock } = this.#dependencies
    const { provider, access, token } = connection
    const api = provider.api?.(access, { http, clock })
    if (api === undefined) throw new HostFailure('invalid', 'this kind of host has no API to ask')
    const result = await this.#judged(token, () => question(api))
    if (token.state !== 'active') await this.#connections.markToken(token.id, token.credential, { state: 'active', stateDetail: null })
    return result
  }

  async #judged<Result>(token: StoredOAuthToken, work: () => Promise<Result>): Promise<Result> {
    try {
      return await work()
    } catch (error) {
      if (error instanceof HostFailure && error.reason === 'authentication') {
        await this.#connections.markToken(token.id, token.credential, { state: 'needs_reauthorization', stateDetail: error.message })
      }
      if (error instanceof HostFailure && error.reason === 'rate_limited') {
        const trouble = { reason: 'rate_limited', retryAt: error.retryAt } as const
        await new ConnectionPauseRows(this.#dependencies.database).record(token.id, trouble, this.#dependencies.clock.now())
      }
      throw error
    }
  }
}
