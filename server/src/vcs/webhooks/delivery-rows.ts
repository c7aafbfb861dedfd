// The SQL of webhook deliveries.
import { type Kysely, type Selectable, sql } from 'kysely'
import { rowPage, type Schema } from '../../database/index.ts'
import type { OAuthClientId, Page, PageRequest, WebhookDeliveryId, WebhookId } from '../../kernel/index.ts'
import type { ConnectionDelivery, WebhookDelivery } from './webhook.ts'

type Tables = Pick<Schema, 'vcs_deliveries' | 'vcs_webhooks' | 'vcs_repositories' | 'oauth_tokens'>

export class DeliveryRows {
  readonly #queries: Kysely<Tables>

  constructor(queries: Kysely<Tables>) {
    this.#queries = queries
  }

  /** Counts a repeated delivery. @returns the stored delivery */
  async record(delivery: WebhookDelivery): Promise<WebhookDelivery> {
    const { outcome, detail, receivedAt } = delivery
    const row = await this.#queries
      .insertInto('vcs_deliveries')
      .values(rowOf(delivery))
      .onConflict((conflict) =>
        conflict.columns(['vcs_webhook_id', 'delivery_id']).doUpdateSet({
          outcome,
          detail,
          received_at: receivedAt,
          attempts: sql<number>`vcs_deliveries.attempts + 1`,
        }),
      )
      .returningAll()
      .executeTakeFirstOrThrow()
    return deliveryOf(row)
  }

  async byId(id: WebhookDeliveryId): Promise<WebhookDelivery | undefined> {
    const row = await this.#queries.selectFrom('vcs_deliveries').selectAll().where('id', '=', id).executeTakeFirst()
    return row === undefined ? undefined : deliveryOf(row)
  }

  /** The newest first. */
  async ofWebhook(id: WebhookId, request: PageRequest): Promise<Page<WebhookDelivery>> {
    const all = this.#queries.selectFrom('vcs_deliveries').where('vcs_webhook_id', '=', id)
    return await rowPage(all.selectAll().orderBy('received_at', 'desc').orderBy('id'), request, deliveryOf)
  }

  /** Of all repositories of the connection, the newest first. */
  async ofClient(id: OAuthClientId, request: PageRequest): Promise<Page<ConnectionDelivery>> {
    const all = this.#queries
      .selectFrom('vcs_deliveries')
      .innerJoin('vcs_webhooks', 'vcs_webhooks.id', 'vcs_deliveries.vcs_webhook_id')
      .innerJoin('vcs_repositories', 'vcs_repositories.id', 'vcs_webhooks.vcs_repository_id')
      .innerJoin('oauth_tokens', 'oauth_tokens.id', 'vcs_repositories.oauth_token_id')
      .selectAll('vcs_deliveries')
      .select('vcs_repositories.identifier')
      .where('oauth_tokens.oauth_client_id', '=', id)
      .orderBy('vcs_deliveries.received_at', 'desc')
      .orderBy('vcs_deliveries.id')
    return await rowPage(all, request, ({ identifier, ...row }) => ({ ...deliveryOf(row), repository: identifier }))
  }

  async deleteBefore(time: number): Promise<void> {
    await this.#queries.deleteFrom('vcs_deliveries').where('received_at', '<', time).execute()
  }
}

function rowOf(delivery: WebhookDelivery): Selectable<Schema['vcs_deliveries']> {
  return {
    id: delivery.id,
    vcs_webhook_id: delivery.webhookId,
    delivery_id: delivery.deliveryId,
    event: delivery.event,
    outcome: delivery.outcome,
    detail: delivery.detail,
    refs: JSON.stringify(delivery.refs),
    attempts: delivery.attempts,
    received_at: delivery.receivedAt,
  }
}

function deliveryOf(row: Selectable<Schema['vcs_deliveries']>): WebhookDelivery {
  const refs: string[] = JSON.parse(row.refs)
  return {
    id: row.id,
    webhookId: row.vcs_webhook_id,
    deliveryId: row.delivery_id,
    event: row.event,
    outcome: row.outcome,
    detail: row.detail,
    refs,
    attempts: row.attempts,
    receivedAt: row.received_at,
  }
}
