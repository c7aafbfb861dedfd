// Which subject may do what. Pure: every service asks here, and so do the API's `permissions` blocks.
import type { OrganizationId, TeamId, TokenId, UserId } from '../kernel/index.ts'

/** What a team grants its members in the organization; the keys are the API's (`organization-access`). */
export interface OrganizationAccess {
  'manage-modules': boolean
  'manage-vcs-settings': boolean
  'manage-membership': boolean
  'manage-teams': boolean
}

/** What a subject may do in one organization: the sum of its teams there. Owners may do everything. */
export interface OrganizationRole {
  organizationId: OrganizationId
  owner: boolean
  access: OrganizationAccess
  /** other organizations whose modules this one may read */
  sharedFrom?: ReadonlySet<OrganizationId>
}

/** What proved who makes a request. */
export type Credential = { kind: 'token'; id: TokenId } | { kind: 'session'; secretHash: string }

/**
 * Who makes a request. A team or organization token is a subject of its own with exactly one role. An audit-trails token has
 * none, because it may do only one thing.
 */
export type Subject =
  | { kind: 'anonymous' }
  | {
      kind: 'user'
      userId: UserId
      siteAdmin: boolean
      roles: readonly OrganizationRole[]
      /** the user's organizations that refuse this credential, because they accept no user tokens, or none this old */
      refusedIn?: readonly OrganizationId[]
      /** absent outside a request */
      credential?: Credential
    }
  | { kind: 'team'; teamId: TeamId; roles: readonly OrganizationRole[]; credential?: Credential }
  | { kind: 'organization'; roles: readonly OrganizationRole[]; credential?: Credential }
  | { kind: 'audit-trails'; organizationId: OrganizationId; roles: readonly [] }

/** Who it is, whatever credential they use; null for nobody. Tokens of an organization are the organization. */
export function identityOf(subject: Subject): UserId | TeamId | OrganizationId | null {
  switch (subject.kind) {
    case 'anonymous':
      return null
    case 'user':
      return subject.userId
    case 'team':
      return subject.teamId
    case 'organization':
      return subject.roles[0]?.organizationId ?? null
    case 'audit-trails':
      return subject.organizationId
  }
}

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

/** @returns whether the subject may create organizations: users may, tokens of teams and organizations may not */
export function canCreateOrganization(subject: Subject): boolean {
  return subject.kind === 'user'
}

/** @returns every organization whose modules the subject may read */
export function readableOwners({ roles }: Exclude<Subject, { kind: 'anonymous' }>): OrganizationId[] {
  return [...new Set(roles.flatMap(({ organizationId, sharedFrom }) => [organizationId, ...(sharedFrom ?? [])]))]
}

/** @returns the other organizations whose modules may be read in this one */
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
