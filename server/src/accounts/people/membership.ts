import type { MembershipId, OrganizationId, UserId } from '../../kernel/index.ts'

/** A person's place in an organization. What they may do there comes from their teams. */
export interface Membership {
  id: MembershipId
  organizationId: OrganizationId
  /** null while the invitation waits for an account with this e-mail address */
  userId: UserId | null
  /** as the invitation spells it; letter case does not matter when it is compared */
  email: string
  status: 'invited' | 'active'
  /** milliseconds since the epoch */
  createdAt: number
}

export interface MembershipFilter {
  /** part of the user name or the e-mail address, letter case ignored */
  any?: string | undefined
  /** exactly one of these, letter case ignored */
  emails?: readonly string[] | undefined
  status?: Membership['status'] | undefined
}
