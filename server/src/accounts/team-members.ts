import type { Queries } from '../database/index.ts'
import { Malformed, type MembershipId, NotFound, type OrganizationId, type TeamId, type UserId } from '../kernel/index.ts'
import type { Subject } from '../permissions/index.ts'
import type { Membership } from './people/membership.ts'
import { MembershipRows } from './people/membership-rows.ts'
import { keepAnOwner } from './people/owners.ts'
import type { AccountsParts } from './people/parts.ts'
import { isOwnersTeam, type Team } from './people/team.ts'
import { mayChangeMembers } from './people/team-rights.ts'
import { TeamRows } from './people/team-rows.ts'
import { isUserReference } from './people/user.ts'
import { UserRows } from './people/user-rows.ts'
import type { Teams } from './teams.ts'

/** Members of a team: user names or ids of users, or memberships, which can be pending invitations. */
export type MembersNamed = { users: readonly string[] } | { memberships: readonly MembershipId[] }

const MEMBERSHIP_ID = /^ou-[A-Za-z0-9]{16}$/

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
   * Removing somebody who is not in the team changes nothing, whoever that is: an error would tell who has an account.
   * @throws NotFound for what can be nobody's name; Forbidden when no owner would be left
   */
  async remove(subject: Subject, id: TeamId, named: MembersNamed): Promise<void> {
    const { team, memberships } = await this.#involved(subject, id, named, { onlyKnown: true })
    if (memberships.length === 0) return
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

  /** @param options `onlyKnown`: passes over members that could exist and do not */
  async #involved(
    subject: Subject,
    id: TeamId,
    named: MembersNamed,
    { onlyKnown = false } = {},
  ): Promise<{ team: Team; memberships: Membership[] }> {
    const team = await this.#parts.teams.read(subject, id)
    if (!mayChangeMembers(subject, team)) throw new NotFound(`team ${id} not found`)
    const names = 'users' in named ? named.users : named.memberships
    if (names.length === 0) throw new Malformed('The request must name at least one member')
    const memberships: Membership[] = []
    for (const name of names) {
      const [found, could] =
        'users' in named
          ? [await this.#ofUser(team.organizationId, name), isUserReference(name)]
          : [await this.#byId(team.organizationId, name as MembershipId), MEMBERSHIP_ID.test(name)]
      if (found !== undefined) memberships.push(found)
      else if (!onlyKnown || !could) throw new NotFound(`${'users' in named ? 'user' : 'organization membership'} ${name} not found`)
    }
    return { team, memberships }
  }

  async #ofUser(organizationId: OrganizationId, member: string): Promise<Membership | undefined> {
    const { queries } = this.#parts
    const users = new UserRows(queries)
    const named = await users.userByUsername(member)
    // Clients compare names with regard to case: taken for `bob`, `BOB` would be added and removed by turns.
    const user = named?.username === member ? named : await users.userById(member as UserId)
    return user === undefined ? undefined : await new MembershipRows(queries).ofUserIn(organizationId, user.id)
  }

  async #byId(organizationId: OrganizationId, id: MembershipId): Promise<Membership | undefined> {
    const membership = await new MembershipRows(this.#parts.queries).byId(id)
    return membership?.organizationId === organizationId ? membership : undefined
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
