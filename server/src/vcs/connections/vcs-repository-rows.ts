// The SQL of git repositories.
import { type Kysely, type Selectable, sql } from 'kysely'
import type { Schema } from '../../database/index.ts'
import type { GithubAppInstallationId, OAuthClientId, OAuthTokenId, OrganizationId, VcsRepositoryId } from '../../kernel/index.ts'
import type { OAuthClient } from './oauth-client.ts'
import { clientOf } from './oauth-client-rows.ts'
import type { OAuthToken } from './oauth-token.ts'
import type { ConnectedRepository, VcsRepository } from './vcs-repository.ts'

type Tables = Pick<Schema, 'oauth_clients' | 'oauth_tokens' | 'vcs_repositories' | 'vcs_webhooks' | 'github_app_installations'>

/** A repository with what people see of its connection. */
export interface RepositoryWithClient {
  repository: VcsRepository
  client: OAuthClient
  webhookUuid: string | null
  githubAppInstallationId: GithubAppInstallationId | null
  token: Pick<OAuthToken, 'state' | 'stateDetail'>
}

export class VcsRepositoryRows {
  readonly #queries: Kysely<Tables>

  constructor(queries: Kysely<Tables>) {
    this.#queries = queries
  }

  /**
   * Inserts it or, when it is known, makes its next sync read everything again. `next_sync_at` always changes, which
   * tells a running sync that it missed this request.
   */
  async upsert(repository: VcsRepository): Promise<VcsRepositoryId> {
    const { nextSyncAt: now } = repository
    const row = await this.#queries
      .insertInto('vcs_repositories')
      .values(rowOf(repository))
      .onConflict((conflict) =>
        conflict.columns(['oauth_token_id', 'identifier']).doUpdateSet({
          clone_url: repository.cloneUrl,
          refs_digest: null,
          next_sync_at: sql<number>`case when vcs_repositories.next_sync_at > ${now} then ${now} else vcs_repositories.next_sync_at - 1 end`,
        }),
      )
      .returning('id')
      .executeTakeFirstOrThrow()
    return row.id
  }

  async byId(id: VcsRepositoryId): Promise<VcsRepository | undefined> {
    const row = await this.#queries.selectFrom('vcs_repositories').selectAll().where('id', '=', id).executeTakeFirst()
    return row === undefined ? undefined : vcsRepositoryOf(row)
  }

  async withClients(ids: readonly VcsRepositoryId[]): Promise<RepositoryWithClient[]> {
    if (ids.length === 0) return []
    const repositories = await this.#queries
      .selectFrom('vcs_repositories')
      .innerJoin('oauth_tokens', 'oauth_tokens.id', 'vcs_repositories.oauth_token_id')
      .innerJoin('oauth_clients', 'oauth_clients.id', 'oauth_tokens.oauth_client_id')
      .leftJoin('vcs_webhooks', 'vcs_webhooks.vcs_repository_id', 'vcs_repositories.id')
      .leftJoin('github_app_installations', 'github_app_installations.oauth_token_id', 'oauth_tokens.id')
      .selectAll('vcs_repositories')
      .select(['oauth_clients.id as client_id', 'vcs_webhooks.uuid as webhook_uuid', 'github_app_installations.id as installation'])
      .select(['oauth_tokens.state', 'oauth_tokens.state_detail as stateDetail'])
      .where('vcs_repositories.id', 'in', ids)
      .execute()
    if (repositories.length === 0) return []
    const clientIds = [...new Set(repositories.map((row) => row.client_id))]
    const clients = await this.#queries.selectFrom('oauth_clients').selectAll().where('id', 'in', clientIds).execute()
    return repositories.flatMap((row) => {
      const client = clients.find((each) => each.id === row.client_id)
      if (client === undefined) return []
      const { webhook_uuid: webhookUuid, installation: githubAppInstallationId, state, stateDetail } = row
      const token = { state, stateDetail }
      return [{ repository: vcsRepositoryOf(row), client: clientOf(client), webhookUuid, githubAppInstallationId, token }]
    })
  }

  /** Records the host's own ID and address. */
  async identify(id: VcsRepositoryId, known: { externalId: string; webUrl: string }): Promise<void> {
    const changes = { external_id: known.externalId, web_url: linkOf(known.webUrl) }
    await this.#queries.updateTable('vcs_repositories').set(changes).where('id', '=', id).execute()
  }

