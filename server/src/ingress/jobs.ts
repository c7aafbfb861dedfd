// The jobs of this domain. Their kinds are stored, so they are never renamed.
import type { Queries } from '../database/index.ts'
import type { Clock, RegistryModuleVersionId, VcsRepositoryId } from '../kernel/index.ts'
import { defineJob, enqueue, type Priority } from '../platform/jobs/index.ts'
import { organizationOfVersion } from '../registry-modules/index.ts'
import { type IngressRequests, type SyncTrigger, turnOfRepository } from '../vcs/index.ts'

const MINUTE = 60_000

export interface SyncOrder {
  repositoryId: VcsRepositoryId
  /** why; if several orders wait together, the reason of the first */
  trigger?: SyncTrigger
}

/**
 * Lists a repository's tags and imports missing versions. One fetch may take ten minutes. When time runs out, imported
 * versions stay, and the next attempt continues from there.
 */
export const syncRepository = defineJob<SyncOrder>({
  kind: 'sync_repository',
  lane: 'imports',
  priority: 'asked',
  maxAttempts: 12,
  timeoutMs: 60 * MINUTE,
})

/**
 * Lists the tags of a repository that is due, and queues a sync if versions are missing. It shares the key of the sync, so
 * that the two never work on a repository at the same time.
 */
export const lookAtRepository = defineJob<SyncOrder>({
  kind: 'look_at_repository',
  lane: 'looks',
  priority: 'due',
  maxAttempts: 12,
  timeoutMs: 15 * MINUTE,
})

/** Lists the commits between the tags of versions. */
export const listVersionCommits = defineJob<SyncOrder>({
  kind: 'list_version_commits',
  lane: 'upkeep',
  priority: 'due',
  maxAttempts: 3,
  timeoutMs: 15 * MINUTE,
})

/** Imports the archive that was uploaded for a version. */
export const importUpload = defineJob<{ versionId: RegistryModuleVersionId }>({
  kind: 'import_upload',
  lane: 'uploads',
  priority: 'asked',
  maxAttempts: 12,
  timeoutMs: 15 * MINUTE,
})

/** Queues a look at every repository that is due. */
export const reconcileRepositories = defineJob<Record<string, never>>({
  kind: 'reconcile_repositories',
  lane: 'clock',
  priority: 'due',
  maxAttempts: 3,
  timeoutMs: 5 * MINUTE,
})

/** Deletes archives that no version needs. */
export const sweepObjects = defineJob<Record<string, never>>({
  kind: 'sweep_objects',
  lane: 'upkeep',
  priority: 'due',
  maxAttempts: 3,
  timeoutMs: 60 * MINUTE,
})

/** Inspects archives again that an earlier release inspected. */
export const inspectAgain = defineJob<Record<string, never>>({
  kind: 'inspect_again',
  lane: 'upkeep',
  priority: 'due',
  maxAttempts: 3,
  timeoutMs: 30 * MINUTE,
})

const syncKey = (id: VcsRepositoryId) => `sync_repository:${id}`

export async function requestSync(queue: Queries, order: SyncOrder, now: number, priority?: Priority): Promise<void> {
  const turn = await turnOfRepository(queue, order.repositoryId)
  await enqueue(queue, syncRepository, { key: syncKey(order.repositoryId), payload: order, turn, now, priority })
}

export async function requestVersionCommits(queue: Queries, repositoryId: VcsRepositoryId, now: number): Promise<void> {
  const turn = await turnOfRepository(queue, repositoryId)
  await enqueue(queue, listVersionCommits, { key: `list_version_commits:${repositoryId}`, payload: { repositoryId }, turn, now })
}

export async function requestLook(queue: Queries, repositoryId: VcsRepositoryId, now: number): Promise<void> {
  const turn = await turnOfRepository(queue, repositoryId)
  await enqueue(queue, lookAtRepository, { key: syncKey(repositoryId), payload: { repositoryId, trigger: 'reconcile' }, turn, now })
}

export async function requestUpload(queue: Queries, versionId: RegistryModuleVersionId, now: number, priority?: Priority): Promise<void> {
  const organization = await organizationOfVersion(queue, versionId)
  const turn = organization === undefined ? {} : { organization }
  await enqueue(queue, importUpload, { key: `import_upload:${versionId}`, payload: { versionId }, turn, now, priority })
}

/** The port through which modules and webhooks request imports. */
export function createIngressRequests({ clock, wake }: { clock: Clock; wake: () => void }): IngressRequests {
  return {
    request: (transaction, repositoryId, trigger = 'change') => requestSync(transaction, { repositoryId, trigger }, clock.now()),
    requestUpload: (transaction, versionId) => requestUpload(transaction, versionId, clock.now()),
    wake,
  }
}
