// Finds on a schedule what was missed: tags whose webhook was lost, hosts that were down, jobs that gave up.
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
/** A commit waits for the disk, and a long transaction makes others wait. */
const COMMITTED_TOGETHER = 50
/** An upload that waits longer than this has no job anymore. */
const UPLOAD_PATIENCE = 15 * 60_000

/** Queues a look at every repository that is due, and every lost import. A queued job is not queued twice. */
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
