// The clock that finds what nobody told us: tags whose webhook was lost, hosts that were down, jobs that gave up.
import type { Database, Queries } from '../database/index.ts'
import type { Clock } from '../kernel/index.ts'
import type { ImportTasks } from '../registry-modules/index.ts'
import type { RepositorySyncs } from '../vcs/index.ts'
import { requestLook, requestUpload } from './jobs.ts'

export interface ReconciliationParts {
  database: Database
  syncs: RepositorySyncs
  tasks: Pick<ImportTasks, 'stalledUploads'>
  clock: Clock
}

const AT_ONCE = 500
/** Each commit waits for the disk; long ones make others wait. */
const COMMITTED_TOGETHER = 50
/** An upload that waits longer than this has lost its job. */
const UPLOAD_PATIENCE = 15 * 60_000

/** Queues a look at every repository whose time has come, and every import that got lost. What is queued already stays queued once. */
export async function reconcile({ database: { queries }, syncs, tasks, clock }: ReconciliationParts): Promise<void> {
  const now = clock.now()
  const due = await syncs.due(now, AT_ONCE)
  for (let start = 0; start < due.length; start += COMMITTED_TOGETHER) {
    await queries.transaction().execute(async (transaction: Queries) => {
      const some = due.slice(start, start + COMMITTED_TOGETHER)
      for (const { id } of some) await requestLook(transaction, id, now)
    })
  }
  for (const id of await tasks.stalledUploads(now - UPLOAD_PATIENCE, AT_ONCE)) await requestUpload(queries, id, now, 'due')
}
