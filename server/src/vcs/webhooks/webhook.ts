import type { VcsRepositoryId, WebhookDeliveryId, WebhookId } from '../../kernel/index.ts'

/**
 * `pending`: not created yet; `active`: the host has it; `failed`: the host refused for the reason in the detail, and the
 * repository is polled; `manual`: the host has no API for webhooks, but people can create one
 */
export type WebhookState = 'pending' | 'active' | 'failed' | 'manual'

/** Called by a host after a push; one per repository, for all its modules. Times in milliseconds. */
export interface Webhook {
  id: WebhookId
  repositoryId: VcsRepositoryId
  /** names the path */
  uuid: string
  /** the host's own id */
  remoteId: string | null
  state: WebhookState
  stateDetail: string | null
  checkAt: number
  checkedAt: number | null
  lastDeliveryAt: number | null
  createdAt: number
}

/** With its secrets, sealed. */
export interface StoredWebhook extends Webhook {
  secret: string
  /** still accepted for a while after a rotation, because deliveries may be in flight */
  formerSecret: string | null
  formerSecretUntil: number | null
}

/** `accepted`: a sync was requested; `ignored`: nothing to do; `refused`: invalid signature (one entry for all of these) */
export type DeliveryOutcome = 'accepted' | 'ignored' | 'refused'

/** One delivery of a host. */
export interface WebhookDelivery {
  id: WebhookDeliveryId
  webhookId: WebhookId
  /** the host's own */
  deliveryId: string
  event: string
  outcome: DeliveryOutcome
  detail: string | null
  /** full names, such as `refs/tags/v1.0.0` */
  refs: readonly string[]
  /** how often it was received or redelivered */
  attempts: number
  /** milliseconds since the epoch */
  receivedAt: number
}

/** One of any repository of a connection. */
export interface ConnectionDelivery extends WebhookDelivery {
  /** as the host writes it */
  repository: string
}

export function webhookUrl(publicUrl: string, { uuid }: Pick<Webhook, 'uuid'>): string {
  return `${publicUrl}/webhooks/vcs/${uuid}`
}
