// The modules that get their versions through a connection: what its deletion or a refused credential concerns.
import type { Kysely } from 'kysely'
import type { Schema } from '../../database/index.ts'
import type { GithubAppId, OAuthClientId, Page, PageRequest } from '../../kernel/index.ts'
import type { Subject } from '../../permissions/index.ts'
import type { GithubApps, OAuthClients } from '../../vcs/index.ts'
import { modulesOfConnection } from '../registry-module/module-rows.ts'
import type { RegistryModule } from '../registry-module/registry-module.ts'

export interface ConnectionModulesParts {
  database: { queries: Kysely<Schema> }
  clients: Pick<OAuthClients, 'read'>
  githubApps: Pick<GithubApps, 'readById'>
}

export class ConnectionModules {
  readonly #parts: ConnectionModulesParts

  constructor(parts: ConnectionModulesParts) {
    this.#parts = parts
  }

  /** By address. @throws NotFound when the subject may not see the connection */
  async ofClient(subject: Subject, id: OAuthClientId, request: PageRequest): Promise<Page<RegistryModule>> {
    const { organizationId } = await this.#parts.clients.read(subject, id)
    return await modulesOfConnection(this.#parts.database.queries, { organizationId, oauthClientId: id }, request)
  }

  /** The same of a GitHub App, without those that other organizations publish from its installations. */
  async ofApp(subject: Subject, id: GithubAppId, request: PageRequest): Promise<Page<RegistryModule>> {
    return await modulesOfConnection(this.#parts.database.queries, await this.#parts.githubApps.readById(subject, id), request)
  }
}
