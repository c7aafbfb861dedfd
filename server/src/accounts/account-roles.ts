// From a user or team to its roles, for whoever has checked the credential. No permission is asked: it is what permissions come from.
import type { Queries } from '../database/index.ts'
import type { OrganizationRole } from '../permissions/index.ts'
import type { TeamId, UserId } from '../platform/kernel/index.ts'
import { AccountRepository } from './repository.ts'
import { rolesFrom } from './roles.ts'

export class AccountRoles {
  readonly #repository: AccountRepository

  constructor(database: Queries) {
    this.#repository = new AccountRepository(database)
  }

  /** @returns one role for each organization the user is an active member of; undefined when there is no such user */
  async rolesOf(userId: UserId): Promise<{ siteAdmin: boolean; roles: OrganizationRole[] } | undefined> {
    const standing = await this.#repository.standingOf(userId)
    return standing === undefined ? undefined : { siteAdmin: standing.siteAdmin, roles: rolesFrom(standing.sources) }
  }

  /** @returns the one role the team has, undefined when there is no such team */
  async roleOfTeam(teamId: TeamId): Promise<OrganizationRole | undefined> {
    const team = await this.#repository.teamById(teamId)
    if (team === undefined) return undefined
    const source = { organizationId: team.organizationId, teamName: team.name, organizationAccess: team.organizationAccess }
    return rolesFrom([source])[0]
  }
}
