// Which subject may see and change which team. Managing the owners team takes an owner: otherwise managing teams would make one.
import type { OrganizationId, Problem, TeamId } from '../../kernel/index.ts'
import { can, type OrganizationAccess, type Subject } from '../../permissions/index.ts'
import { GRANTS, isOwnersTeam, type Team } from './team.ts'

/** @param own the teams the subject is in */
export function isVisible(subject: Subject, team: Team, own: readonly TeamId[]): boolean {
  return team.visibility === 'organization' || own.includes(team.id) || mayManage(subject, team) || managesMembers(subject, team)
}

export function mayManage(subject: Subject, team: Team): boolean {
  return can(subject, isOwnersTeam(team) ? 'update' : 'manage-teams', team.organizationId)
}

export function mayChangeMembers(subject: Subject, team: Team): boolean {
  return mayManage(subject, team) || (!isOwnersTeam(team) && managesMembers(subject, team))
}

/** @param access to add to the team's */
export function notTheirsToGrant(subject: Subject, organizationId: OrganizationId, access: OrganizationAccess): Problem[] {
  return GRANTS.filter((key) => access[key] && !can(subject, key, organizationId)).map((key) => ({
    detail: `You cannot grant ${key}, which you do not have yourself`,
    pointer: '/data/attributes/organization-access',
  }))
}

function managesMembers(subject: Subject, team: Team): boolean {
  return can(subject, 'manage-membership', team.organizationId)
}
