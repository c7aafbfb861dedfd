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
 * an import. `upload address` is the holder of that address, who needs no other permission; `invited person` holds an invitation.
 */
export type NamelessAccessor = 'operator' | 'system' | 'upload address' | 'invited person'

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

/** Whose trail an entry is in. An organization's has only what concerns it, and addresses only of requests about it. */
export type AuditPlace =
  | { organizationId: OrganizationId }
  /** an organization's, and done by somebody who is no member: it does not learn by whom, or from where */
  | { invitedTo: OrganizationId }
  /** a person's own: no organization sees it */
  | { userId: UserId }
  /** a person's own, and that of every organization they are a member of; named when they no longer are */
  | { memberId: UserId; organizationIds?: readonly OrganizationId[] }

/** When something happened, and where the request came from. */
export type AuditMoment = Pick<AuditEvent, 'recordedAt' | 'requestId' | 'remoteAddress'>

/** A change, as stored. */
export interface AuditEvent {
  id: string
  /** null in the trail of a person */
  organizationId: OrganizationId | null
  /** whose own trail it is in; null in the trail of an organization */
  userId: UserId | null
  /** milliseconds since the epoch */
  recordedAt: number
  accessor: { id: string | null; name: string }
  action: string
  resource: AuditResource
  /** null outside a request */
  requestId: string | null
  remoteAddress: string | null
}

/** Events that match all of it. Times are in milliseconds since the epoch. */
export interface AuditFilter {
  since?: number | undefined
  /** exclusive */
  until?: number | undefined
  /** id or name, as it was called then */
  accessor?: string | undefined
  action?: string | undefined
  resourceType?: string | undefined
  resourceId?: string | undefined
}
