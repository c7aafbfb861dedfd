// The SQL of syncs: when they are due, and how they went.
import { type Kysely, sql } from 'kysely'
import type { Schema } from '../../database/index.ts'
import type { OAuthTokenId, VcsRepositoryId } from '../../kernel/index.ts'
import type { RepositoryFacts, VcsRepository } from './vcs-repository.ts'
import { vcsRepositoryOf } from './vcs-repository-rows.ts'

type Tables = Pick<Schema, 'oauth_tokens' | 'vcs_connection_pauses' | 'vcs_repositories' | 'vcs_webhooks'>

export class RepositorySyncRows {
  readonly #queries: Kysely<Tables>

  constructor(queries: Kysely<Tables>) {
    this.#queries = queries
  }

  /** The longest overdue first; without repositories of paused connections. */
  async due(now: number, limit: number): Promise<VcsRepository[]> {
    const rows = await this.#queries
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
    return rows.map(vcsRepositoryOf)
  }

  /** What the time of its next sync depends on. */
  async facts(id: VcsRepositoryId): Promise<RepositoryFacts | undefined> {
    const row = await this.#queries
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

  /**
   * @param changes.seenNextSyncAt `nextSyncAt` when the sync began; when it has changed since, nothing is recorded
   * @returns whether the sync was recorded
   */
  async record(
    id: VcsRepositoryId,
    changes: { digest: string; at: number; next: number; seenNextSyncAt?: number | undefined; changed?: boolean | undefined },
  ): Promise<boolean> {
    const { digest, at, next, seenNextSyncAt, changed = false } = changes
    let update = this.#queries
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

  /** `next_sync_at` always changes, which tells a running sync that it missed this request. */
  async forgetDigest(id: VcsRepositoryId, now: number): Promise<void> {
    const next = sql<number>`case when next_sync_at > ${now} then ${now} else next_sync_at - 1 end`
    await this.#queries.updateTable('vcs_repositories').set({ refs_digest: null, next_sync_at: next }).where('id', '=', id).execute()
  }

  async recordFailure(id: VcsRepositoryId, message: string, next: number): Promise<void> {
    await this.#queries
      .updateTable('vcs_repositories')
      .set((column) => ({ fail_count: column('fail_count', '+', 1), last_error: message, next_sync_at: next }))
      .where('id', '=', id)
      .execute()
  }

  /** Without a failure of its own. */
  async postpone(id: VcsRepositoryId, next: number): Promise<void> {
    await this.#queries.updateTable('vcs_repositories').set({ next_sync_at: next }).where('id', '=', id).execute()
  }

  async retryFailed(oauthTokenId: OAuthTokenId, now: number): Promise<void> {
    await this.#queries
      .updateTable('vcs_repositories')
      .set({ next_sync_at: now })
      .where('oauth_token_id', '=', oauthTokenId)
      .where('fail_count', '>', 0)
      .where('next_sync_at', '>', now)
      .execute()
  }

  /** Records that the host reported a push. */
  async noteEvent(id: VcsRepositoryId, now: number): Promise<void> {
    await this.#queries.updateTable('vcs_repositories').set({ last_event_at: now }).where('id', '=', id).execute()
  }
}
