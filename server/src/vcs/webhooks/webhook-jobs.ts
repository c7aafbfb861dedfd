// The jobs of webhooks. Their kinds are stored: they are never renamed.
import type { Queries } from '../../database/index.ts'
import type { VcsRepositoryId } from '../../kernel/index.ts'
import type { OrganizationDeletion } from '../../organizations/index.ts'
import { defineJob, enqueue, type HandledJob, handleJob, type Priority, type RecurringJob, recurring } from '../../platform/jobs/index.ts'
import type { VcsDependencies } from '../connections/connections.ts'
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
/** The webhook has a secret that the host does not know yet. */
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
/** Asks for a check of every webhook whose time has come, and forgets old deliveries. */
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
export async function requestRotation(transaction: Queries, repositoryId: VcsRepositoryId, now: number): Promise<void> {
  const turn = await turnOfRepository(transaction, repositoryId)
  await enqueue(transaction, tellWebhookSecret, { key: `tell_webhook_secret:${repositoryId}`, payload: { repositoryId }, turn, now })
}

/** Part of the caller's transaction, before the repositories are deleted. */
export async function requestRemovals(
  transaction: Queries,
  repositoryIds: readonly VcsRepositoryId[],
  { clock, secretBox }: Pick<VcsDependencies, 'clock' | 'secretBox'>,
): Promise<void> {
  for (const repositoryId of repositoryIds) {
    const order = await removalOrder(transaction, repositoryId, secretBox)
    if (order === undefined) continue
    const turn = await turnOfRepository(transaction, repositoryId)
    await enqueue(transaction, removeWebhook, { key: `remove_webhook:${repositoryId}`, payload: order, turn, now: clock.now() })
  }
}

/** When an organization is deleted, its webhooks are taken away like those of any connection. */
export function webhooksOfOrganizations(dependencies: Pick<VcsDependencies, 'clock' | 'secretBox'>): OrganizationDeletion {
  return {
    async deleting(transaction, id) {
      await requestRemovals(transaction, await new VcsRepositoryRows(transaction).ofOrganization(id), dependencies)
    },
  }
}

export interface WebhookJobs {
  handlers: readonly HandledJob[]
  recurring: readonly RecurringJob[]
}

export function webhookJobs(dependencies: VcsDependencies): WebhookJobs {
  const setup = new WebhookSetup(dependencies)
  const removal = new WebhookRemoval(dependencies)
  return {
    handlers: [
      handleJob(ensureWebhook, ({ payload }) => setup.ensure(payload.repositoryId)),
      handleJob(tellWebhookSecret, ({ payload }) => setup.tellSecret(payload.repositoryId)),
      handleJob(removeWebhook, ({ payload }) => removal.run(payload)),
      handleJob(checkWebhooks, () => check(dependencies)),
    ],
    recurring: [recurring(checkWebhooks, { key: 'check_webhooks', payload: {}, everyMs: EVERY_FIVE_MINUTES })],
  }
}

async function check({ database, clock }: { database: Queries; clock: VcsDependencies['clock'] }): Promise<void> {
  const now = clock.now()
  const rows = new WebhookRows(database)
  for (const id of [...(await rows.due(now, AT_ONCE)), ...(await rows.without(AT_ONCE))]) await requestWebhook(database, id, now, 'due')
  await new DeliveryRows(database).deleteBefore(now - DELIVERIES_KEPT_MS)
}
