import type { OrganizationId, UserId } from '../kernel/index.ts'
import type { Subject } from '../permissions/index.ts'

/** What a change was about. `type` is HCP's word, in the singular with underscores: `authentication_token`. */
export interface AuditResource {
  type: string
  id: string
  /** what tells more than the id, such as a name; never a secret */
  meta?: Readonly<Record<string, unknown>>
}

/**
 * Whoever acts without being somebody: `operator` is the command line, which asks no permission; `system` the server itself,
 * such as an import; `upload address` whoever was given that address, which is all the permission it takes.
 */
export type NamelessAccessor = 'operator' | 'system' | 'upload address'

/** A change, as the domain that makes it tells of it. */
export type AuditEntry = {
  subject: Subject | NamelessAccessor
  /** HCP's word: `create`, `update`, `destroy`, `add_member`, `remove_member`, … */
  action: string
  resource: AuditResource
} & AuditPlace

/** In whose trail an entry is. */
export type AuditPlace =
  | { organizationId: OrganizationId }
  /** what concerns a person: in the trail of every organization they are a member of, and without one when there is none */
  | { userId: UserId }

/** When something happened, and from where. */
export type AuditMoment = Pick<AuditEvent, 'recordedAt' | 'requestId' | 'remoteAddress'>

/** A change, as it is kept. */
export interface AuditEvent {
  id: string
  /** null for what concerns a person who is in none */
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
