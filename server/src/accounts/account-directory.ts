// Look-ups for documents about what a service has already found for a subject. No method takes a subject itself.
import type { Queries } from '../database/index.ts'
import type { MembershipId, OrganizationId, UserId } from '../kernel/index.ts'
import type { Membership } from './people/membership.ts'
import { MembershipRows } from './people/membership-rows.ts'
import type { Team, TeamMember } from './people/team.ts'
import { TeamRows } from './people/team-rows.ts'
import type { User } from './people/user.ts'
import { type OrganizationOfUser, UserAdministrationRows } from './people/user-administration-rows.ts'
import { UserRows } from './people/user-rows.ts'

export class AccountDirectory {
  readonly #users: UserRows
  readonly #teams: TeamRows
  readonly #memberships: MembershipRows
  readonly #administration: UserAdministrationRows

  constructor({ queries }: { queries: Queries }) {
    this.#users = new UserRows(queries)
    this.#teams = new TeamRows(queries)
    this.#memberships = new MembershipRows(queries)
    this.#administration = new UserAdministrationRows(queries)
  }

  /** In the order of user names. */
  async users(ids: readonly UserId[]): Promise<User[]> {
    return await this.#users.usersById(ids)
  }

  /** The oldest first. */
  async memberships(ids: readonly MembershipId[]): Promise<Membership[]> {
    return await this.#memberships.byIds(ids)
  }

  async membersOf(teams: readonly Team[]): Promise<TeamMember[]> {
    return await this.#teams.membersOf(teams.map(({ id }) => id))
  }

  /** The teams of memberships, as pairs. */
  async teamsOf(memberships: readonly Membership[]): Promise<TeamMember[]> {
    return await this.#teams.ofMemberships(memberships.map(({ id }) => id))
  }

  async organizationsOf(users: readonly User[]): Promise<OrganizationOfUser[]> {
    return await this.#administration.organizationsOf(users.map(({ id }) => id))
  }

  /** By id, without those that are gone. */
  async organizationNames(ids: readonly OrganizationId[]): Promise<ReadonlyMap<OrganizationId, string>> {
    return await this.#administration.organizationNames(ids)
  }

  async ownersOf(organizationIds: readonly OrganizationId[]): Promise<{ organizationId: OrganizationId; user: User }[]> {
    return await this.#administration.ownersOf(organizationIds)
  }
}
