import type { Subject } from '../permissions/index.ts'
import type { OrganizationId } from '../platform/kernel/index.ts'

/** What a change was about. `type` is HCP's word, in the singular with underscores: `authentication_token`. */
export interface AuditResource {
  type: string
  id: string
  /** what tells more than the id, such as a name; never a secret */
  meta?: Readonly<Record<string, unknown>>
}

/** A change, as the domain that makes it tells of it. */
export interface AuditEntry {
  /** `operator`: the command line, which asks no permission */
  subject: Subject | 'operator'
  /** HCP's word: `create`, `update`, `destroy`, `add_member`, `remove_member`, … */
  action: string
  resource: AuditResource
  /** null for what concerns a user alone */
  organizationId: OrganizationId | null
}

/** A change, as it is kept. */
export interface AuditEvent {
  id: string
  organizationId: OrganizationId | null
  /** milliseconds since the epoch */
  recordedAt: number
  accessor: { id: string | null; name: string }
  action: string
  resource: AuditResource
  /** null outside of a request */
  requestId: string | null
  remoteAddress: string | null
}
