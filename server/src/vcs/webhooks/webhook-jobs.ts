// The jobs of webhooks. The kinds are stored: they are never renamed.
import type { Queries } from '../../database/index.ts'
import type { VcsRepositoryId } from '../../kernel/index.ts'
import type { OrganizationDeletion } from '../../organizations/index.ts'
import { defineJob, enqueue, type HandledJob, handleJob, type Priority, type RecurringJob, recurring } from '../../platform/jobs/index.ts'
import type { VcsParts } from '../connections/connections.ts'
import { turnOfRepository } from '../connections/turn-rows.ts'
import { VcsRepositoryRows } from '../connections/vcs-repository-rows.ts'
import { DeliveryRows } from './delivery-rows.ts'
import { removalOrder, WebhookRemoval, type WebhookRemovalOrder } from './webhook-removal.ts'
import { WebhookRows } from './webhook-rows.ts'
import { WebhookSetup } from './webhook-setup.ts'

const ensureWebhook = defineJob<{ repositoryId: VcsRepositoryId }>({
  kind: 'ensure_webhook',
  lane: 'webhooks',
  priority: 'asked',
  maxAttempts: 8,
  timeoutMs: 10 * 60_000,
})
/** Sends the host a new secret. */
const tellWebhookSecret = defineJob<{ repositoryId: VcsRepositoryId }>({
  kind: 'tell_webhook_secret',
  lane: 'webhooks',
  priority: 'asked',
  maxAttempts: 8,
  timeoutMs: 10 * 60_000,
})
const removeWebhook = defineJob<WebhookRemovalOrder>({
  kind: 'remove_webhook',
  lane: 'webhooks',
  priority: 'due',
  maxAttempts: 8,
  timeoutMs: 10 * 60_000,
})
/** Queues due webhook checks, and deletes old deliveries. */
const checkWebhooks = defineJob<Record<string, never>>({
  kind: 'check_webhooks',
  lane: 'clock',
  priority: 'due',
  maxAttempts: 3,
  timeoutMs: 10 * 60_000,
})

const EVERY_FIVE_MINUTES = 5 * 60_000
const AT_ONCE = 200
const DELIVERIES_KEPT_MS = 30 * 24 * 3_600_000

export async function requestWebhook(queue: Queries, repositoryId: VcsRepositoryId, now: number, priority?: Priority): Promise<void> {
  const turn = await turnOfRepository(queue, repositoryId)
  await enqueue(queue, ensureWebhook, { key: `ensure_webhook:${repositoryId}`, payload: { repositoryId }, turn, now, priority })
}

/** Part of the caller's transaction. */
export async function requestRotation(tx: Queries, repositoryId: VcsRepositoryId, now: number): Promise<void> {
  const turn = await turnOfRepository(tx, repositoryId)
  await enqueue(tx, tellWebhookSecret, { key: `tell_webhook_secret:${repositoryId}`, payload: { repositoryId }, turn, now })
}

/** Part of the caller's transaction, before the repositories are deleted. */
export async function requestRemovals(
  tx: Queries,
  repositoryIds: readonly VcsRepositoryId[],
  { clock, secretBox }: Pick<VcsParts, 'clock' | 'secretBox'>,
): Promise<void> {
  for (const repositoryId of repositoryIds) {
    const order = await removalOrder(tx, repositoryId, secretBox)
    if (order === undefined) continue
    const turn = await turnOfRepository(tx, repositoryId)
    await enqueue(tx, removeWebhook, { key: `remove_webhook:${repositoryId}`, payload: order, turn, now: clock.now() })
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
  for (const id of [...(await rows.due(now, AT_ONCE)), ...(await rows.without(AT_ONCE))]) await requestWebhook(queries, id, now, 'due')
  await new DeliveryRows(queries).deleteBefore(now - DELIVERIES_KEPT_MS)
}
