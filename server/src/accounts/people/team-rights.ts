// Who may see and change which team. To act for the owners is to be one: who may only manage teams must not become an owner that way.

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

/** @param access what is to be added to what the team has */
export function notTheirsToGrant(subject: Subject, organizationId: OrganizationId, access: OrganizationAccess): Problem[] {
  return GRANTS.filter((key) => access[key] && !can(subject, key, organizationId)).map((key) => ({
    detail: `You cannot grant ${key}, which you do not have yourself`,
    pointer: '/data/attributes/organization-access',
  }))
}

function managesMembers(subject: Subject, team: Team): boolean {
  return can(subject, 'manage-membership', team.organizationId)
}
