// Deletes audit entries that are older than the operator wants to keep.
import type { Queries } from '../database/index.ts'
import type { Clock } from '../kernel/index.ts'
import { defineJob, type HandledJob, handleJob, type RecurringJob, recurring } from '../platform/jobs/index.ts'
import { AuditEventRows } from './audit-event-rows.ts'

/** The kind is stored: it is never renamed. */
const sweepAuditEvents = defineJob<Record<string, never>>({
  kind: 'sweep_audit_events',
  lane: 'upkeep',
  priority: 'due',
  maxAttempts: 3,
  timeoutMs: 30 * 60_000,
})

const EVERY_SIX_HOURS = 6 * 3_600_000
const DAY = 24 * 3_600_000
/** Changes wait no longer than for one batch. */
const BATCH = 1000

/** @param retentionDays 0 keeps entries for ever */
export function retentionJob({ queries, clock, retentionDays }: { queries: Queries; clock: Clock; retentionDays: number }): {
  handler: HandledJob
  recurring: RecurringJob
} {
  return {
    handler: handleJob(sweepAuditEvents, async ({ signal }) => {
      if (retentionDays > 0) await deleteBefore(new AuditEventRows(queries), clock.now() - retentionDays * DAY, signal)
    }),
    recurring: recurring(sweepAuditEvents, { key: 'sweep_audit_events', payload: {}, everyMs: EVERY_SIX_HOURS }),
  }
}

/** @param signal stops between two batches */
async function deleteBefore(events: AuditEventRows, time: number, signal: AbortSignal): Promise<void> {
  let deleted: number
  do {
    deleted = await events.deleteOldest(time, BATCH)
  } while (deleted === BATCH && !signal.aborted)
}
