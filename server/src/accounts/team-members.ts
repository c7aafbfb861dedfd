import type { Queries } from '../database/index.ts'
import { Malformed, type MembershipId, NotFound, type OrganizationId, type TeamId, type UserId } from '../kernel/index.ts'
import type { Subject } from '../permissions/index.ts'
import { keepAnOwner } from './owners.ts'
import type { AccountsParts } from './parts.ts'
import type { Membership } from './people/membership.ts'
import { MembershipRows } from './people/membership-rows.ts'
import { isOwnersTeam, type Team } from './people/team.ts'
import { mayChangeMembers } from './people/team-rights.ts'
import { TeamRows } from './people/team-rows.ts'
import { UserRows } from './people/user-rows.ts'
import type { Teams } from './teams.ts'

/** Members of a team: user names or ids of users, or memberships, which can be pending invitations. */
export type MembersNamed = { users: readonly string[] } | { memberships: readonly MembershipId[] }

export interface TeamMembersParts extends AccountsParts {
  teams: Pick<Teams, 'read'>
}

export class TeamMembers {
  readonly #parts: TeamMembersParts

  constructor(parts: TeamMembersParts) {
    this.#parts = parts
  }

  /**
   * Adding a member twice changes nothing.
   * @throws NotFound when one of them is not a member of the organization, and then adds none
   */
  async add(subject: Subject, id: TeamId, named: MembersNamed): Promise<void> {
    const { team, memberships } = await this.#involved(subject, id, named)
    await this.#write(subject, 'add_member', team, memberships, async (teams) => {
      for (const membership of memberships) await teams.addMember(team.id, membership.id)
    })
  }

  /**
   * Removing a membership that is not in the team changes nothing.
   * @throws NotFound when one of them is not a member of the organization; Forbidden when no owner would be left
   */
  async remove(subject: Subject, id: TeamId, named: MembersNamed): Promise<void> {
    const { team, memberships } = await this.#involved(subject, id, named)
    const leaving = memberships.map((membership) => membership.id)
    await this.#write(subject, 'remove_member', team, memberships, async (teams, tx) => {
      if (isOwnersTeam(team)) await keepAnOwner(tx, team.organizationId, leaving)
      for (const membershipId of leaving) await teams.removeMember(team.id, membershipId)
    })
  }

  /** Includes invitations; the oldest membership first. */
  async list(subject: Subject, id: TeamId): Promise<{ team: Team; memberships: Membership[] }> {
    const team = await this.#parts.teams.read(subject, id)
    const members = await new TeamRows(this.#parts.queries).membersOf([team.id])
    const memberships = new MembershipRows(this.#parts.queries)
    return { team, memberships: await memberships.byIds(members.map((member) => member.membershipId)) }
  }

  async #involved(subject: Subject, id: TeamId, named: MembersNamed): Promise<{ team: Team; memberships: Membership[] }> {
    const team = await this.#parts.teams.read(subject, id)
    if (!mayChangeMembers(subject, team)) throw new NotFound(`team ${id} not found`)
    const memberships: Membership[] = []
    if ('users' in named) for (const user of named.users) memberships.push(await this.#ofUser(team.organizationId, user))
    else for (const membership of named.memberships) memberships.push(await this.#byId(team.organizationId, membership))
    if (memberships.length === 0) throw new Malformed('The request must name at least one member')
    return { team, memberships }
  }

  async #ofUser(organizationId: OrganizationId, member: string): Promise<Membership> {
    const { queries } = this.#parts
    const users = new UserRows(queries)
    const named = await users.userByUsername(member)
    // Clients compare names with regard to case: taken for `bob`, `BOB` would be added and removed by turns.
    const user = named?.username === member ? named : await users.userById(member as UserId)
    const membership = user === undefined ? undefined : await new MembershipRows(queries).ofUserIn(organizationId, user.id)
    if (membership === undefined) throw new NotFound(`user ${member} not found`)
    return membership
  }

  async #byId(organizationId: OrganizationId, id: MembershipId): Promise<Membership> {
    const membership = await new MembershipRows(this.#parts.queries).byId(id)
    if (membership?.organizationId !== organizationId) throw new NotFound(`organization membership ${id} not found`)
    return membership
  }

  async #write(
    subject: Subject,
    action: string,
    team: Team,
    memberships: readonly Membership[],
    change: (teams: TeamRows, tx: Queries) => Promise<void>,
  ): Promise<void> {
    const { id, name, organizationId } = team
    const members = memberships.map((membership) => ({ membership: membership.id, user: membership.userId }))
    await this.#parts.accessChanges.make(
      subject,
      async (tx) => {
        const teams = new TeamRows(tx)
        if ((await teams.locked(id)) === undefined) throw new NotFound(`team ${id} not found`)
        await change(teams, tx)
      },
      () => ({ action, resource: { type: 'team', id, meta: { name, members } }, organizationId }),
    )
  }
}
