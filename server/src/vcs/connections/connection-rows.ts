// The SQL of connections: oauth clients and their tokens.
import { type Kysely, type Selectable, sql } from 'kysely'
import { rowPage, type Schema } from '../../database/index.ts'
import type { OAuthClientId, OAuthTokenId, OrganizationId, Page, PageRequest, ProjectId } from '../../kernel/index.ts'
import { TOKEN_SCHEMES, type TokenScheme } from '../credentials/connection-access.ts'
import { GITHUB_APP } from '../host/service-provider.ts'
import type { OAuthClient, OAuthClientWithTokens } from './oauth-client.ts'
import type { StoredOAuthToken } from './oauth-token.ts'

type Tables = Pick<Schema, 'oauth_clients' | 'oauth_tokens' | 'oauth_client_projects' | 'projects'>
type TokenRow = Selectable<Schema['oauth_tokens']> & { organization_id: OrganizationId }

const LONGEST_NAME = 255

/** What the `settings` column holds. */
interface ClientSettings {
  tokenScheme?: string
  organizationScoped?: boolean
  tenantId?: string | null
}

export class ConnectionRows {
  readonly #database: Kysely<Tables>

  constructor(database: Kysely<Tables>) {
    this.#database = database
  }

  async insertClient(client: OAuthClient): Promise<void> {
    await this.#database.insertInto('oauth_clients').values(clientRow(client)).execute()
  }

  async updateClient(client: OAuthClient): Promise<void> {
    const { id, created_at: _, ...changes } = clientRow(client)
    await this.#database.updateTable('oauth_clients').set(changes).where('id', '=', id).execute()
  }

  async deleteClient(id: OAuthClientId): Promise<void> {
    await this.#database.deleteFrom('oauth_clients').where('id', '=', id).execute()
  }

