// The clock that finds what nobody told us: tags whose webhook was lost, hosts that were down, jobs that gave up.
import type { Database } from '../database/index.ts'
import type { Clock } from '../platform/kernel/index.ts'
import type { VcsRepositories } from '../vcs/index.ts'
import { requestSync } from './jobs.ts'

const AT_ONCE = 500

/** Queues a sync of every repository whose time has come. One that is queued already stays queued once. */
export async function reconcile({
  database,
  repositories,
  clock,
}: {
  database: Database
  repositories: VcsRepositories
  clock: Clock
}): Promise<void> {
  const due = await repositories.dueForSync(clock.now(), AT_ONCE)
  for (const { id } of due) await requestSync(database.queries, id, clock.now())
}
