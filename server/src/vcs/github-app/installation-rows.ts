// The SQL of installations of GitHub Apps.
import type { Kysely, Selectable, Updateable } from 'kysely'
import { rowPage, type Schema } from '../../database/index.ts'
import type {
  GithubAppId,
  GithubAppInstallationId,
  OAuthTokenId,
  OrganizationId,
  Page,
  PageRequest,
  UserId,
  VcsRepositoryId,
} from '../../kernel/index.ts'
import type { GithubAppInstallation } from './github-app.ts'

type Tables = Pick<Schema, 'github_apps' | 'github_app_installations' | 'vcs_repositories'>
type Row = Selectable<Schema['github_app_installations']> & { organization_id: OrganizationId; connected_by: UserId | null }

export interface InstallationFilter {
  /** of the registry; all when absent */
  organizationId?: OrganizationId | undefined
  /** of the account at GitHub, in either case */
  name?: string | undefined
  /** GitHub's */
  installationId?: number | undefined
}

export class InstallationRows {
  readonly #queries: Kysely<Tables>

  constructor(queries: Kysely<Tables>) {
    this.#queries = queries
  }

  async insert(installation: GithubAppInstallation): Promise<void> {
    await this.#queries
      .insertInto('github_app_installations')
      .values({
        id: installation.id,
        github_app_id: installation.githubAppId,
        oauth_token_id: installation.oauthTokenId,
        installation_id: installation.installationId,
        account_id: installation.accountId,
        name: installation.name,
        account_type: installation.accountType,
        html_url: installation.htmlUrl,
        icon_url: installation.iconUrl,
        removed_at: installation.removedAt,
        created_at: installation.createdAt,
      })
      .execute()
  }

  async update(id: GithubAppInstallationId, changes: Updateable<Schema['github_app_installations']>): Promise<void> {
    await this.#queries.updateTable('github_app_installations').set(changes).where('id', '=', id).execute()
  }

  /** Removed ones too. */
  async byId(id: GithubAppInstallationId): Promise<GithubAppInstallation | undefined> {
    const row = await this.#all().where('github_app_installations.id', '=', id).executeTakeFirst()
    return row === undefined ? undefined : installationOf(row)
  }

  /** Removed ones too. @returns undefined for the tokens of other connections */
  async byToken(id: OAuthTokenId): Promise<GithubAppInstallation | undefined> {
    const row = await this.#all().where('oauth_token_id', '=', id).executeTakeFirst()
    return row === undefined ? undefined : installationOf(row)
  }

  /** Removed ones too. */
  async ofApp(id: GithubAppId): Promise<GithubAppInstallation[]> {
    return (await this.#all().where('github_app_id', '=', id).orderBy('github_app_installations.name').execute()).map(installationOf)
  }

  /** Those that are installed, in the order of names. @param ids undefined: of every organization */
  async ofOrganizations(
    ids: readonly OrganizationId[] | undefined,
    { name, installationId }: InstallationFilter,
    request: PageRequest,
  ): Promise<Page<GithubAppInstallation>> {
    if (ids?.length === 0) return { items: [], request, totalCount: 0 }
    let all = this.#all().where('removed_at', 'is', null)
    if (ids !== undefined) all = all.where('github_apps.organization_id', 'in', ids)
    if (name !== undefined) {
      all = all.where((where) => where(where.fn<string>('lower', ['github_app_installations.name']), '=', name.toLowerCase()))
    }
    if (installationId !== undefined) all = all.where('installation_id', '=', installationId)
    return await rowPage(all.orderBy('github_app_installations.name').orderBy('github_app_installations.id'), request, installationOf)
  }

  /**
   * What is connected by an app. Before its id is known, a repository is recognised by its name.
   * @param installationId undefined: by any installation
   */
  async repositoriesOf(
    id: GithubAppId,
    { installationId, externalId, identifier }: { installationId: number | undefined; externalId: string; identifier: string },
  ): Promise<VcsRepositoryId[]> {
    let found = this.#queries
      .selectFrom('vcs_repositories')
      .innerJoin('github_app_installations', 'github_app_installations.oauth_token_id', 'vcs_repositories.oauth_token_id')
      .select('vcs_repositories.id')
      .where('github_app_id', '=', id)
      .where(({ or, and, eb }) =>
        or([eb('external_id', '=', externalId), and([eb('external_id', 'is', null), eb('identifier', '=', identifier)])]),
      )
    if (installationId !== undefined) found = found.where('installation_id', '=', installationId)
    return (await found.execute()).map((row) => row.id)
  }

  #all() {
    return this.#queries
      .selectFrom('github_app_installations')
      .innerJoin('github_apps', 'github_apps.id', 'github_app_installations.github_app_id')
      .selectAll('github_app_installations')
      .select(['github_apps.organization_id', 'github_apps.connected_by'])
  }
}

function installationOf(row: Row): GithubAppInstallation {
  return {
    id: row.id,
    githubAppId: row.github_app_id,
    organizationId: row.organization_id,
    connectedBy: row.connected_by,
    oauthTokenId: row.oauth_token_id,
    installationId: row.installation_id,
    accountId: row.account_id,
    name: row.name,
    accountType: row.account_type,
    htmlUrl: row.html_url,
    iconUrl: row.icon_url,
    removedAt: row.removed_at,
    createdAt: row.created_at,
  }
}
