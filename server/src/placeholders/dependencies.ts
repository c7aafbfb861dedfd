import type { AuditTrail } from '../audit-trail/index.ts'
import type { Queries } from '../database/index.ts'
import type { Clock } from '../kernel/index.ts'
import type { Organizations } from '../organizations/index.ts'

export interface PlaceholderDependencies {
  database: Queries
  clock: Clock
  organizations: Pick<Organizations, 'permitted' | 'readById'>
  trail: Pick<AuditTrail, 'record'>
}
