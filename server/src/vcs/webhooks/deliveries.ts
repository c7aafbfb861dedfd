// What hosts tell us. A delivery is believed only after its signature, and even then only that it is time to look.
import { createHash } from 'node:crypto'
import type { Queries } from '../../database/index.ts'
import { appendForRepository } from '../../import-ledger/index.ts'
import { type Clock, newId } from '../../kernel/index.ts'
import type { VcsDependencies } from '../connections/connections.ts'
import { VcsRepositoryRows } from '../connections/vcs-repository-rows.ts'
import { webhookSecretContext } from '../credentials/credential.ts'
import type { IngressRequests } from '../host/ports.ts'
import type { RawDelivery, WebhookFormat, WebhookNotice } from '../host/webhook-format.ts'
import { SERVICE_PROVIDERS } from '../providers/index.ts'
import { DeliveryRows } from './delivery-rows.ts'
import { deliveryStep } from './delivery-step.ts'
import type { StoredWebhook, WebhookDelivery } from './webhook.ts'
import { WebhookRows } from './webhook-rows.ts'

/** `unknown`: no webhook has this address; `refused`: the signature is not ours */
export type Reception = 'accepted' | 'ignored' | 'refused' | 'unknown'

/** All deliveries with a wrong signature are one entry of the log: whoever forges them must not fill the database. */
const REFUSED = 'refused'

export class Deliveries {
  readonly #dependencies: VcsDependencies
  readonly #ingress: IngressRequests
  readonly #webhooks: WebhookRows

  constructor(dependencies: VcsDependencies, ingress: IngressRequests) {
    this.#dependencies = dependencies
    this.#ingress = ingress
    this.#webhooks = new WebhookRows(dependencies.database)
  }

  /** Returns when the sync is durably asked for; does not wait for it. */
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

  /** Of a notice whose origin was checked. @param fallbackId when the host gives its deliveries no ids */
  async accept(webhook: StoredWebhook, notice: WebhookNotice, fallbackId: string): Promise<'accepted' | 'ignored'> {
    const { clock, database } = this.#dependencies
    const now = clock.now()
    const outcome = notice.kind === 'push' || notice.kind === 'repository' ? 'accepted' : 'ignored'
    await database.transaction().execute(async (transaction: Queries) => {
      const recorded = await new DeliveryRows(transaction).record({
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
      await new WebhookRows(transaction).update(webhook.id, { last_delivery_at: now })
      if (outcome === 'accepted') {
        await new VcsRepositoryRows(transaction).noteEvent(webhook.repositoryId, now)
        await this.#ingress.request(transaction, webhook.repositoryId, 'webhook')
      }
      await appendForRepository(transaction, webhook.repositoryId, deliveryStep(recorded), now)
    })
    if (outcome === 'accepted') this.#ingress.wake()
    return outcome
  }

  /** On the timeline once: whoever forges deliveries must not fill it. */
  async #refuse(webhook: StoredWebhook): Promise<void> {
    const { clock, database } = this.#dependencies
    await database.transaction().execute(async (transaction: Queries) => {
      const recorded = await new DeliveryRows(transaction).record(refusedDelivery(webhook, clock))
      if (recorded.attempts === 1) await appendForRepository(transaction, webhook.repositoryId, deliveryStep(recorded), clock.now())
    })
  }

  #isGenuine(format: WebhookFormat, webhook: StoredWebhook, raw: RawDelivery): boolean {
    const { clock, secretBox } = this.#dependencies
    const now = clock.now()
    const { id, secret, formerSecret, formerSecretUntil } = webhook
    const accepted = [secret, ...(formerSecret !== null && (formerSecretUntil ?? 0) > now ? [formerSecret] : [])]
    return accepted.some((sealed) => format.verify(raw, secretBox.open(sealed, webhookSecretContext(id)), now))
  }
}

/** Formats do not throw; if one did, a push must still not be lost. */
function noticeOf(format: WebhookFormat, raw: RawDelivery): WebhookNotice {
  try {
    return format.parse(raw)
  } catch {
    return { kind: 'push', event: 'unreadable', deliveryId: undefined, refs: [] }
  }
}

/** Some hosts name these in the body, where NUL can be; PostgreSQL cannot store it. */
function storable(text: string): string {
  return text.replaceAll('\0', '').slice(0, 255)
}

/** What a delivery is told apart by where the host gives it no id. */
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
    detail: 'signed with another secret, or not at all',
    refs: [],
    attempts: 1,
    receivedAt: clock.now(),
  }
}