  async client(id: OAuthClientId): Promise<OAuthClientWithTokens | undefined> {
    const row = await this.#database.selectFrom('oauth_clients').selectAll().where('id', '=', id).executeTakeFirst()
    return row === undefined ? undefined : (await this.#withTokens([row]))[0]
  }

  async clientByUuid(uuid: string): Promise<OAuthClient | undefined> {
    const row = await this.#database.selectFrom('oauth_clients').selectAll().where('uuid', '=', uuid).executeTakeFirst()
    return row === undefined ? undefined : clientOf(row)
  }

  /** The oldest first. */
  async clientsOf(organizationId: OrganizationId, request: PageRequest): Promise<Page<OAuthClientWithTokens>> {
    const all = this.#database
      .selectFrom('oauth_clients')
      .where('organization_id', '=', organizationId)
      .where('service_provider', '!=', GITHUB_APP)
    const page = await rowPage(all.selectAll().orderBy('created_at').orderBy('id'), request, (row) => row)
    return { ...page, items: await this.#withTokens(page.items) }
  }

  /** Those that are projects of the client's organization; the others are passed over. @returns how many those are */
  async addProjects(client: Pick<OAuthClient, 'id' | 'organizationId'>, ids: readonly string[]): Promise<number> {
    if (ids.length === 0) return 0
    const known = this.#database
      .selectFrom('projects')
      .where('organization_id', '=', client.organizationId)
      .where('id', 'in', ids as readonly ProjectId[])
    const { count } = await known.select((select) => select.fn.countAll<number | string>().as('count')).executeTakeFirstOrThrow()
    await this.#database
      .insertInto('oauth_client_projects')
      .columns(['oauth_client_id', 'project_id'])
      .expression(known.select([sql<OAuthClientId>`cast(${client.id} as text)`.as('oauth_client_id'), 'id']))
      .onConflict((conflict) => conflict.columns(['oauth_client_id', 'project_id']).doNothing())
      .execute()
    return Number(count)
  }

  /** @param ids all of them when left out */
  async removeProjects(id: OAuthClientId, ids?: readonly string[]): Promise<void> {
    if (ids?.length === 0) return
    const all = this.#database.deleteFrom('oauth_client_projects').where('oauth_client_id', '=', id)
    await (ids === undefined ? all : all.where('project_id', 'in', ids as readonly ProjectId[])).execute()
  }

  async insertToken(token: StoredOAuthToken): Promise<void> {
    await this.#database
      .insertInto('oauth_tokens')
      .values({
        id: token.id,
        oauth_client_id: token.oauthClientId,
        service_provider_user: token.serviceProviderUser,
        credential: token.credential,
        has_ssh_key: token.hasSshKey ? 1 : 0,
        state: token.state,
        state_detail: token.stateDetail,
        created_at: token.createdAt,
        updated_at: token.updatedAt,
      })
      .execute()
  }

  /**
   * @param seen the sealed secrets the change was made from
   * @returns false when they were changed meanwhile, and then changes nothing
   */
  async replaceCredential(token: StoredOAuthToken, seen: string): Promise<boolean> {
    const result = await this.#database
      .updateTable('oauth_tokens')
      .set({
        credential: token.credential,
        has_ssh_key: token.hasSshKey ? 1 : 0,
        state: token.state,
        state_detail: token.stateDetail,
        updated_at: token.updatedAt,
      })
      .where('id', '=', token.id)
      .where('credential', '=', seen)
      .executeTakeFirst()
    return result.numUpdatedRows > 0n
  }

  /**
   * @param lease `now` and `until` in milliseconds
   * @returns false when somebody else renews it, or it was changed since it was read
   */
  async leaseRenewal({ id, credential }: StoredOAuthToken, lease: { now: number; until: number }): Promise<boolean> {
    const result = await this.#database
      .updateTable('oauth_tokens')
      .set({ renewing_until: lease.until })
      .where('id', '=', id)
      .where('credential', '=', credential)
      .where((where) => where.or([where('renewing_until', 'is', null), where('renewing_until', '<', lease.now)]))
      .executeTakeFirst()
    return result.numUpdatedRows > 0n
  }

  /** @param until of the lease: one that another has got since stays */
  async endRenewal(id: OAuthTokenId, until: number): Promise<void> {
    await this.#database
      .updateTable('oauth_tokens')
      .set({ renewing_until: null })
      .where('id', '=', id)
      .where('renewing_until', '=', until)
      .execute()
  }

  async isRenewing(id: OAuthTokenId, now: number): Promise<boolean> {
    const row = await this.#database
      .selectFrom('oauth_tokens')
      .select('id')
      .where('id', '=', id)
      .where('renewing_until', '>=', now)
      .executeTakeFirst()
    return row !== undefined
  }

  /** @param seen the sealed secrets it was learned with: others are not judged by it */
  async markToken(id: OAuthTokenId, seen: string, standing: Pick<StoredOAuthToken, 'state' | 'stateDetail'>): Promise<void> {
    await this.#database
      .updateTable('oauth_tokens')
      .set({ state: standing.state, state_detail: standing.stateDetail })
      .where('id', '=', id)
      .where('credential', '=', seen)
      .execute()
  }

  /** As whom the host knows the credential. */
  async nameToken(id: OAuthTokenId, serviceProviderUser: string): Promise<void> {
    const name = serviceProviderUser.slice(0, LONGEST_NAME)
    await this.#database.updateTable('oauth_tokens').set({ service_provider_user: name }).where('id', '=', id).execute()
  }

  async deleteToken(id: OAuthTokenId): Promise<void> {
    await this.#database.deleteFrom('oauth_tokens').where('id', '=', id).execute()
  }

  async token(id: OAuthTokenId): Promise<StoredOAuthToken | undefined> {
    const row = await this.#tokens().where('oauth_tokens.id', '=', id).executeTakeFirst()
    return row === undefined ? undefined : tokenOf(row)
  }

  async tokensOfClient(id: OAuthClientId): Promise<StoredOAuthToken[]> {
    const rows = await this.#tokens().where('oauth_tokens.oauth_client_id', '=', id).orderBy('oauth_tokens.created_at').execute()
    return rows.map(tokenOf)
  }

  /** The oldest first. */
  async tokensOf(organizationId: OrganizationId, request: PageRequest): Promise<Page<StoredOAuthToken>> {
    const all = this.#tokens()
      .where('oauth_clients.organization_id', '=', organizationId)
      .where('oauth_clients.service_provider', '!=', GITHUB_APP)
    return await rowPage(all.orderBy('oauth_tokens.created_at').orderBy('oauth_tokens.id'), request, tokenOf)
  }

  #tokens() {
    return this.#database
      .selectFrom('oauth_tokens')
      .innerJoin('oauth_clients', 'oauth_clients.id', 'oauth_tokens.oauth_client_id')
      .selectAll('oauth_tokens')
      .select('oauth_clients.organization_id')
  }

  async #withTokens(rows: readonly Selectable<Schema['oauth_clients']>[]): Promise<OAuthClientWithTokens[]> {
    if (rows.length === 0) return []
    const ids = rows.map((row) => row.id)
    const tokens = await this.#database
      .selectFrom('oauth_tokens')
      .select(['id', 'oauth_client_id'])
      .where('oauth_client_id', 'in', ids)
      .orderBy('created_at')
      .execute()
    const projects = await this.#database
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

function clientRow(client: OAuthClient): Selectable<Schema['oauth_clients']> {
  const { tokenScheme, organizationScoped, tenantId } = client
  const settings: ClientSettings = { tokenScheme, organizationScoped, tenantId }
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
    httpUrl: row.http_url,
    apiUrl: row.api_url,
    agentPoolId: row.agent_pool_id,
    tokenScheme: tokenSchemeOf(settings.tokenScheme),
    organizationScoped: settings.organizationScoped ?? true,
    autoPublishSince: row.auto_publish_since,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}

function tokenSchemeOf(text: string | undefined): TokenScheme {
  return TOKEN_SCHEMES.find((scheme) => scheme === text) ?? 'basic'
}

function tokenOf(row: TokenRow): StoredOAuthToken {
  return {
    id: row.id,
    oauthClientId: row.oauth_client_id,
    organizationId: row.organization_id,
    serviceProviderUser: row.service_provider_user,
    hasSshKey: row.has_ssh_key === 1,
    state: row.state,
    stateDetail: row.state_detail,
    credential: row.credential,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}
