// The SQL of oauth clients and of the projects they are scoped to.
import { type Kysely, type Selectable, sql } from 'kysely'
import { rowPage, type Schema } from '../../database/index.ts'
import type { OAuthClientId, OrganizationId, Page, PageRequest, ProjectId } from '../../kernel/index.ts'
import { TOKEN_SCHEMES, type TokenScheme } from '../credentials/connection-access.ts'
import { GITHUB_APP } from '../host/service-provider.ts'
import type { OAuthClient, OAuthClientWithTokens } from './oauth-client.ts'

type Tables = Pick<Schema, 'oauth_clients' | 'oauth_tokens' | 'oauth_client_projects' | 'projects'>

/** What the `settings` column holds. */
interface ClientSettings {
  tokenScheme?: string
  organizationScoped?: boolean
  tenantId?: string | null
  adoOrganization?: string | null
}

export class OAuthClientRows {
  readonly #queries: Kysely<Tables>

  constructor(queries: Kysely<Tables>) {
    this.#queries = queries
  }

  async insert(client: OAuthClient): Promise<void> {
    await this.#queries.insertInto('oauth_clients').values(rowOf(client)).execute()
  }

  async update(client: OAuthClient): Promise<void> {
    const { id, created_at: _, ...changes } = rowOf(client)
    await this.#queries.updateTable('oauth_clients').set(changes).where('id', '=', id).execute()
  }

  async delete(id: OAuthClientId): Promise<void> {
    await this.#queries.deleteFrom('oauth_clients').where('id', '=', id).execute()
  }

  async byId(id: OAuthClientId): Promise<OAuthClientWithTokens | undefined> {
    const row = await this.#queries.selectFrom('oauth_clients').selectAll().where('id', '=', id).executeTakeFirst()
    return row === undefined ? undefined : (await this.#withTokens([row]))[0]
  }

  async byUuid(uuid: string): Promise<OAuthClient | undefined> {
    const row = await this.#queries.selectFrom('oauth_clients').selectAll().where('uuid', '=', uuid).executeTakeFirst()
    return row === undefined ? undefined : clientOf(row)
  }

  /** The oldest first. */
  async ofOrganization(organizationId: OrganizationId, request: PageRequest): Promise<Page<OAuthClientWithTokens>> {
    const all = this.#queries
      .selectFrom('oauth_clients')
      .where('organization_id', '=', organizationId)
      .where('service_provider', '!=', GITHUB_APP)
    const page = await rowPage(all.selectAll().orderBy('created_at').orderBy('id'), request, (row) => row)
    return { ...page, items: await this.#withTokens(page.items) }
  }

  /** Ignores what is not a project of the client's organization. @returns how many are */
  async addProjects(client: Pick<OAuthClient, 'id' | 'organizationId'>, ids: readonly string[]): Promise<number> {
    if (ids.length === 0) return 0
    const known = this.#queries
      .selectFrom('projects')
      .where('organization_id', '=', client.organizationId)
      .where('id', 'in', ids as readonly ProjectId[])
    const { count } = await known.select((select) => select.fn.countAll<number | string>().as('count')).executeTakeFirstOrThrow()
    await this.#queries
      .insertInto('oauth_client_projects')
      .columns(['oauth_client_id', 'project_id'])
      .expression(known.select([sql<OAuthClientId>`cast(${client.id} as text)`.as('oauth_client_id'), 'id']))
      .onConflict((conflict) => conflict.columns(['oauth_client_id', 'project_id']).doNothing())
      .execute()
    return Number(count)
  }

  /** @param ids all projects when absent */
  async removeProjects(id: OAuthClientId, ids?: readonly string[]): Promise<void> {
    if (ids?.length === 0) return
    const all = this.#queries.deleteFrom('oauth_client_projects').where('oauth_client_id', '=', id)
    await (ids === undefined ? all : all.where('project_id', 'in', ids as readonly ProjectId[])).execute()
  }

  async #withTokens(rows: readonly Selectable<Schema['oauth_clients']>[]): Promise<OAuthClientWithTokens[]> {
    if (rows.length === 0) return []
    const ids = rows.map((row) => row.id)
    const tokens = await this.#queries
      .selectFrom('oauth_tokens')
      .select(['id', 'oauth_client_id'])
      .where('oauth_client_id', 'in', ids)
      .orderBy('created_at')
      .execute()
    const projects = await this.#queries
      .selectFrom('oauth_client_projects')
      .selectAll()
      .where('oauth_client_id', 'in', ids)
      .orderBy('project_id')
      .execute()
    return rows.map((row) => ({
      ...clientOf(row),
      projectIds: projects.filter((project) => project.oauth_client_id === row.id).map((project) => project.project_id),
      oauthTokenIds: tokens.filter((token) => token.oauth_client_id === row.id).map((token) => token.id),
    }))
  }
}

function rowOf(client: OAuthClient): Selectable<Schema['oauth_clients']> {
  const { tokenScheme, organizationScoped, tenantId, adoOrganization } = client
  const settings: ClientSettings = { tokenScheme, organizationScoped, tenantId, adoOrganization }
  return {
    id: client.id,
    organization_id: client.organizationId,
    uuid: client.uuid,
    service_provider: client.serviceProvider,
    name: client.name,
    key: client.key,
    http_url: client.httpUrl,
    api_url: client.apiUrl,
    agent_pool_id: client.agentPoolId,
    settings: JSON.stringify(settings),
    secret: client.secret,
    rsa_public_key: client.rsaPublicKey,
    auto_publish_since: client.autoPublishSince,
    auto_publish_groups: JSON.stringify(client.autoPublishGroups),
    created_at: client.createdAt,
    updated_at: client.updatedAt,
  }
}

export function clientOf(row: Selectable<Schema['oauth_clients']>): OAuthClient {
  const settings: ClientSettings = JSON.parse(row.settings)
  return {
    id: row.id,
    organizationId: row.organization_id,
    uuid: row.uuid,
    serviceProvider: row.service_provider,
    name: row.name,
    key: row.key,
    secret: row.secret,
    rsaPublicKey: row.rsa_public_key,
    tenantId: settings.tenantId ?? null,
    adoOrganization: settings.adoOrganization ?? null,
    httpUrl: row.http_url,
    apiUrl: row.api_url,
    agentPoolId: row.agent_pool_id,
    tokenScheme: tokenSchemeOf(settings.tokenScheme),
    organizationScoped: settings.organizationScoped ?? true,
    autoPublishSince: row.auto_publish_since,
    autoPublishGroups: JSON.parse(row.auto_publish_groups),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}

function tokenSchemeOf(text: string | undefined): TokenScheme {
  return TOKEN_SCHEMES.find((scheme) => scheme === text) ?? 'basic'
}
