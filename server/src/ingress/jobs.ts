// The jobs of this domain. Their kinds are stored: they are never renamed.

import type { Clock, RegistryModuleVersionId, VcsRepositoryId } from '../kernel/index.ts'
import { defineJob, enqueue } from '../platform/jobs/index.ts'
import type { IngressRequests, SyncTrigger } from '../vcs/index.ts'

export interface SyncOrder {
  repositoryId: VcsRepositoryId
  /** why; of several orders that wait together, the first one's */
  trigger?: SyncTrigger
}

/** Looks at a repository's tags and imports what is missing. */
export const syncRepository = defineJob<SyncOrder>({ kind: 'sync_repository', maxAttempts: 12 })

/** Imports the archive that was uploaded for a version. */
export const importUpload = defineJob<{ versionId: RegistryModuleVersionId }>({ kind: 'import_upload', maxAttempts: 12 })

/** Asks for a sync of every repository whose time has come. */
export const reconcileRepositories = defineJob<Record<string, never>>({ kind: 'reconcile_repositories', maxAttempts: 3 })

/** Deletes archives that no version needs. */
export const sweepObjects = defineJob<Record<string, never>>({ kind: 'sweep_objects', maxAttempts: 3 })

type Queue = Parameters<typeof enqueue>[0]

export async function requestSync(queue: Queue, order: SyncOrder, runAt?: number): Promise<void> {
  await enqueue(queue, syncRepository, { key: `sync_repository:${order.repositoryId}`, payload: order, ...at(runAt) })
}

export async function requestUpload(queue: Queue, versionId: RegistryModuleVersionId, runAt?: number): Promise<void> {
  await enqueue(queue, importUpload, { key: `import_upload:${versionId}`, payload: { versionId }, ...at(runAt) })
}

function at(runAt: number | undefined): { runAt?: number } {
  return runAt === undefined ? {} : { runAt }
}

/**
 * By how much a request goes before what the reconciling clock queued: somebody waits for it, and hundreds of repositories without news
 * may be due at the same moment. Limited, so that those get their turn however much is pushed. Milliseconds.
 */
const HEAD_START = 10 * 60_000

/** The port through which modules and webhooks ask for imports. */
export function createIngressRequests({ clock, wake }: { clock: Clock; wake: () => void }): IngressRequests {
  return {
    request: (transaction, repositoryId, trigger = 'change') =>
      requestSync(transaction, { repositoryId, trigger }, clock.now() - HEAD_START),
    requestUpload: (transaction, versionId) => requestUpload(transaction, versionId, clock.now() - HEAD_START),
    wake,
  }
}
