// A team as the API shows it; the members and their types are those go-tfe decodes.
import type { Subject } from '../../permissions/index.ts'
import type { Resource } from '../../platform/http/json-api/index.ts'
import { isOwnersTeam, type Team, type TeamMember } from '../people/team.ts'
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
]

export function teamDocument(team: Team, members: readonly TeamMember[], subject: Subject): Resource {
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
      'organization-access': { ...Object.fromEntries(ACCESS.map((key) => [key, isOwnersTeam(team)])), ...team.organizationAccess },
    },
    relationships: {
      users: { data: userIds.map((userId) => ({ id: userId, type: 'users' })) },
      'organization-memberships': { data: theirs.map(({ membershipId }) => ({ id: membershipId, type: 'organization-memberships' })) },
      'authentication-token': { links: { related: `/api/v2/teams/${id}/authentication-token` } },
    },
    links: { self: `/api/v2/teams/${id}` },
  }
}

function permissionsOf(team: Team, subject: Subject): Record<string, boolean> {
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
