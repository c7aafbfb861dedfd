import type { OrganizationId, UserId } from '../kernel/index.ts'
import type { Subject } from '../permissions/index.ts'

/** What a change was about. `type` is HCP's word, in the singular with underscores: `authentication_token`. */
export interface AuditResource {
  type: string
  id: string
  /** details beyond the id, such as a name; never a secret */
  meta?: Readonly<Record<string, unknown>>
}

/**
 * Actors without an account. `operator` is the command line, which asks no permission. `system` is the server itself, such as
 * an import. `upload address` is the holder of that address, who needs no other permission.
 */
export type NamelessAccessor = 'operator' | 'system' | 'upload address'

/** Who makes a change. */
export type Actor = Subject | NamelessAccessor

/** A change, without who makes it. */
export type AuditFact = {
  /** HCP's word: `create`, `update`, `destroy`, `add_member`, `remove_member`, … */
  action: string
  resource: AuditResource
} & AuditPlace

/** A change, as the domain that makes it reports it. */
export type AuditEntry = { subject: Actor } & AuditFact

/** Whose trail an entry is in. */
export type AuditPlace =
  | { organizationId: OrganizationId }
  /** a person's: in the trail of every organization they are a member of; in none when they are a member of none */
  | { userId: UserId }

/** When something happened, and where the request came from. */
export type AuditMoment = Pick<AuditEvent, 'recordedAt' | 'requestId' | 'remoteAddress'>

/** A change, as stored. */
export interface AuditEvent {
  id: string
  /** null for a person who is in no organization */
  organizationId: OrganizationId | null
  /** milliseconds since the epoch */
  recordedAt: number
  accessor: { id: string | null; name: string }
  action: string
  resource: AuditResource
  /** null outside a request */
  requestId: string | null
  remoteAddress: string | null
}
