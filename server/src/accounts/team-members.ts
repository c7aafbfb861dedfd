import type { Queries } from '../database/index.ts'
import { Malformed, type MembershipId, NotFound, type OrganizationId, type TeamId, type UserId } from '../kernel/index.ts'
import type { Subject } from '../permissions/index.ts'
import type { AccountsDependencies } from './dependencies.ts'
import { keepAnOwner } from './owners.ts'
import type { Membership } from './people/membership.ts'
import { MembershipRows } from './people/membership-rows.ts'
import { isOwnersTeam, type Team } from './people/team.ts'
import { mayChangeMembers } from './people/team-rights.ts'
import { TeamRows } from './people/team-rows.ts'
import { UserRows } from './people/user-rows.ts'
import type { Teams } from './teams.ts'

/** Whom a change of a team is about: user names or ids of users, or memberships, which may be invitations still. */
export type MembersNamed = { users: readonly string[] } | { memberships: readonly MembershipId[] }

export class TeamMembers {
  readonly #dependencies: AccountsDependencies
  readonly #teams: Pick<Teams, 'read'>

  constructor(dependencies: AccountsDependencies, teams: Pick<Teams, 'read'>) {
    this.#dependencies = dependencies
    this.#teams = teams
  }

  /**
   * Adding somebody who is in the team already changes nothing.
   * @throws NotFound when one of them is not a member of the organization, and then adds none
   */
  async add(subject: Subject, id: TeamId, named: MembersNamed): Promise<void> {
    const { team, memberships } = await this.#involved(subject, id, named)
    await this.#write(subject, 'add_member', team, memberships, async (teams) => {
      for (const membership of memberships) await teams.addMember(team.id, membership.id)
    })
  }

  /**
   * Removing somebody who is not in the team changes nothing.
   * @throws NotFound when one of them is not a member of the organization; Forbidden when no owner would be left
   */
  async remove(subject: Subject, id: TeamId, named: MembersNamed): Promise<void> {
    const { team, memberships } = await this.#involved(subject, id, named)
    const leaving = memberships.map((membership) => membership.id)
    await this.#write(subject, 'remove_member', team, memberships, async (teams, transaction) => {
      if (isOwnersTeam(team)) await keepAnOwner(transaction, team.organizationId, leaving)
      for (const membershipId of leaving) await teams.removeMember(team.id, membershipId)
    })
  }

  /** Invitations too; who has been a member of the organization longest first. */
  async list(subject: Subject, id: TeamId): Promise<{ team: Team; memberships: Membership[] }> {
    const team = await this.#teams.read(subject, id)
    const members = await new TeamRows(this.#dependencies.database).membersOf([team.id])
    const memberships = new MembershipRows(this.#dependencies.database)
    return { team, memberships: await memberships.byIds(members.map((member) => member.membershipId)) }
  }

  async #involved(subject: Subject, id: TeamId, named: MembersNamed): Promise<{ team: Team; memberships: Membership[] }> {
    const team = await this.#teams.read(subject, id)
    if (!mayChangeMembers(subject, team)) throw new NotFound(`team ${id} not found`)
    const memberships: Membership[] = []
    if ('users' in named) for (const user of named.users) memberships.push(await this.#ofUser(team.organizationId, user))
    else for (const membership of named.memberships) memberships.push(await this.#byId(team.organizationId, membership))
    if (memberships.length === 0) throw new Malformed('The request must name at least one member')
    return { team, memberships }
  }

  async #ofUser(organizationId: OrganizationId, member: string): Promise<Membership> {
    const { database } = this.#dependencies
    const users = new UserRows(database)
    const user = (await users.userByUsername(member)) ?? (await users.userById(member as UserId))
    const membership = user === undefined ? undefined : await new MembershipRows(database).ofUserIn(organizationId, user.id)
    if (membership === undefined) throw new NotFound(`user ${member} not found`)
    return membership
  }

  async #byId(organizationId: OrganizationId, id: MembershipId): Promise<Membership> {
    const membership = await new MembershipRows(this.#dependencies.database).byId(id)
    if (membership?.organizationId !== organizationId) throw new NotFound(`organization membership ${id} not found`)
    return membership
  }

  async #write(
    subject: Subject,
    action: string,
    team: Team,
    memberships: readonly Membership[],
    change: (teams: TeamRows, transaction: Queries) => Promise<void>,
  ): Promise<void> {
    const { id, name, organizationId } = team
    const members = memberships.map((membership) => ({ membership: membership.id, user: membership.userId }))
    const resource = { type: 'team', id, meta: { name, members } }
    await this.#dependencies.database.transaction().execute(async (transaction: Queries) => {
      await change(new TeamRows(transaction), transaction)
      await this.#dependencies.trail.record(transaction, { subject, action, resource, organizationId })
    })
    this.#dependencies.accessChanges.accessChanged()
  }
}
