// A membership of an organization as the API shows it.

import type { TeamId } from '../../kernel/index.ts'
import { type Resource, timestamp } from '../../platform/http/json-api/index.ts'
import type { Membership } from '../people/membership.ts'
import { invitedUserId } from './user-document.ts'

export interface MembershipContext {
  organizationName: string
  teamIds: readonly TeamId[]
  /** only one's own, and to subjects that manage members */
  showEmail: boolean
}

export function membershipDocument(membership: Membership, { organizationName, teamIds, showEmail }: MembershipContext): Resource {
  const { id, userId, status, email, createdAt } = membership
  return {
    id,
    type: 'organization-memberships',
    attributes: { status, email: showEmail ? email : null, 'created-at': timestamp(createdAt) },
    relationships: {
      organization: { data: { id: organizationName, type: 'organizations' } },
      user: { data: { id: userId ?? invitedUserId(id), type: 'users' } },
      teams: { data: teamIds.map((teamId) => ({ id: teamId, type: 'teams' })) },
    },
    links: { self: `/api/v2/organization-memberships/${id}` },
  }
}
