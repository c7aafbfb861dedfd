// A team as the API shows it; the members and their types are those go-tfe decodes.
import { type Static, Type } from 'typebox'
import type { Subject } from '../../permissions/index.ts'
import { eachOf, nullable, oneOf, Related, resourceSchema, SelfLink, switches, toMany } from '../../platform/http/json-api/index.ts'
import { isOwnersTeam, TEAM_VISIBILITIES, type Team, type TeamMember } from '../people/team.ts'
import { mayChangeMembers, mayManage } from '../people/team-rights.ts'

/** Everything clients know; the registry acts on four of them. */
const ACCESS = [
  'access-secret-teams',
  'delegate-policy-overrides',
  'manage-agent-pools',
  'manage-membership',
  'manage-modules',
  'manage-organization-access',
  'manage-policies',
  'manage-policy-overrides',
  'manage-projects',
  'manage-providers',
  'manage-public-modules',
  'manage-public-providers',
  'manage-run-tasks',
  'manage-teams',
  'manage-vcs-settings',
  'manage-workspaces',
  'read-projects',
  'read-workspaces',
] as const

const Permissions = switches([
  'can-destroy',
  'can-update-membership',
  'can-update-organization-access',
  'can-update-api-token',
  'can-update-visibility',
  'can-update-name',
  'can-update-sso-team-id',
  'can-update-member-token-management',
  'can-view-api-token',
])

/** Access that clients bring along is kept under its name. */
const Access = Type.Object(
  eachOf(ACCESS, () => Type.Boolean()),
  { additionalProperties: Type.Boolean() },
)

export const TeamResource = resourceSchema('Team', 'teams', {
  attributes: Type.Object({
    name: Type.String(),
    'sso-team-id': nullable(Type.String()),
    'users-count': Type.Integer(),
    visibility: oneOf(TEAM_VISIBILITIES),
    'allow-member-token-management': Type.Boolean(),
    'is-unified': Type.Boolean(),
    'scim-linked': Type.Null(),
    permissions: Permissions,
    'organization-access': Access,
  }),
  relationships: Type.Object({
    users: toMany('users'),
    'organization-memberships': toMany('organization-memberships'),
    'authentication-token': Related,
  }),
  links: SelfLink,
})

export function teamDocument(team: Team, members: readonly TeamMember[], subject: Subject): Static<typeof TeamResource> {
  const { id } = team
  const theirs = members.filter((member) => member.teamId === id)
  const userIds = theirs.flatMap(({ userId }) => (userId === null ? [] : [userId]))
  return {
    id,
    type: 'teams',
    attributes: {
      name: team.name,
      'sso-team-id': team.ssoTeamId,
      'users-count': userIds.length,
      visibility: team.visibility,
      'allow-member-token-management': team.allowMemberTokenManagement,
      'is-unified': false,
      'scim-linked': null,
      permissions: permissionsOf(team, subject),
      'organization-access': { ...eachOf(ACCESS, () => isOwnersTeam(team)), ...team.organizationAccess },
    },
    relationships: {
      users: { data: userIds.map((userId) => ({ id: userId, type: 'users' })) },
      'organization-memberships': { data: theirs.map(({ membershipId }) => ({ id: membershipId, type: 'organization-memberships' })) },
      'authentication-token': { links: { related: `/api/v2/teams/${id}/authentication-token` } },
    },
    links: { self: `/api/v2/teams/${id}` },
  }
}

function permissionsOf(team: Team, subject: Subject): Static<typeof Permissions> {
  const manage = mayManage(subject, team)
  const change = manage && !isOwnersTeam(team)
  return {
    'can-destroy': change,
    'can-update-membership': mayChangeMembers(subject, team),
    'can-update-organization-access': change,
    'can-update-api-token': manage,
    'can-update-visibility': change,
    'can-update-name': change,
    'can-update-sso-team-id': change,
    'can-update-member-token-management': change,
    'can-view-api-token': manage,
  }
}
