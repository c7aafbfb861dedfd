// The jobs of webhooks. Their kinds are stored: they are never renamed.
import type { Queries } from '../../database/index.ts'
import type { VcsRepositoryId } from '../../kernel/index.ts'
import type { OrganizationDeletion } from '../../organizations/index.ts'
import { defineJob, enqueue, type HandledJob, handleJob, type RecurringJob, recurring } from '../../platform/jobs/index.ts'
import type { VcsDependencies } from '../connections/connections.ts'
import { VcsRepositoryRows } from '../connections/vcs-repository-rows.ts'
import { DeliveryRows } from './delivery-rows.ts'
import { removalOrder, WebhookRemoval, type WebhookRemovalOrder } from './webhook-removal.ts'
import { WebhookRows } from './webhook-rows.ts'
import { WebhookSetup } from './webhook-setup.ts'

const ensureWebhook = defineJob<{ repositoryId: VcsRepositoryId }>({ kind: 'ensure_webhook', maxAttempts: 8 })
/** The webhook has a secret that the host does not know yet. */
const tellWebhookSecret = defineJob<{ repositoryId: VcsRepositoryId }>({ kind: 'tell_webhook_secret', maxAttempts: 8 })
const removeWebhook = defineJob<WebhookRemovalOrder>({ kind: 'remove_webhook', maxAttempts: 8 })
/** Asks for a check of every webhook whose time has come, and forgets old deliveries. */
const checkWebhooks = defineJob<Record<string, never>>({ kind: 'check_webhooks', maxAttempts: 3 })

const EVERY_FIVE_MINUTES = 5 * 60_000
const AT_ONCE = 200
const DELIVERIES_KEPT_MS = 30 * 24 * 3_600_000

type Queue = Parameters<typeof enqueue>[0]

export async function requestWebhook(queue: Queue, repositoryId: VcsRepositoryId, runAt: number): Promise<void> {
  await enqueue(queue, ensureWebhook, { key: `ensure_webhook:${repositoryId}`, payload: { repositoryId }, runAt })
}

/** Part of the caller's transaction. */
export async function requestRotation(transaction: Queries, repositoryId: VcsRepositoryId, runAt: number): Promise<void> {
  await enqueue(transaction, tellWebhookSecret, { key: `tell_webhook_secret:${repositoryId}`, payload: { repositoryId }, runAt })
}

/** Part of the caller's transaction, before the repositories are deleted. */
export async function requestRemovals(
  transaction: Queries,
  repositoryIds: readonly VcsRepositoryId[],
  { clock, secretBox }: Pick<VcsDependencies, 'clock' | 'secretBox'>,
): Promise<void> {
  for (const repositoryId of repositoryIds) {
    const order = await removalOrder(transaction, repositoryId, secretBox)
    const key = `remove_webhook:${repositoryId}`
    if (order !== undefined) await enqueue(transaction, removeWebhook, { key, payload: order, runAt: clock.now() })
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
  for (const id of [...(await rows.due(now, AT_ONCE)), ...(await rows.without(AT_ONCE))]) await requestWebhook(database, id, now)
  await new DeliveryRows(database).deleteBefore(now - DELIVERIES_KEPT_MS)
}
