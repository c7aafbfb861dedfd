// What people do with webhooks: look at them and their deliveries, have them checked, renew their secret, repeat a delivery.
import type { Queries } from '../../database/index.ts'
import { appendForRepository } from '../../import-ledger/index.ts'
import { NotFound, type Page, type PageRequest, Unauthenticated, type VcsRepositoryId, type WebhookDeliveryId } from '../../kernel/index.ts'
import { authorize, type Subject } from '../../permissions/index.ts'
import type { VcsDependencies } from '../connections/connections.ts'
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
  /** until then, deliveries signed with the secret of before are accepted; null when there is none such */
  formerSecretUntil: number | null
}

export class Webhooks {
  readonly #dependencies: VcsDependencies
  readonly #ingress: IngressRequests

  constructor(dependencies: VcsDependencies, ingress: IngressRequests) {
    this.#dependencies = dependencies
    this.#ingress = ingress
  }

  /** For whoever has checked the permission, as `check`, `rotateSecret` and `deliveries`. @throws NotFound before there is one */
  async read(repositoryId: VcsRepositoryId): Promise<ShownWebhook> {
    return this.#shown(await this.#stored(this.#dependencies.database, repositoryId))
  }

  /** The newest first. @throws NotFound */
  async deliveries(repositoryId: VcsRepositoryId, request: PageRequest): Promise<Page<WebhookDelivery>> {
    const { database } = this.#dependencies
    const { id } = await this.#stored(database, repositoryId)
    return await new DeliveryRows(database).ofWebhook(id, request)
  }

  /** The host is asked by a job, now. @throws NotFound */
  async check(repositoryId: VcsRepositoryId): Promise<ShownWebhook> {
    const { database, clock } = this.#dependencies
    const webhook = await this.#stored(database, repositoryId)
    await requestWebhook(database, repositoryId, clock.now())
    this.#ingress.wake()
    return this.#shown(webhook)
  }

  /**
   * Part of the caller's transaction. The secret of before is accepted for an hour; a job tells the host the new one.
   * @returns with the secret where nobody but people can tell the host
   * @throws NotFound
   */
  async rotateSecret(transaction: Queries, repositoryId: VcsRepositoryId): Promise<{ webhook: ShownWebhook; secret: string | undefined }> {
    const { clock } = this.#dependencies
    const webhook = await this.#stored(transaction, repositoryId)
    const { secret, changes } = newSecret(this.#dependencies, webhook)
    await new WebhookRows(transaction).update(webhook.id, changes)
    const isManual = webhook.state === 'manual'
    if (!isManual) await requestRotation(transaction, repositoryId, clock.now())
    return { webhook: this.#shown({ ...webhook, formerSecretUntil: changes.former_secret_until }), secret: isManual ? secret : undefined }
  }

  /** After a change was committed. */
  wake(): void {
    this.#ingress.wake()
  }

  /**
   * Treats a recorded delivery as if it came again.
   * @throws NotFound also for who may not manage modules where the connection belongs
   */
  async redeliver(subject: Subject, id: WebhookDeliveryId): Promise<WebhookDelivery> {
    const { clock, database, trail } = this.#dependencies
    if (subject.kind === 'anonymous') throw new Unauthenticated('a token is needed')
    const { delivery, webhook } = await this.#delivered(id)
    const [found] = await new VcsRepositoryRows(database).withClients([webhook.repositoryId])
    if (found === undefined) throw notFound(id)
    const { organizationId } = found.client
    authorize(subject, 'manage-modules', organizationId, `webhook delivery ${id}`)
    const again: WebhookDelivery = {
      ...delivery,
      outcome: 'accepted',
      detail: 'delivered again from here',
      attempts: delivery.attempts + 1,
      receivedAt: clock.now(),
    }
    const recorded = await database.transaction().execute(async (transaction: Queries) => {
      const counted = await new DeliveryRows(transaction).record(again)
      await this.#ingress.request(transaction, webhook.repositoryId, 'redelivery')
      const meta = { repository: found.repository.identifier, event: delivery.event, delivery: delivery.deliveryId }
      const resource = { type: 'vcs_webhook_delivery', id, meta }
      await trail.record(transaction, { subject, action: 'redeliver', resource, organizationId })
      await appendForRepository(transaction, webhook.repositoryId, deliveryStep(counted), clock.now())
      return counted
    })
    this.#ingress.wake()
    return recorded
  }

  async #delivered(id: WebhookDeliveryId): Promise<{ delivery: WebhookDelivery; webhook: StoredWebhook }> {
    const { database } = this.#dependencies
    const delivery = await new DeliveryRows(database).byId(id)
    const webhook = delivery === undefined ? undefined : await new WebhookRows(database).byId(delivery.webhookId)
    if (delivery === undefined || webhook === undefined) throw notFound(id)
    return { delivery, webhook }
  }

  async #stored(queries: Queries, repositoryId: VcsRepositoryId): Promise<StoredWebhook> {
    const webhook = await new WebhookRows(queries).ofRepository(repositoryId)
    if (webhook === undefined) throw new NotFound('the repository has no webhook yet')
    return webhook
  }

  #shown({ secret: _secret, formerSecret: _former, formerSecretUntil, ...webhook }: StoredWebhook): ShownWebhook {
    const isAccepted = (formerSecretUntil ?? 0) > this.#dependencies.clock.now()
    return {
      ...webhook,
      url: webhookUrl(this.#dependencies.publicUrl, webhook),
      formerSecretUntil: isAccepted ? formerSecretUntil : null,
    }
  }
}

function notFound(id: WebhookDeliveryId): NotFound {
  return new NotFound(`webhook delivery ${id} not found`)
}
