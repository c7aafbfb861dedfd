// Deletes for good what can no longer be restored.
import type { Queries } from '../../database/index.ts'
import type { Clock } from '../../kernel/index.ts'
import { defineJob, type HandledJob, handleJob, type RecurringJob, recurring } from '../../platform/jobs/index.ts'
import { forgetConsumers } from '../catalogue/version-consumer-rows.ts'
import { purgeExpired } from './deleted-module-rows.ts'

/** The kind is stored: it is never renamed. */
const purgeDeletedModules = defineJob<Record<string, never>>({
  kind: 'purge_deleted_modules',
  lane: 'upkeep',
  priority: 'due',
  maxAttempts: 3,
  timeoutMs: 30 * 60_000,
})

const EVERY_HOUR = 3_600_000

export function purgeJob({ queries, clock }: { queries: Queries; clock: Clock }): { handler: HandledJob; recurring: RecurringJob } {
  return {
    handler: handleJob(purgeDeletedModules, async () => {
      await purgeTrash(queries, clock.now())
    }),
    recurring: recurring(purgeDeletedModules, { key: 'purge_deleted_modules', payload: {}, everyMs: EVERY_HOUR }),
  }
}

/** Leaves the archives to the sweep, which finds that nothing refers to them. @returns how many entries of the trash are gone */
export async function purgeTrash(queries: Queries, now: number): Promise<number> {
  const purged = await purgeExpired(queries, now)
  await forgetConsumers(queries)
  return purged
}
