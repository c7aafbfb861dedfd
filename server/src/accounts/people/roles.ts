// What a user may do in each organization: the sum of the user's teams there.
import type { OrganizationId } from '../../kernel/index.ts'
import { NO_ACCESS, type OrganizationAccess, type OrganizationRole } from '../../permissions/index.ts'
import { effectiveAccess, isOwnersTeam } from './team.ts'

/** One team of an active membership; without a team its two fields are null. */
export interface RoleSource {
  organizationId: OrganizationId
  /** whether the organization accepts tokens of users */
  userTokensEnabled: boolean
  teamName: string | null
  organizationAccess: Readonly<Record<string, boolean>> | null
}

/** @returns one role per organization that occurs */
export function rolesFrom(sources: readonly RoleSource[]): OrganizationRole[] {
  const roles = new Map<OrganizationId, OrganizationRole>()
  for (const { organizationId, teamName, organizationAccess } of sources) {
    const role = roles.get(organizationId) ?? { organizationId, owner: false, access: NO_ACCESS }
    const owner = role.owner || (teamName !== null && isOwnersTeam({ name: teamName }))
    roles.set(organizationId, { organizationId, owner, access: union(role.access, effectiveAccess(organizationAccess ?? {})) })
  }
  return [...roles.values()]
}

function union(one: OrganizationAccess, other: OrganizationAccess): OrganizationAccess {
  return {
    'manage-modules': one['manage-modules'] || other['manage-modules'],
    'manage-vcs-settings': one['manage-vcs-settings'] || other['manage-vcs-settings'],
    'manage-membership': one['manage-membership'] || other['manage-membership'],
    'manage-teams': one['manage-teams'] || other['manage-teams'],
  }
}
