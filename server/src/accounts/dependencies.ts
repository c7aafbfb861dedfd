import type { AuditTrail } from '../audit-trail/index.ts'
import type { Queries } from '../database/index.ts'
import type { Clock } from '../kernel/index.ts'
import type { AccessChanges } from '../organizations/index.ts'

export interface AccountsDependencies {
  database: Queries
  clock: Clock
  accessChanges: AccessChanges
  trail: Pick<AuditTrail, 'record'>
}