  /** @returns false, without a change, when another repository of the connection has the name */
  async move(id: VcsRepositoryId, to: { identifier: string; cloneUrl: string; webUrl: string }): Promise<boolean> {
    const result = await this.#queries
      .updateTable('vcs_repositories')
      .set({ identifier: to.identifier, clone_url: to.cloneUrl, web_url: linkOf(to.webUrl) })
      .where('id', '=', id)
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('vcs_repositories as other')
              .select('other.id')
              .where('other.identifier', '=', to.identifier)
              .whereRef('other.oauth_token_id', '=', 'vcs_repositories.oauth_token_id'),
          ),
        ),
      )
      .executeTakeFirst()
    return result.numUpdatedRows > 0n
  }

  async ofClient(id: OAuthClientId): Promise<VcsRepositoryId[]> {
    const rows = await this.#queries
      .selectFrom('vcs_repositories')
      .innerJoin('oauth_tokens', 'oauth_tokens.id', 'vcs_repositories.oauth_token_id')
      .select('vcs_repositories.id')
      .where('oauth_tokens.oauth_client_id', '=', id)
      .execute()
    return rows.map((row) => row.id)
  }

  async ofToken(id: OAuthTokenId): Promise<VcsRepositoryId[]> {
    const rows = await this.#queries.selectFrom('vcs_repositories').select('id').where('oauth_token_id', '=', id).execute()
    return rows.map((row) => row.id)
  }

  async ofOrganization(id: OrganizationId): Promise<VcsRepositoryId[]> {
    const rows = await this.#queries
      .selectFrom('vcs_repositories')
      .innerJoin('oauth_tokens', 'oauth_tokens.id', 'vcs_repositories.oauth_token_id')
      .innerJoin('oauth_clients', 'oauth_clients.id', 'oauth_tokens.oauth_client_id')
      .select('vcs_repositories.id')
      .where('oauth_clients.organization_id', '=', id)
      .execute()
    return rows.map((row) => row.id)
  }

  /** @returns the identifier of the repository that was synced last; undefined when there is none */
  async anyOf(oauthTokenId: OAuthTokenId): Promise<string | undefined> {
    const row = await this.#queries
      .selectFrom('vcs_repositories')
      .select('identifier')
      .where('oauth_token_id', '=', oauthTokenId)
      .orderBy('last_synced_at', 'desc')
      .orderBy('id')
      .executeTakeFirst()
    return row?.identifier
  }

  async connectedIn(organizationId: OrganizationId): Promise<ConnectedRepository[]> {
    const rows = await this.#queries
      .selectFrom('vcs_repositories')
      .innerJoin('oauth_tokens', 'oauth_tokens.id', 'vcs_repositories.oauth_token_id')
      .innerJoin('oauth_clients', 'oauth_clients.id', 'oauth_tokens.oauth_client_id')
      .select(['vcs_repositories.id', 'vcs_repositories.identifier', 'vcs_repositories.external_id', 'oauth_token_id', 'http_url'])
      .where('oauth_clients.organization_id', '=', organizationId)
      .execute()
    return rows.map(({ external_id: externalId, oauth_token_id: oauthTokenId, http_url: httpUrl, ...row }) => {
      return { ...row, externalId, oauthTokenId, httpUrl }
    })
  }

  /** Until the transaction ends, no other transaction connects or syncs it. */
  async lock(id: VcsRepositoryId): Promise<void> {
    await this.#queries
      .updateTable('vcs_repositories')
      .set((column) => ({ fail_count: column.ref('fail_count') }))
      .where('id', '=', id)
      .execute()
  }

  async delete(id: VcsRepositoryId): Promise<void> {
    await this.#queries.deleteFrom('vcs_repositories').where('id', '=', id).execute()
  }
}

function rowOf(repository: VcsRepository): Selectable<Schema['vcs_repositories']> {
  return {
    id: repository.id,
    oauth_token_id: repository.oauthTokenId,
    identifier: repository.identifier,
    clone_url: repository.cloneUrl,
    refs_digest: repository.refsDigest,
    last_synced_at: repository.lastSyncedAt,
    next_sync_at: repository.nextSyncAt,
    fail_count: repository.failCount,
    last_error: repository.lastError,
    external_id: repository.externalId,
    web_url: repository.webUrl,
    last_event_at: repository.lastEventAt,
    last_change_at: repository.lastChangeAt,
    created_at: repository.createdAt,
  }
}

export function vcsRepositoryOf(row: Selectable<Schema['vcs_repositories']>): VcsRepository {
  return {
    id: row.id,
    oauthTokenId: row.oauth_token_id,
    identifier: row.identifier,
    cloneUrl: row.clone_url,
    refsDigest: row.refs_digest,
    lastSyncedAt: row.last_synced_at,
    nextSyncAt: row.next_sync_at,
    failCount: row.fail_count,
    lastError: row.last_error,
    externalId: row.external_id,
    webUrl: row.web_url,
    lastEventAt: row.last_event_at,
    lastChangeAt: row.last_change_at,
    createdAt: row.created_at,
  }
}

/** It becomes a link, so it must not be a script or overlong. */
function linkOf(webUrl: string): string | null {
  return /^https?:\/\//i.test(webUrl) && webUrl.length <= 2048 ? webUrl : null
}
