// The SQL of webhook deliveries.
import { type Kysely, type Selectable, sql } from 'kysely'
import { rowPage, type Schema } from '../../database/index.ts'
import type { Page, PageRequest, WebhookDeliveryId, WebhookId } from '../../kernel/index.ts'
import type { WebhookDelivery } from './webhook.ts'

type Tables = Pick<Schema, 'vcs_deliveries'>

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
