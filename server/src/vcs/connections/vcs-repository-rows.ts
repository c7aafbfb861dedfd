// The SQL of repositories.
import { type Kysely, type Selectable, sql } from 'kysely'
import type { Schema } from '../../database/index.ts'
import type { GithubAppInstallationId, OAuthClientId, OAuthTokenId, OrganizationId, VcsRepositoryId } from '../../kernel/index.ts'
import { clientOf } from './connection-rows.ts'
import type { OAuthClient } from './oauth-client.ts'
import type { ConnectedRepository, RepositoryFacts, VcsRepository } from './vcs-repository.ts'

type Tables = Pick<
  Schema,
  'oauth_clients' | 'oauth_tokens' | 'vcs_connection_pauses' | 'vcs_repositories' | 'vcs_webhooks' | 'github_app_installations'
>

/** With what people see of it. */
export interface RepositoryWithClient {
  repository: VcsRepository
  client: OAuthClient
  webhookUuid: string | null
  githubAppInstallationId: GithubAppInstallationId | null
}

export class VcsRepositoryRows {
  readonly #database: Kysely<Tables>

  constructor(database: Kysely<Tables>) {
    this.#database = database
  }

  /**
   * Inserts it or, when it is known, makes its next sync look at everything again. `next_sync_at` always changes, which
   * tells a sync under way that it did not see what it was asked for.
   */
  async upsert(repository: VcsRepository): Promise<VcsRepositoryId> {
    const { nextSyncAt: now } = repository
    const row = await this.#database
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
    const row = await this.#database.selectFrom('vcs_repositories').selectAll().where('id', '=', id).executeTakeFirst()
    return row === undefined ? undefined : repositoryOf(row)
  }

  async withClients(ids: readonly VcsRepositoryId[]): Promise<RepositoryWithClient[]> {
    if (ids.length === 0) return []
    const repositories = await this.#database
      .selectFrom('vcs_repositories')
      .innerJoin('oauth_tokens', 'oauth_tokens.id', 'vcs_repositories.oauth_token_id')
      .innerJoin('oauth_clients', 'oauth_clients.id', 'oauth_tokens.oauth_client_id')
      .leftJoin('vcs_webhooks', 'vcs_webhooks.vcs_repository_id', 'vcs_repositories.id')
      .leftJoin('github_app_installations', 'github_app_installations.oauth_token_id', 'oauth_tokens.id')
      .selectAll('vcs_repositories')
      .select(['oauth_clients.id as client_id', 'vcs_webhooks.uuid as webhook_uuid', 'github_app_installations.id as installation'])
      .where('vcs_repositories.id', 'in', ids)
      .execute()
    if (repositories.length === 0) return []
    const clientIds = [...new Set(repositories.map((row) => row.client_id))]
    const clients = await this.#database.selectFrom('oauth_clients').selectAll().where('id', 'in', clientIds).execute()
    return repositories.flatMap((row) => {
      const client = clients.find((each) => each.id === row.client_id)
      if (client === undefined) return []
      const { webhook_uuid: webhookUuid, installation: githubAppInstallationId } = row
      return [{ repository: repositoryOf(row), client: clientOf(client), webhookUuid, githubAppInstallationId }]
    })
  }

  /** What decides when it is looked at next. */
  async facts(id: VcsRepositoryId): Promise<RepositoryFacts | undefined> {
    const row = await this.#database
      .selectFrom('vcs_repositories')
      .innerJoin('oauth_tokens', 'oauth_tokens.id', 'vcs_repositories.oauth_token_id')
      .leftJoin('vcs_webhooks', 'vcs_webhooks.vcs_repository_id', 'vcs_repositories.id')
      .select(['last_event_at', 'last_change_at', 'vcs_repositories.created_at'])
      .select(['vcs_webhooks.state as webhook_state', 'oauth_tokens.state as token_state'])
      .where('vcs_repositories.id', '=', id)
      .executeTakeFirst()
    if (row === undefined) return undefined
    return {
      lastEventAt: row.last_event_at,
      lastChangeAt: row.last_change_at,
      createdAt: row.created_at,
      webhookWorks: row.webhook_state === 'active',
      needsReauthorization: row.token_state === 'needs_reauthorization',
    }
  }

