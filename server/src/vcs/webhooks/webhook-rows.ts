// The SQL of webhooks.
import type { Kysely, Selectable, Updateable } from 'kysely'
import type { Schema } from '../../database/index.ts'
import type { VcsRepositoryId, WebhookId } from '../../kernel/index.ts'
import type { StoredWebhook } from './webhook.ts'

type Tables = Pick<Schema, 'vcs_webhooks' | 'vcs_repositories' | 'oauth_tokens' | 'oauth_clients'>
type Row = Selectable<Schema['vcs_webhooks']>

export class WebhookRows {
  readonly #queries: Kysely<Tables>

  constructor(queries: Kysely<Tables>) {
    this.#queries = queries
  }

  /** An existing webhook stays. */
  async insert(webhook: StoredWebhook): Promise<void> {
    await this.#queries
      .insertInto('vcs_webhooks')
      .values(rowOf(webhook))
      .onConflict((conflict) => conflict.column('vcs_repository_id').doNothing())
      .execute()
  }

  async withServiceProvider(uuid: string): Promise<{ webhook: StoredWebhook; serviceProvider: string } | undefined> {
    const row = await this.#queries
      .selectFrom('vcs_webhooks')
      .innerJoin('vcs_repositories', 'vcs_repositories.id', 'vcs_webhooks.vcs_repository_id')
      .innerJoin('oauth_tokens', 'oauth_tokens.id', 'vcs_repositories.oauth_token_id')
      .innerJoin('oauth_clients', 'oauth_clients.id', 'oauth_tokens.oauth_client_id')
      .selectAll('vcs_webhooks')
      .select('oauth_clients.service_provider')
      .where('vcs_webhooks.uuid', '=', uuid)
      .executeTakeFirst()
    return row === undefined ? undefined : { webhook: webhookOf(row), serviceProvider: row.service_provider }
  }

  async byId(id: WebhookId): Promise<StoredWebhook | undefined> {
    return one(await this.#queries.selectFrom('vcs_webhooks').selectAll().where('id', '=', id).executeTakeFirst())
  }

  async ofRepository(id: VcsRepositoryId): Promise<StoredWebhook | undefined> {
    return one(await this.#queries.selectFrom('vcs_webhooks').selectAll().where('vcs_repository_id', '=', id).executeTakeFirst())
  }

  async ofRepositories(ids: readonly VcsRepositoryId[]): Promise<StoredWebhook[]> {
    if (ids.length === 0) return []
    return (await this.#queries.selectFrom('vcs_webhooks').selectAll().where('vcs_repository_id', 'in', ids).execute()).map(webhookOf)
  }

  /** The longest overdue first. */
  async due(now: number, limit: number): Promise<VcsRepositoryId[]> {
    const rows = await this.#queries
      .selectFrom('vcs_webhooks')
      .select('vcs_repository_id')
      .where('check_at', '<=', now)
      .orderBy('check_at')
      .orderBy('id')
      .limit(limit)
      .execute()
    return rows.map((row) => row.vcs_repository_id)
  }

  /** Repositories that were connected before webhooks existed. */
  async without(limit: number): Promise<VcsRepositoryId[]> {
    const rows = await this.#queries
      .selectFrom('vcs_repositories')
      .leftJoin('vcs_webhooks', 'vcs_webhooks.vcs_repository_id', 'vcs_repositories.id')
      .select('vcs_repositories.id')
      .where('vcs_webhooks.id', 'is', null)
      .limit(limit)
      .execute()
    return rows.map((row) => row.id)
  }

  async update(id: WebhookId, changes: Updateable<Schema['vcs_webhooks']>): Promise<void> {
    await this.#queries.updateTable('vcs_webhooks').set(changes).where('id', '=', id).execute()
  }
}

function one(row: Row | undefined): StoredWebhook | undefined {
  return row === undefined ? undefined : webhookOf(row)
}

function rowOf(webhook: StoredWebhook): Row {
  return {
    id: webhook.id,
    vcs_repository_id: webhook.repositoryId,
    uuid: webhook.uuid,
    remote_id: webhook.remoteId,
    secret: webhook.secret,
    former_secret: webhook.formerSecret,
    former_secret_until: webhook.formerSecretUntil,
    state: webhook.state,
    state_detail: webhook.stateDetail,
    check_at: webhook.checkAt,
    checked_at: webhook.checkedAt,
    last_delivery_at: webhook.lastDeliveryAt,
    created_at: webhook.createdAt,
  }
}

function webhookOf(row: Row): StoredWebhook {
  return {
    id: row.id,
    repositoryId: row.vcs_repository_id,
    uuid: row.uuid,
    remoteId: row.remote_id,
    secret: row.secret,
    formerSecret: row.former_secret,
    formerSecretUntil: row.former_secret_until,
    state: row.state,
    stateDetail: row.state_detail,
    checkAt: row.check_at,
    checkedAt: row.checked_at,
    lastDeliveryAt: row.last_delivery_at,
    createdAt: row.created_at,
  }
}
