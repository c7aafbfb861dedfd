// The jobs of webhooks. The kinds are stored: they are never renamed.
import type { Queries } from '../../database/index.ts'
import type { VcsRepositoryId } from '../../kernel/index.ts'
import type { OrganizationDeletion } from '../../organizations/index.ts'
import { defineJob, enqueue, type HandledJob, handleJob, type RecurringJob, recurring } from '../../platform/jobs/index.ts'
import type { VcsParts } from '../connections/connections.ts'
import { VcsRepositoryRows } from '../connections/vcs-repository-rows.ts'
import { DeliveryRows } from './delivery-rows.ts'
import { removalOrder, WebhookRemoval, type WebhookRemovalOrder } from './webhook-removal.ts'
import { WebhookRows } from './webhook-rows.ts'
import { WebhookSetup } from './webhook-setup.ts'

const ensureWebhook = defineJob<{ repositoryId: VcsRepositoryId }>({ kind: 'ensure_webhook', maxAttempts: 8 })
/** Sends the host a new secret. */
const tellWebhookSecret = defineJob<{ repositoryId: VcsRepositoryId }>({ kind: 'tell_webhook_secret', maxAttempts: 8 })
const removeWebhook = defineJob<WebhookRemovalOrder>({ kind: 'remove_webhook', maxAttempts: 8 })
/** Queues due webhook checks, and deletes old deliveries. */
const checkWebhooks = defineJob<Record<string, never>>({ kind: 'check_webhooks', maxAttempts: 3 })

const EVERY_FIVE_MINUTES = 5 * 60_000
const AT_ONCE = 200
const DELIVERIES_KEPT_MS = 30 * 24 * 3_600_000

type Queue = Parameters<typeof enqueue>[0]

export async function requestWebhook(queue: Queue, repositoryId: VcsRepositoryId, runAt: number): Promise<void> {
  await enqueue(queue, ensureWebhook, { key: `ensure_webhook:${repositoryId}`, payload: { repositoryId }, runAt })
}

/** Part of the caller's transaction. */
export async function requestRotation(tx: Queries, repositoryId: VcsRepositoryId, runAt: number): Promise<void> {
  await enqueue(tx, tellWebhookSecret, { key: `tell_webhook_secret:${repositoryId}`, payload: { repositoryId }, runAt })
}

/** Part of the caller's transaction, before the repositories are deleted. */
export async function requestRemovals(
  tx: Queries,
  repositoryIds: readonly VcsRepositoryId[],
  { clock, secretBox }: Pick<VcsParts, 'clock' | 'secretBox'>,
): Promise<void> {
  for (const repositoryId of repositoryIds) {
    const order = await removalOrder(tx, repositoryId, secretBox)
    const key = `remove_webhook:${repositoryId}`
    if (order !== undefined) await enqueue(tx, removeWebhook, { key, payload: order, runAt: clock.now() })
  }
}

/** Deleting an organization removes its webhooks like those of any connection. */
export function webhooksOfOrganizations(parts: Pick<VcsParts, 'clock' | 'secretBox'>): OrganizationDeletion {
  return {
    async deleting(tx, id) {
      await requestRemovals(tx, await new VcsRepositoryRows(tx).ofOrganization(id), parts)
    },
  }
}

export interface WebhookJobs {
  handlers: readonly HandledJob[]
  recurring: readonly RecurringJob[]
}

export function webhookJobs(parts: VcsParts): WebhookJobs {
  const setup = new WebhookSetup(parts)
  const removal = new WebhookRemoval(parts)
  return {
    handlers: [
      handleJob(ensureWebhook, ({ payload }) => setup.ensure(payload.repositoryId)),
      handleJob(tellWebhookSecret, ({ payload }) => setup.tellSecret(payload.repositoryId)),
      handleJob(removeWebhook, ({ payload }) => removal.run(payload)),
      handleJob(checkWebhooks, () => check(parts)),
    ],
    recurring: [recurring(checkWebhooks, { key: 'check_webhooks', payload: {}, everyMs: EVERY_FIVE_MINUTES })],
  }
}

async function check({ queries, clock }: { queries: Queries; clock: VcsParts['clock'] }): Promise<void> {
  const now = clock.now()
  const rows = new WebhookRows(queries)
  for (const id of [...(await rows.due(now, AT_ONCE)), ...(await rows.without(AT_ONCE))]) await requestWebhook(queries, id, now)
  await new DeliveryRows(queries).deleteBefore(now - DELIVERIES_KEPT_MS)
}
