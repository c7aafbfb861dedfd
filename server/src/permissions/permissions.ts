// Who may do what. Pure: every service asks here, and the API's `permissions` blocks are filled from the same answers.
import type { OrganizationId, TeamId, UserId } from '../kernel/index.ts'

/** What a team grants its members in the organization; the keys are the API's (`organization-access`). */
export interface OrganizationAccess {
  'manage-modules': boolean
  'manage-vcs-settings': boolean
  'manage-membership': boolean
  'manage-teams': boolean
}

/** One organization as seen by a subject: the sum of the teams it is in. Owners can do everything. */
export interface OrganizationRole {
  organizationId: OrganizationId
  owner: boolean
  access: OrganizationAccess
  /** whose modules the organization may read beside its own */
  sharedFrom?: ReadonlySet<OrganizationId>
}

/**
 * Who is asking. A team or organization token is a subject of its own, with exactly one role; an audit-trails token has
 * none, because it may do one thing only.
 */
export type Subject =
  | { kind: 'anonymous' }
  | {
      kind: 'user'
      userId: UserId
      siteAdmin: boolean
      roles: readonly OrganizationRole[]
      /** where the user belongs and this way of asking is not accepted: such an organization has switched user tokens off */
      refusedIn?: readonly OrganizationId[]
    }
  | { kind: 'team'; teamId: TeamId; roles: readonly OrganizationRole[] }
  | { kind: 'organization'; roles: readonly OrganizationRole[] }
  | { kind: 'audit-trails'; organizationId: OrganizationId; roles: readonly [] }

export type OrganizationAction =
  | 'read'
  | 'update'
  | 'delete'
  | 'read-modules'
  | 'manage-modules'
  | 'read-vcs-settings'
  | 'manage-vcs-settings'
  | 'manage-membership'
  | 'manage-teams'
  | 'manage-organization-token'
  | 'read-memberships'
  | 'read-audit-trail'

export const NO_ACCESS: OrganizationAccess = {
  'manage-modules': false,
  'manage-vcs-settings': false,
  'manage-membership': false,
  'manage-teams': false,
}

export const ANONYMOUS: Subject = { kind: 'anonymous' }

/** @returns whether the subject may do this in the organization */
export function can(subject: Subject, action: OrganizationAction, organizationId: OrganizationId): boolean {
  if (subject.kind === 'audit-trails') return action === 'read-audit-trail' && subject.organizationId === organizationId
  const role = roleIn(subject, organizationId)
  if (role === undefined) return action === 'read-modules' && isShared(subject, organizationId)
  switch (action) {
    case 'read':
    case 'read-modules':
      return true
    case 'read-vcs-settings':
      return role.owner || role.access['manage-vcs-settings'] || role.access['manage-modules']
    case 'update':
    case 'delete':
      return role.owner && subject.kind !== 'organization'
    case 'manage-organization-token':
      return role.owner && subject.kind !== 'organization'
    case 'read-memberships':
      return role.owner || role.access['manage-membership'] || role.access['manage-teams']
    case 'read-audit-trail':
      return role.owner
    case 'manage-modules':
    case 'manage-vcs-settings':
    case 'manage-membership':
    case 'manage-teams':
      return role.owner || role.access[action]
  }
}

/** @returns whether the subject may create organizations: any user may, tokens of teams and organizations may not */
export function canCreateOrganization(subject: Subject): boolean {
  return subject.kind === 'user'
}

/** @returns every organization whose modules the subject may read */
export function readableOwners({ roles }: Exclude<Subject, { kind: 'anonymous' }>): OrganizationId[] {
  return [...new Set(roles.flatMap(({ organizationId, sharedFrom }) => [organizationId, ...(sharedFrom ?? [])]))]
}

/** @returns whose modules may be read in the organization beside its own */
export function producersFor(subject: Subject, organizationId: OrganizationId): OrganizationId[] {
  return [...(roleIn(subject, organizationId)?.sharedFrom ?? [])]
}

function isShared(subject: Subject, organizationId: OrganizationId): boolean {
  return subject.kind !== 'anonymous' && subject.roles.some(({ sharedFrom }) => sharedFrom?.has(organizationId) ?? false)
}

function roleIn(subject: Subject, organizationId: OrganizationId): OrganizationRole | undefined {
  if (subject.kind === 'anonymous') return undefined
  return subject.roles.find((role) => role.organizationId === organizationId)
}
