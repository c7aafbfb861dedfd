// Entries are kept for as long as the operator wants them, and then forgotten.

import type { Clock } from '../kernel/index.ts'
import { defineJob, type HandledJob, handleJob, type RecurringJob, recurring } from '../platform/jobs/index.ts'
import type { AuditTrail } from './audit-trail.ts'

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

/** @param retentionDays 0 keeps entries for ever */
export function retentionJob(parts: { trail: Pick<AuditTrail, 'forget'>; clock: Clock; retentionDays: number }): {
  handler: HandledJob
  recurring: RecurringJob
} {
  const { trail, clock, retentionDays } = parts
  return {
    handler: handleJob(sweepAuditEvents, async ({ signal }) => {
      if (retentionDays > 0) await trail.forget(clock.now() - retentionDays * DAY, signal)
    }),
    recurring: recurring(sweepAuditEvents, { key: 'sweep_audit_events', payload: {}, everyMs: EVERY_SIX_HOURS }),
  }
}
