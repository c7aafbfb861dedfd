import type { VcsRepositoryId, WebhookDeliveryId, WebhookId } from '../../kernel/index.ts'

/**
 * `pending`: not asked for yet; `active`: the host has it; `failed`: the host refused, the detail says why, and the repository is
 * polled; `manual`: the host has no API for it, but people can set it up
 */
export type WebhookState = 'pending' | 'active' | 'failed' | 'manual'

/** What a host calls when something is pushed to a repository: one per repository, for all its modules. Times in milliseconds. */
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
  /** still accepted for a while after a change, because deliveries may be under way */
  formerSecret: string | null
  formerSecretUntil: number | null
}

/** `accepted`: a sync was asked for; `ignored`: nothing to do; `refused`: the signature was wrong (all of those are one entry) */
export type DeliveryOutcome = 'accepted' | 'ignored' | 'refused'

/** One call of a host. */
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
  /** how often it came in, or was delivered again from here */
  attempts: number
  /** milliseconds since the epoch */
  receivedAt: number
}

export function webhookUrl(publicUrl: string, { uuid }: Pick<Webhook, 'uuid'>): string {
  return `${publicUrl}/webhooks/vcs/${uuid}`
}
