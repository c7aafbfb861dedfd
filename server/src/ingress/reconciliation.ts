// The clock that finds what nobody told us: tags whose webhook was lost, hosts that were down, jobs that gave up.
import type { Database } from '../database/index.ts'
import type { Clock } from '../platform/kernel/index.ts'
import type { VersionImports } from '../registry-modules/index.ts'
import type { VcsRepositories } from '../vcs/index.ts'
import { requestSync, requestUpload } from './jobs.ts'

export interface ReconciliationParts {
  database: Database
  repositories: VcsRepositories
  imports: VersionImports
  clock: Clock
}

const AT_ONCE = 500
/** An upload that waits longer than this has lost its job. */
const UPLOAD_PATIENCE = 15 * 60_000

/** Queues a sync of every repository whose time has come, and every import that got lost. What is queued already stays queued once. */
export async function reconcile({ database: { queries }, repositories, imports, clock }: ReconciliationParts): Promise<void> {
  const now = clock.now()
  for (const { id } of await repositories.dueForSync(now, AT_ONCE))
    await requestSync(queries, { repositoryId: id, trigger: 'reconcile' }, now)
  for (const id of await imports.stalledUploads(now - UPLOAD_PATIENCE, AT_ONCE)) await requestUpload(queries, id, now)
}
