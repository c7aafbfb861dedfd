import type { MembershipId, OrganizationId, UserId } from '../../kernel/index.ts'

/** A person's place in an organization. What they may do there comes from their teams. */
export interface Membership {
  id: MembershipId
  organizationId: OrganizationId
  /** null while the invitation waits, except to the invited user, who reads their own id */
  userId: UserId | null
  /** as the invitation spells it; letter case does not matter when it is compared */
  email: string
  status: 'invited' | 'active'
  /** milliseconds since the epoch */
  createdAt: number
}

/** Whether the invitation is the user's to accept. */
export function isAddressedTo({ userId, email }: Membership, user: { email: string }): boolean {
  return userId === null && email.toLowerCase() === user.email.toLowerCase()
}

export interface MembershipFilter {
  /** part of the user name or the e-mail address, letter case ignored */
  any?: string | undefined
  /** exactly one of these, letter case ignored */
  emails?: readonly string[] | undefined
  status?: Membership['status'] | undefined
}

/** What the audit trail says of a membership. */
export function auditedMembership({ id, organizationId, email }: Membership, meta: Readonly<Record<string, unknown>> = {}) {
  return { resource: { type: 'organization_membership', id, meta: { email, ...meta } }, organizationId }
}
