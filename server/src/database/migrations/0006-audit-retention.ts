// Adds an index that finds the oldest entries of the audit trail over all organizations.
import type { Migration } from './migration.ts'

export const auditRetention: Migration = {
  name: '0006-audit-retention',
  async up(target) {
    await target.run('create index audit_events_recorded on audit_events (recorded_at)')
  },
}
