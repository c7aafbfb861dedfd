// What was deleted long enough ago is forgotten for good.
import { defineJob, type HandledJob, handleJob, type RecurringJob, recurring } from '../../platform/jobs/index.ts'
import type { DeletedModules } from './deleted-modules.ts'

/** The kind is stored: it is never renamed. */
const purgeDeletedModules = defineJob<Record<string, never>>({
  kind: 'purge_deleted_modules',
  lane: 'upkeep',
  priority: 'due',
  maxAttempts: 3,
  timeoutMs: 30 * 60_000,
})

const EVERY_HOUR = 3_600_000

export function purgeJob(deleted: Pick<DeletedModules, 'purge'>): { handler: HandledJob; recurring: RecurringJob } {
  return {
    handler: handleJob(purgeDeletedModules, async () => {
      await deleted.purge()
    }),
    recurring: recurring(purgeDeletedModules, { key: 'purge_deleted_modules', payload: {}, everyMs: EVERY_HOUR }),
  }
}
