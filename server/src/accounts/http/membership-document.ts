// A membership of an organization as the API shows it.
import { type Static, Type } from 'typebox'
import type { TeamId } from '../../kernel/index.ts'
import {
  identifierOf,
  nullable,
  oneOf,
  resourceSchema,
  SelfLink,
  Timestamp,
  timestamp,
  toMany,
} from '../../platform/http/json-api/index.ts'
import type { Membership } from '../people/membership.ts'
import { invitedUserId } from './user-document.ts'

export const MembershipResource = resourceSchema('OrganizationMembership', 'organization-memberships', {
  attributes: Type.Object({ status: oneOf(['active', 'invited']), email: nullable(Type.String()), 'created-at': Timestamp }),
  relationships: Type.Object({
    organization: Type.Object({ data: identifierOf('organizations') }),
    user: Type.Object({ data: identifierOf('users') }),
    teams: toMany('teams'),
  }),
  links: SelfLink,
})

export interface MembershipContext {
  organizationName: string
  teamIds: readonly TeamId[]
  /** null for subjects that may not see it */
  email: string | null
}

export function membershipDocument(
  membership: Membership,
  { organizationName, teamIds, email }: MembershipContext,
): Static<typeof MembershipResource> {
  const { id, userId, status, createdAt } = membership
  return {
    id,
    type: 'organization-memberships',
    attributes: { status, email, 'created-at': timestamp(createdAt) },
    relationships: {
      organization: { data: { id: organizationName, type: 'organizations' } },
      user: { data: { id: userId ?? invitedUserId(id), type: 'users' } },
      teams: { data: teamIds.map((teamId) => ({ id: teamId, type: 'teams' })) },
    },
    links: { self: `/api/v2/organization-memberships/${id}` },
  }
}
