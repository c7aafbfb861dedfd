import type { MembershipId, OrganizationId, Problem, TeamId, UserId } from '../../kernel/index.ts'
import type { OrganizationAccess } from '../../permissions/index.ts'

export const TEAM_VISIBILITIES = ['secret', 'organization'] as const
export type TeamVisibility = (typeof TEAM_VISIBILITIES)[number]

export interface Team {
  id: TeamId
  organizationId: OrganizationId
  name: string
  visibility: TeamVisibility
  /** everything that clients set, also what the registry ignores */
  organizationAccess: Readonly<Record<string, boolean>>
  /** of an identity provider; kept and shown */
  ssoTeamId: string | null
  /** kept and shown */
  allowMemberTokenManagement: boolean
  /** milliseconds since the epoch */
  createdAt: number
  updatedAt: number
}

/** Exists in every organization. Its members may do everything. */
export const OWNERS_TEAM = 'owners'

const POINTER = '/data/attributes/name'
const MAX_LENGTH = 255
const ACCESS_KEY = /^[a-z][a-z0-9-]{0,79}$/
const MAX_ACCESS_KEYS = 64

/** Any printable text: the official provider's own tests use spaces and slashes. */
export function teamNameProblems(name: string): Problem[] {
  if (name.trim() === '') return [{ detail: "Name can't be blank", pointer: POINTER }]
  if (name.length > MAX_LENGTH) return [{ detail: `Name is too long (maximum is ${MAX_LENGTH} characters)`, pointer: POINTER }]
  if (/\p{C}/u.test(name)) return [{ detail: 'Name must not include control characters', pointer: POINTER }]
  return []
}

/** A membership in a team. */
export interface TeamMember {
  teamId: TeamId
  membershipId: MembershipId
  /** null while the invitation waits */
  userId: UserId | null
}

export const TEAM_NAME_TAKEN: Problem = { detail: 'Name has already been taken', pointer: POINTER }

export function accessProblems(access: Readonly<Record<string, boolean>>): Problem[] {
  const pointer = '/data/attributes/organization-access'
  const keys = Object.keys(access)
  if (keys.length > MAX_ACCESS_KEYS) return [{ detail: `Organization access has at most ${MAX_ACCESS_KEYS} entries`, pointer }]
  return keys.filter((key) => !ACCESS_KEY.test(key)).map((key) => ({ detail: `${JSON.stringify(key)} is not an access`, pointer }))
}

export function isOwnersTeam(team: { name: string }): boolean {
  return teamNameKey(team.name) === OWNERS_TEAM
}

/** Names that differ only by letter case are the same name. */
export function teamNameKey(name: string): string {
  return name.toLowerCase()
}

/** What the registry acts on. A subject can only grant what it has. */
export const GRANTS = [
  'manage-modules',
  'manage-vcs-settings',
  'manage-membership',
  'manage-teams',
] as const satisfies (keyof OrganizationAccess)[]

/** The part that the registry acts on. */
export function effectiveAccess(access: Readonly<Record<string, boolean>>): OrganizationAccess {
  return {
    'manage-modules': access['manage-modules'] === true,
    'manage-vcs-settings': access['manage-vcs-settings'] === true,
    'manage-membership': access['manage-membership'] === true,
    'manage-teams': access['manage-teams'] === true,
  }
}
