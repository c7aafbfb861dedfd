// The SQL of listed repositories.
import type { Kysely, Selectable } from 'kysely'
import { inChunks, type Schema } from '../../database/index.ts'
import type { OAuthTokenId } from '../../kernel/index.ts'
import type { ListedRepository, ListedTags, ListingState } from './listed-repository.ts'
import { listingKeys } from './listing-requests.ts'

type Tables = Pick<Schema, 'vcs_listed_repositories' | 'oauth_tokens' | 'oauth_clients' | 'jobs'>
type Row = Selectable<Schema['vcs_listed_repositories']>

const REMEMBERED_MS = 365 * 24 * 3_600_000

export class ListedRepositoryRows {
  readonly #queries: Kysely<Tables>

  constructor(queries: Kysely<Tables>) {
    this.#queries = queries
  }

  /** In the host's order. */
  async of(id: OAuthTokenId): Promise<ListedRepository[]> {
    const rows = await this.#rows(id).where('gone_at', 'is', null).execute()
    return rows.map(listedRepositoryOf)
  }

  /** Including repositories that have disappeared from the list. */
  async everListed(id: OAuthTokenId): Promise<ListedRepository[]> {
    return (await this.#rows(id).execute()).map(listedRepositoryOf)
  }

  /** Part of the caller's transaction. Known tags stay; repositories missing from the list are marked as gone. */
  async replace(id: OAuthTokenId, repositories: readonly ListedRepository[], now: number): Promise<void> {
    const listedIds = new Set(repositories.map(({ externalId }) => externalId))
    const gone = (await this.of(id)).map(({ externalId }) => externalId).filter((externalId) => !listedIds.has(externalId))
    const all = this.#queries.updateTable('vcs_listed_repositories').set({ gone_at: now }).where('oauth_token_id', '=', id)
    await inChunks(gone, (some) => all.where('external_id', 'in', some).execute())
    await this.#queries
      .deleteFrom('vcs_listed_repositories')
      .where('oauth_token_id', '=', id)
      .where('gone_at', '<', now - REMEMBERED_MS)
      .execute()
    const rows = repositories.map((repository, position) => rowOf(id, repository, { position, now }))
    await inChunks(rows, (some) =>
      this.#queries
        .insertInto('vcs_listed_repositories')
        .values(some)
        .onConflict((conflict) =>
          conflict.columns(['oauth_token_id', 'external_id']).doUpdateSet((eb) => ({
            identifier: eb.ref('excluded.identifier'),
            web_url: eb.ref('excluded.web_url'),
            default_branch: eb.ref('excluded.default_branch'),
            private: eb.ref('excluded.private'),
            archived: eb.ref('excluded.archived'),
            admin: eb.ref('excluded.admin'),
            position: eb.ref('excluded.position'),
            listed_at: eb.ref('excluded.listed_at'),
            candidate_since: eb.ref('excluded.candidate_since'),
            gone_at: null,
          })),
        )
        .execute(),
    )
  }

  async noteListed(id: OAuthTokenId, now: number, error: string | null): Promise<void> {
    const changes = { listed_at: now, listing_tried_at: now, listing_error: error }
    await this.#queries.updateTable('oauth_tokens').set(changes).where('id', '=', id).execute()
  }

  async noteFailure(id: OAuthTokenId, now: number, error: string): Promise<void> {
    const changes = { listing_tried_at: now, listing_error: error }
    await this.#queries.updateTable('oauth_tokens').set(changes).where('id', '=', id).execute()
  }

  /** @param candidateSince stays as it is when absent */
  async noteTags(id: OAuthTokenId, externalId: string, tags: ListedTags, candidateSince?: number): Promise<void> {
    await this.#queries
      .updateTable('vcs_listed_repositories')
      .set({
        tags_checked_at: tags.checkedAt,
        version_tags: tags.versionTags,
        latest_version: tags.latestVersion,
        tags_error: tags.error,
        ...(candidateSince === undefined ? {} : { candidate_since: candidateSince }),
      })
      .where('oauth_token_id', '=', id)
      .where('external_id', '=', externalId)
      .execute()
  }

  /** Makes earlier checks due again, without forgetting their results. */
  async forgetChecks(id: OAuthTokenId, before: number): Promise<void> {
    await this.#queries
      .updateTable('vcs_listed_repositories')
      .set({ tags_checked_at: null })
      .where('oauth_token_id', '=', id)
      .where('tags_checked_at', '<', before)
      .execute()
  }

  /** @returns undefined when the connection is gone */
  async state(id: OAuthTokenId): Promise<ListingState | undefined> {
    const row = await this.#queries
      .selectFrom('oauth_tokens')
      .select(['listed_at', 'listing_tried_at', 'listing_error'])
      .where('id', '=', id)
      .executeTakeFirst()
    if (row === undefined) return undefined
    const job = await this.#queries
      .selectFrom('jobs')
      .select('id')
      .where('key', 'in', listingKeys(id))
      .where('state', 'in', ['queued', 'running'])
      .executeTakeFirst()
    const { listed_at: listedAt, listing_tried_at: triedAt, listing_error: error } = row
    return { listedAt, triedAt, error, refreshing: job !== undefined }
  }

  /** Connections with auto-publish whose credential works. */
  async watched(): Promise<OAuthTokenId[]> {
    const rows = await this.#queries
      .selectFrom('oauth_tokens')
      .innerJoin('oauth_clients', 'oauth_clients.id', 'oauth_tokens.oauth_client_id')
      .select('oauth_tokens.id')
      .where('oauth_clients.auto_publish_since', 'is not', null)
      .where('oauth_tokens.state', '=', 'active')
      .orderBy('oauth_tokens.id')
      .execute()
    return rows.map(({ id }) => id)
  }

  #rows(id: OAuthTokenId) {
    return this.#queries
      .selectFrom('vcs_listed_repositories')
      .selectAll()
      .where('oauth_token_id', '=', id)
      .orderBy('position')
      .orderBy('external_id')
  }
}

function rowOf(id: OAuthTokenId, repository: ListedRepository, { position, now }: { position: number; now: number }): Row {
  return {
    oauth_token_id: id,
    external_id: repository.externalId,
    identifier: repository.identifier,
    web_url: repository.webUrl,
    default_branch: repository.defaultBranch,
    private: repository.private === false ? 0 : 1,
    archived: repository.archived ? 1 : 0,
    admin: repository.admin === null ? null : repository.admin ? 1 : 0,
    position,
    listed_at: now,
    tags_checked_at: null,
    version_tags: null,
    latest_version: null,
    tags_error: null,
    candidate_since: repository.candidateSince,
    gone_at: null,
  }
}

function listedRepositoryOf(row: Row): ListedRepository {
  return {
    externalId: row.external_id,
    identifier: row.identifier,
    webUrl: row.web_url,
    defaultBranch: row.default_branch,
    private: row.private === 1,
    archived: row.archived === 1,
    admin: row.admin === null ? null : row.admin === 1,
    tags: {
      checkedAt: row.tags_checked_at,
      versionTags: row.version_tags,
      latestVersion: row.latest_version,
      error: row.tags_error,
    },
    candidateSince: row.candidate_since,
  }
}
