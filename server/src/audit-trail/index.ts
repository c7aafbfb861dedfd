export type { AuditEntry, AuditMoment, AuditPlace, AuditResource, NamelessAccessor } from './audit-event.ts'
export { AuditTrail, type AuditTrailDependencies } from './audit-trail.ts'
export type { Accessors } from './ports.ts'
export { retentionJob } from './retention-job.ts'