  /** The longest overdue first; without those whose connection is left alone for now. */
  async due(now: number, limit: number): Promise<VcsRepository[]> {
    const rows = await this.#database
      .selectFrom('vcs_repositories')
      .selectAll()
      .where('next_sync_at', '<=', now)
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('vcs_connection_pauses')
              .select('vcs_connection_pauses.oauth_token_id')
              .whereRef('vcs_connection_pauses.oauth_token_id', '=', 'vcs_repositories.oauth_token_id')
              .where('paused_until', '>', now),
          ),
        ),
      )
      .orderBy('next_sync_at')
      .orderBy('id')
      .limit(limit)
      .execute()
    return rows.map(repositoryOf)
  }

  /**
   * @param changes.seenNextSyncAt `nextSyncAt` as it was when the sync began: when it has changed since, nothing does
   * @returns whether it was recorded
   */
  async recordSync(
    id: VcsRepositoryId,
    changes: { digest: string; at: number; next: number; seenNextSyncAt?: number | undefined; changed?: boolean | undefined },
  ): Promise<boolean> {
    const { digest, at, next, seenNextSyncAt, changed = false } = changes
    let update = this.#database
      .updateTable('vcs_repositories')
      .set({
        refs_digest: digest,
        last_synced_at: at,
        next_sync_at: next,
        fail_count: 0,
        last_error: null,
        ...(changed ? { last_change_at: at } : {}),
      })
      .where('id', '=', id)
    if (seenNextSyncAt !== undefined) update = update.where('next_sync_at', '=', seenNextSyncAt)
    return (await update.executeTakeFirst()).numUpdatedRows > 0n
  }

  async recordFailure(id: VcsRepositoryId, message: string, next: number): Promise<void> {
    await this.#database
      .updateTable('vcs_repositories')
      .set((column) => ({ fail_count: column('fail_count', '+', 1), last_error: message, next_sync_at: next }))
      .where('id', '=', id)
      .execute()
  }

  /** Nothing is wrong with it itself. */
  async postpone(id: VcsRepositoryId, next: number): Promise<void> {
    await this.#database.updateTable('vcs_repositories').set({ next_sync_at: next }).where('id', '=', id).execute()
  }

  async retryFailed(oauthTokenId: OAuthTokenId, now: number): Promise<void> {
    await this.#database
      .updateTable('vcs_repositories')
      .set({ next_sync_at: now })
      .where('oauth_token_id', '=', oauthTokenId)
      .where('fail_count', '>', 0)
      .where('next_sync_at', '>', now)
      .execute()
  }

  /** The host says that something was pushed. */
  async noteEvent(id: VcsRepositoryId, now: number): Promise<void> {
    await this.#database.updateTable('vcs_repositories').set({ last_event_at: now }).where('id', '=', id).execute()
  }

  /** What the host's API knows it as. */
  async identify(id: VcsRepositoryId, known: { externalId: string; webUrl: string }): Promise<void> {
    const changes = { external_id: known.externalId, web_url: linkOf(known.webUrl) }
    await this.#database.updateTable('vcs_repositories').set(changes).where('id', '=', id).execute()
  }

  /** @returns false when another repository of the connection has the name: then nothing is changed */
  async move(id: VcsRepositoryId, to: { identifier: string; cloneUrl: string; webUrl: string }): Promise<boolean> {
    const result = await this.#database
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

  /** Those of the connection. */
  async ofClient(id: OAuthClientId): Promise<VcsRepositoryId[]> {
    const rows = await this.#database
      .selectFrom('vcs_repositories')
      .innerJoin('oauth_tokens', 'oauth_tokens.id', 'vcs_repositories.oauth_token_id')
      .select('vcs_repositories.id')
      .where('oauth_tokens.oauth_client_id', '=', id)
      .execute()
    return rows.map((row) => row.id)
  }

  async ofToken(id: OAuthTokenId): Promise<VcsRepositoryId[]> {
    const rows = await this.#database.selectFrom('vcs_repositories').select('id').where('oauth_token_id', '=', id).execute()
    return rows.map((row) => row.id)
  }

  async ofOrganization(id: OrganizationId): Promise<VcsRepositoryId[]> {
    const rows = await this.#database
      .selectFrom('vcs_repositories')
      .innerJoin('oauth_tokens', 'oauth_tokens.id', 'vcs_repositories.oauth_token_id')
      .innerJoin('oauth_clients', 'oauth_clients.id', 'oauth_tokens.oauth_client_id')
      .select('vcs_repositories.id')
      .where('oauth_clients.organization_id', '=', id)
      .execute()
    return rows.map((row) => row.id)
  }

  /** @returns the identifier of one of them, the last that was read; undefined when there is none */
  async anyOf(oauthTokenId: OAuthTokenId): Promise<string | undefined> {
    const row = await this.#database
      .selectFrom('vcs_repositories')
      .select('identifier')
      .where('oauth_token_id', '=', oauthTokenId)
      .orderBy('last_synced_at', 'desc')
      .orderBy('id')
      .executeTakeFirst()
    return row?.identifier
  }

  async connectedIn(organizationId: OrganizationId): Promise<ConnectedRepository[]> {
    const rows = await this.#database
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

  /** Until the transaction ends, nobody else connects or syncs it. */
  async lock(id: VcsRepositoryId): Promise<void> {
    await this.#database
      .updateTable('vcs_repositories')
      .set((column) => ({ fail_count: column.ref('fail_count') }))
      .where('id', '=', id)
      .execute()
  }

  async delete(id: VcsRepositoryId): Promise<void> {
    await this.#database.deleteFrom('vcs_repositories').where('id', '=', id).execute()
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

function repositoryOf(row: Selectable<Schema['vcs_repositories']>): VcsRepository {
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

/** It is shown as a link: a host must not make a script, or a book, of it. */
function linkOf(webUrl: string): string | null {
  return /^https?:\/\//i.test(webUrl) && webUrl.length <= 2048 ? webUrl : null
}
