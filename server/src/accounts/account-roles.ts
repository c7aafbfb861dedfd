// From a user or team to its roles, once the credential is checked. No method takes a subject: subjects are made of this.
import type { Queries } from '../database/index.ts'
import type { OrganizationId, TeamId, UserId } from '../kernel/index.ts'
import type { OrganizationRole } from '../permissions/index.ts'
import { MembershipRows } from './people/membership-rows.ts'
import { rolesFrom } from './people/roles.ts'
import { TeamRows } from './people/team-rows.ts'

export interface UserStanding {
  siteAdmin: boolean
  roles: OrganizationRole[]
  /** organizations of the user that accept no user tokens; absent when there are none */
  refusedIn?: readonly OrganizationId[]
}

export class AccountRoles {
  readonly #memberships: MembershipRows
  readonly #teams: TeamRows

  constructor({ queries }: { queries: Queries }) {
    this.#memberships = new MembershipRows(queries)
    this.#teams = new TeamRows(queries)
  }

  /** @returns one role for each organization the user is an active member of; undefined when there is no such user, or the user is suspended */
  async rolesOf(userId: UserId): Promise<UserStanding | undefined> {
    const standing = await this.#memberships.standingOf(userId)
    return standing === undefined ? undefined : { siteAdmin: standing.siteAdmin, roles: rolesFrom(standing.sources) }
  }

  /** As `rolesOf`, for a user token, which not every organization accepts. */
  async rolesByToken(userId: UserId): Promise<UserStanding | undefined> {
    const standing = await this.#memberships.standingOf(userId)
    if (standing === undefined) return undefined
    const { siteAdmin, sources } = standing
    const roles = rolesFrom(sources.filter((source) => source.userTokensEnabled))
    const refusedIn = sources.filter((source) => !source.userTokensEnabled).map((source) => source.organizationId)
    return { siteAdmin, roles, ...(refusedIn.length === 0 ? {} : { refusedIn: [...new Set(refusedIn)] }) }
  }

  /** @returns the one role the team has, undefined when there is no such team */
  async roleOfTeam(teamId: TeamId): Promise<OrganizationRole | undefined> {
    const team = await this.#teams.byId(teamId)
    if (team === undefined) return undefined
    const { organizationId, name: teamName, organizationAccess } = team
    return rolesFrom([{ organizationId, userTokensEnabled: true, teamName, organizationAccess }])[0]
  }
}
