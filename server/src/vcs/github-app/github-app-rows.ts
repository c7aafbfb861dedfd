// The SQL of GitHub Apps and of requests to create one.
import type { Kysely, Selectable } from 'kysely'
import type { Schema } from '../../database/index.ts'
import type { GithubAppId, OrganizationId } from '../../kernel/index.ts'
import type { GithubApp } from './github-app.ts'

type Tables = Pick<Schema, 'github_apps' | 'github_app_requests'>
type RequestRow = Selectable<Schema['github_app_requests']>

export class GithubAppRows {
  readonly #queries: Kysely<Tables>

  constructor(queries: Kysely<Tables>) {
    this.#queries = queries
  }

  async insert(app: GithubApp): Promise<void> {
    await this.#queries.insertInto('github_apps').values(rowOf(app)).execute()
  }

  async byId(id: GithubAppId): Promise<GithubApp | undefined> {
    return one(await this.#queries.selectFrom('github_apps').selectAll().where('id', '=', id).executeTakeFirst())
  }

  async byUuid(uuid: string): Promise<GithubApp | undefined> {
    return one(await this.#queries.selectFrom('github_apps').selectAll().where('uuid', '=', uuid).executeTakeFirst())
  }

  /** The oldest first. */
  async ofOrganization(id: OrganizationId): Promise<GithubApp[]> {
    const rows = await this.#queries.selectFrom('github_apps').selectAll().where('organization_id', '=', id).orderBy('created_at').execute()
    return rows.map(appOf)
  }

  async allIds(): Promise<GithubAppId[]> {
    return (await this.#queries.selectFrom('github_apps').select('id').execute()).map((row) => row.id)
  }

  /** Until the transaction ends, no other transaction changes its installations. */
  async lock(id: GithubAppId): Promise<void> {
    await this.#queries
      .updateTable('github_apps')
      .set((column) => ({ slug: column.ref('slug') }))
      .where('id', '=', id)
      .execute()
  }

  async insertRequest(row: RequestRow): Promise<void> {
    await this.#queries.insertInto('github_app_requests').values(row).execute()
  }

  /** A request is used once. */
  async takeRequest(stateHash: string): Promise<RequestRow | undefined> {
    return await this.#queries.deleteFrom('github_app_requests').where('state_hash', '=', stateHash).returningAll().executeTakeFirst()
  }

  async deleteExpiredRequests(now: number): Promise<void> {
    await this.#queries.deleteFrom('github_app_requests').where('expires_at', '<', now).execute()
  }
}

function one(row: Selectable<Schema['github_apps']> | undefined): GithubApp | undefined {
  return row === undefined ? undefined : appOf(row)
}

function rowOf(app: GithubApp): Selectable<Schema['github_apps']> {
  return {
    id: app.id,
    organization_id: app.organizationId,
    oauth_client_id: app.oauthClientId,
    uuid: app.uuid,
    app_id: app.appId,
    slug: app.slug,
    name: app.name,
    client_id: app.clientId,
    html_url: app.htmlUrl,
    secrets: app.secrets,
    connected_by: app.connectedBy,
    created_at: app.createdAt,
  }
}

function appOf(row: Selectable<Schema['github_apps']>): GithubApp {
  return {
    id: row.id,
    organizationId: row.organization_id,
    oauthClientId: row.oauth_client_id,
    uuid: row.uuid,
    appId: row.app_id,
    slug: row.slug,
    name: row.name,
    clientId: row.client_id,
    htmlUrl: row.html_url,
    secrets: row.secrets,
    connectedBy: row.connected_by,
    createdAt: row.created_at,
  }
}
