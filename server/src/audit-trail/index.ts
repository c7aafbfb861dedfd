export type { AuditEntry, AuditResource } from './audit-event.ts'
export { AuditTrail, type AuditTrailDependencies } from './audit-trail.ts'
export type { AccessorNames } from './ports.ts'
