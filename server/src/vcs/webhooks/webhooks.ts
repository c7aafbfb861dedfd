// Webhooks for people: reading and checking them, rotating secrets, and redelivering.
import type { Queries } from '../../database/index.ts'
import { appendForRepository } from '../../import-ledger/index.ts'
import { NotFound, type Page, type PageRequest, Unauthenticated, type VcsRepositoryId, type WebhookDeliveryId } from '../../kernel/index.ts'
import { authorize, type Subject } from '../../permissions/index.ts'
import type { VcsParts } from '../connections/connections.ts'
import { VcsRepositoryRows } from '../connections/vcs-repository-rows.ts'
import type { IngressRequests } from '../host/ports.ts'
import { DeliveryRows } from './delivery-rows.ts'
import { deliveryStep } from './delivery-step.ts'
import { type StoredWebhook, type Webhook, type WebhookDelivery, webhookUrl } from './webhook.ts'
import { requestRotation, requestWebhook } from './webhook-jobs.ts'
import { WebhookRows } from './webhook-rows.ts'
import { newSecret } from './webhook-setup.ts'

/** A webhook as people see it. */
export interface ShownWebhook extends Webhook {
  /** what the host calls */
  url: string
  /** until then, deliveries signed with the previous secret are accepted; null when there is none */
  formerSecretUntil: number | null
}

export interface WebhooksParts extends VcsParts {
  ingress: Pick<IngressRequests, 'request' | 'wake'>
}

export class Webhooks {
  readonly #parts: WebhooksParts

  constructor(parts: WebhooksParts) {
    this.#parts = parts
  }

  /** The caller checks the permission, also for `check`, `rotateSecret` and `deliveries`. @throws NotFound before there is a webhook */
  async read(repositoryId: VcsRepositoryId): Promise<ShownWebhook> {
    return this.#shown(await this.#stored(this.#parts.queries, repositoryId))
  }

  /** The newest first. @throws NotFound */
  async deliveries(repositoryId: VcsRepositoryId, request: PageRequest): Promise<Page<WebhookDelivery>> {
    const { queries } = this.#parts
    const { id } = await this.#stored(queries, repositoryId)
    return await new DeliveryRows(queries).ofWebhook(id, request)
  }

  /** Queues a check at the host. @throws NotFound */
  async check(repositoryId: VcsRepositoryId): Promise<ShownWebhook> {
    const { queries, clock } = this.#parts
    const webhook = await this.#stored(queries, repositoryId)
    await requestWebhook(queries, repositoryId, clock.now())
    this.#parts.ingress.wake()
    return this.#shown(webhook)
  }

  /**
   * Part of the caller's transaction. The previous secret is accepted for an hour; a job sends the host the new one.
   * @returns with the secret when only people can enter it at the host
   * @throws NotFound
   */
  async rotateSecret(tx: Queries, repositoryId: VcsRepositoryId): Promise<{ webhook: ShownWebhook; secret: string | undefined }> {
    const { clock } = this.#parts
    const webhook = await this.#stored(tx, repositoryId)
    const { secret, changes } = newSecret(this.#parts, webhook)
    await new WebhookRows(tx).update(webhook.id, changes)
    const isByHand = webhook.state === 'manual' || isRefused(webhook)
    if (!isByHand) await requestRotation(tx, repositoryId, clock.now())
    return { webhook: this.#shown({ ...webhook, formerSecretUntil: changes.former_secret_until }), secret: isByHand ? secret : undefined }
  }

  /** Call it after the commit. */
  wake(): void {
    this.#parts.ingress.wake()
  }

  /**
   * Processes a recorded delivery again.
   * @throws NotFound, also when the subject may not manage modules of the connection's organization
   */
  async redeliver(subject: Subject, id: WebhookDeliveryId): Promise<WebhookDelivery> {
    const { changes, clock, queries } = this.#parts
    if (subject.kind === 'anonymous') throw new Unauthenticated('a token is required')
    const { delivery, webhook } = await this.#delivered(id)
    const [found] = await new VcsRepositoryRows(queries).withClients([webhook.repositoryId])
    if (found === undefined) throw notFound(id)
    const { organizationId } = found.client
    authorize(subject, 'manage-modules', organizationId, `webhook delivery ${id}`)
    const again: WebhookDelivery = {
      ...delivery,
      outcome: 'accepted',
      detail: 'redelivered',
      attempts: delivery.attempts + 1,
      receivedAt: clock.now(),
    }
    const work = async (tx: Queries) => {
      const counted = await new DeliveryRows(tx).record(again)
      await this.#parts.ingress.request(tx, webhook.repositoryId, 'redelivery')
      await appendForRepository(tx, webhook.repositoryId, deliveryStep(counted), clock.now())
      return counted
    }
    const meta = { repository: found.repository.identifier, event: delivery.event, delivery: delivery.deliveryId }
    const resource = { type: 'vcs_webhook_delivery', id, meta }
    const recorded = await changes.make(subject, work, () => ({ action: 'redeliver', resource, organizationId }))
    this.#parts.ingress.wake()
    return recorded
  }

  async #delivered(id: WebhookDeliveryId): Promise<{ delivery: WebhookDelivery; webhook: StoredWebhook }> {
    const { queries } = this.#parts
    const delivery = await new DeliveryRows(queries).byId(id)
    const webhook = delivery === undefined ? undefined : await new WebhookRows(queries).byId(delivery.webhookId)
    if (delivery === undefined || webhook === undefined) throw notFound(id)
    return { delivery, webhook }
  }

  async #stored(queries: Queries, repositoryId: VcsRepositoryId): Promise<StoredWebhook> {
    const webhook = await new WebhookRows(queries).ofRepository(repositoryId)
    if (webhook === undefined) throw new NotFound('the repository has no webhook yet')
    return webhook
  }

  #shown({ secret: _secret, formerSecret: _former, formerSecretUntil, ...webhook }: StoredWebhook): ShownWebhook {
    const isAccepted = (formerSecretUntil ?? 0) > this.#parts.clock.now()
    return {
      ...webhook,
      url: webhookUrl(this.#parts.publicUrl, webhook),
      formerSecretUntil: isAccepted ? formerSecretUntil : null,
    }
  }
}

/** The host never let us create it. Whoever may, can create it there by hand. */
function isRefused({ state, remoteId }: StoredWebhook): boolean {
  return state === 'failed' && remoteId === null
}

function notFound(id: WebhookDeliveryId): NotFound {
  return new NotFound(`webhook delivery ${id} not found`)
}
