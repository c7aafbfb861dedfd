// The ledger keeps events for a month.
import type { Queries } from '../database/index.ts'
import type { Clock } from '../kernel/index.ts'
import { defineJob, type HandledJob, handleJob, type RecurringJob, recurring } from '../platform/jobs/index.ts'
import { EventRows } from './event-rows.ts'

/** The kind is stored: it is never renamed. */
const sweepImportEvents = defineJob<Record<string, never>>({
  kind: 'sweep_import_events',
  lane: 'upkeep',
  priority: 'due',
  maxAttempts: 3,
  timeoutMs: 30 * 60_000,
})

const EVERY_SIX_HOURS = 6 * 3_600_000
const KEPT_MS = 30 * 24 * 3_600_000
/** In portions, so that imports need not wait. */
const AT_ONCE = 1000

export function ledgerRetentionJob({ queries, clock }: { queries: Queries; clock: Clock }): {
  handler: HandledJob
  recurring: RecurringJob
} {
  return {
    handler: handleJob(sweepImportEvents, async ({ signal }) => {
      const rows = new EventRows(queries)
      while (!signal.aborted && (await rows.deleteOldest(clock.now() - KEPT_MS, AT_ONCE)) === AT_ONCE);
    }),
    recurring: recurring(sweepImportEvents, { key: 'sweep_import_events', payload: {}, everyMs: EVERY_SIX_HOURS }),
  }
}
