// What hosts tell us. A delivery is believed only after its signature, and even then only that it is time to look, and which
// tags were pushed again.
import { createHash } from 'node:crypto'
import type { Queries } from '../../database/index.ts'
import { appendForRepository } from '../../import-ledger/index.ts'
import { type Clock, newId } from '../../kernel/index.ts'
import type { VcsParts } from '../connections/connections.ts'
import { RepositorySyncRows } from '../connections/repository-sync-rows.ts'
import { TagPushRows } from '../connections/tag-push-rows.ts'
import { webhookSecretContext } from '../credentials/credential.ts'
import type { IngressRequests } from '../host/ports.ts'
import type { RawDelivery, WebhookFormat, WebhookNotice } from '../host/webhook-format.ts'
import { SERVICE_PROVIDERS } from '../providers/index.ts'
import { DeliveryRows } from './delivery-rows.ts'
import { deliveryStep } from './delivery-step.ts'
import type { StoredWebhook, WebhookDelivery } from './webhook.ts'
import { WebhookRows } from './webhook-rows.ts'

/** `unknown`: no webhook has this address; `refused`: the signature is invalid */
export type Reception = 'accepted' | 'ignored' | 'refused' | 'unknown'

/** All deliveries with an invalid signature share one log entry, so that forged ones cannot fill the database. */
const REFUSED = 'refused'

export interface DeliveriesParts extends VcsParts {
  ingress: Pick<IngressRequests, 'request' | 'wake'>
}

export class Deliveries {
  readonly #parts: DeliveriesParts
  readonly #webhooks: WebhookRows

  constructor(parts: DeliveriesParts) {
    this.#parts = parts
    this.#webhooks = new WebhookRows(parts.queries)
  }

  /** Whether a webhook has this address. */
  async isKnown(uuid: string): Promise<boolean> {
    return (await this.#webhooks.withServiceProvider(uuid)) !== undefined
  }

  /** Returns once the sync is durably queued. */
  async receive(uuid: string, raw: RawDelivery): Promise<Reception> {
    const found = await this.#webhooks.withServiceProvider(uuid)
    const format = found === undefined ? undefined : SERVICE_PROVIDERS[found.serviceProvider]?.webhooks
    if (found === undefined || format === undefined) return 'unknown'
    const { webhook } = found
    if (!this.#isGenuine(format, webhook, raw)) {
      await this.#refuse(webhook)
      return 'refused'
    }
    return await this.accept(webhook, noticeOf(format, raw), bodyDigest(raw))
  }

  /** The caller has verified the notice. @param fallbackId for hosts that send no delivery IDs */
  async accept(webhook: StoredWebhook, notice: WebhookNotice, fallbackId: string): Promise<'accepted' | 'ignored'> {
    const { clock, queries } = this.#parts
    const now = clock.now()
    const outcome = notice.kind === 'push' || notice.kind === 'repository' ? 'accepted' : 'ignored'
    await queries.transaction().execute(async (tx: Queries) => {
      const recorded = await new DeliveryRows(tx).record({
        id: newId('webhook-delivery'),
        webhookId: webhook.id,
        deliveryId: storable(notice.deliveryId ?? fallbackId),
        event: storable(notice.event),
        outcome,
        detail: null,
        refs: notice.refs.slice(0, 100).map((ref) => ref.slice(0, 255)),
        attempts: 1,
        receivedAt: now,
      })
      await new WebhookRows(tx).update(webhook.id, { last_delivery_at: now })
      if (outcome === 'accepted') {
        // One that repeats itself says nothing new. Without an ID it cannot be recognized: the same push may happen twice.
        const isNew = notice.deliveryId === undefined || recorded.attempts === 1
        if (isNew) await new TagPushRows(tx).note(webhook.repositoryId, notice.pushedTags, now)
        await new RepositorySyncRows(tx).noteEvent(webhook.repositoryId, now)
        await this.#parts.ingress.request(tx, webhook.repositoryId, 'webhook')
      }
      await appendForRepository(tx, webhook.repositoryId, deliveryStep(recorded), now)
    })
    if (outcome === 'accepted') this.#parts.ingress.wake()
    return outcome
  }

  /** Appears on the timeline once, so that forged deliveries cannot fill it. */
  async #refuse(webhook: StoredWebhook): Promise<void> {
    const { clock, queries } = this.#parts
    await queries.transaction().execute(async (tx: Queries) => {
      const recorded = await new DeliveryRows(tx).record(refusedDelivery(webhook, clock))
      if (recorded.attempts === 1) await appendForRepository(tx, webhook.repositoryId, deliveryStep(recorded), clock.now())
    })
  }

  #isGenuine(format: WebhookFormat, webhook: StoredWebhook, raw: RawDelivery): boolean {
    const { clock, secretBox } = this.#parts
    const now = clock.now()
    const { id, secret, formerSecret, formerSecretUntil } = webhook
    const accepted = [secret, ...(formerSecret !== null && (formerSecretUntil ?? 0) > now ? [formerSecret] : [])]
    return accepted.some((sealed) => format.verify(raw, secretBox.open(sealed, webhookSecretContext(id)), now))
  }
}

/** Formats do not throw; if one did, the push must not be lost. */
function noticeOf(format: WebhookFormat, raw: RawDelivery): WebhookNotice {
  try {
    return format.parse(raw)
  } catch {
    return { kind: 'push', event: 'unreadable', deliveryId: undefined, refs: [], pushedTags: [] }
  }
}

/** Some hosts send these in the body, which may include NUL; PostgreSQL cannot store it. */
function storable(text: string): string {
  return text.replaceAll('\0', '').slice(0, 255)
}

/** Identifies a delivery when the host sends no ID. */
export function bodyDigest({ body }: RawDelivery): string {
  return createHash('sha256').update(body).digest('hex')
}

function refusedDelivery(webhook: StoredWebhook, clock: Clock): WebhookDelivery {
  return {
    id: newId('webhook-delivery'),
    webhookId: webhook.id,
    deliveryId: REFUSED,
    event: REFUSED,
    outcome: 'refused',
    detail: 'the signature is missing or made with another secret',
    refs: [],
    attempts: 1,
    receivedAt: clock.now(),
  }
}
