// Documents of teams and memberships, with a fixed number of queries per list.

import type { OrganizationId, UserId } from '../../kernel/index.ts'
import { can, type Subject } from '../../permissions/index.ts'
import type { Resource } from '../../platform/http/json-api/index.ts'
import type { AccountDirectory } from '../account-directory.ts'
import type { Membership } from '../people/membership.ts'
import type { Team } from '../people/team.ts'
import type { Teams } from '../teams.ts'
import { membershipDocument } from './membership-document.ts'
import { teamDocument } from './team-document.ts'
import { invitedUserDocument, memberDocument, userDocument } from './user-document.ts'

export const TEAM_INCLUSIONS = ['users', 'organization-memberships'] as const
export const MEMBERSHIP_INCLUSIONS = ['user', 'teams'] as const

type Inclusions<Names extends readonly string[]> = ReadonlySet<Names[number]>

export interface Rendered {
  resources: Resource[]
  included: Resource[]
}

export interface AccountViewsParts {
  directory: AccountDirectory
  teams: Pick<Teams, 'list'>
}

export class AccountViews {
  readonly #parts: AccountViewsParts

  constructor(parts: AccountViewsParts) {
    this.#parts = parts
  }

  async teams(subject: Subject, teams: readonly Team[], wanted: Inclusions<typeof TEAM_INCLUSIONS>): Promise<Rendered> {
    const members = await this.#parts.directory.membersOf(teams)
    const userIds = members.flatMap(({ userId }) => (userId === null ? [] : [userId]))
    const users = wanted.has('users') ? await this.#users(subject, userIds) : []
    const memberships = wanted.has('organization-memberships')
      ? await this.#parts.directory.memberships([...new Set(members.map((member) => member.membershipId))])
      : []
    const shown = await this.memberships(subject, memberships, new Set())
    return { resources: teams.map((team) => teamDocument(team, members, subject)), included: [...users, ...shown.resources] }
  }

  async memberships(
    subject: Subject,
    memberships: readonly Membership[],
    wanted: Inclusions<typeof MEMBERSHIP_INCLUSIONS>,
  ): Promise<Rendered> {
    const names = await this.#parts.directory.organizationNames([...new Set(memberships.map(({ organizationId }) => organizationId))])
    const places = await this.#parts.directory.teamsOf(memberships)
    const resources = memberships.map((membership) =>
      membershipDocument(membership, {
        organizationName: names.get(membership.organizationId) ?? '',
        teamIds: places.filter((place) => place.membershipId === membership.id).map((place) => place.teamId),
        showEmail: showsEmail(subject, membership),
      }),
    )
    const users = wanted.has('user') ? await this.#membersOf(subject, memberships) : []
    const teams = wanted.has('teams') ? await this.#visibleTeams(subject, memberships, names) : []
    return { resources, included: [...users, ...teams] }
  }

  async #membersOf(subject: Subject, memberships: readonly Membership[]): Promise<Resource[]> {
    const shownEmail = (membership: Membership) => (showsEmail(subject, membership) ? membership.email : null)
    const invited = memberships.filter(({ userId }) => userId === null).map((each) => invitedUserDocument(each.id, shownEmail(each)))
    const userIds = memberships.flatMap(({ userId }) => (userId === null ? [] : [userId]))
    const users = await this.#parts.directory.users([...new Set(userIds)])
    const members = users.map((user) => {
      const membership = memberships.find(({ userId }) => userId === user.id)
      const hasOwn = seesPrivate(subject, user.id) || membership === undefined
      return hasOwn ? userDocument(user, { private: seesPrivate(subject, user.id) }) : memberDocument(user, shownEmail(membership))
    })
    return [...members, ...invited]
  }

  async #users(subject: Subject, ids: readonly UserId[]): Promise<Resource[]> {
    const users = await this.#parts.directory.users([...new Set(ids)])
    return users.map((user) => userDocument(user, { private: seesPrivate(subject, user.id) }))
  }

  /** The teams of the memberships that the subject may see. */
  async #visibleTeams(
    subject: Subject,
    memberships: readonly Membership[],
    names: ReadonlyMap<OrganizationId, string>,
  ): Promise<Resource[]> {
    const places = await this.#parts.directory.teamsOf(memberships)
    const visible: Team[] = []
    for (const [id, name] of names) if (can(subject, 'read', id)) visible.push(...(await this.#parts.teams.list(subject, name)))
    const teams = visible.filter((team) => places.some((place) => place.teamId === team.id))
    return (await this.teams(subject, teams, new Set())).resources
  }
}

/** One's own, and those of members whom the subject manages. */
function showsEmail(subject: Subject, { organizationId, userId }: Membership): boolean {
  return can(subject, 'read-memberships', organizationId) || (subject.kind === 'user' && subject.userId === userId)
}

/** Only the user and site administrators see private attributes. */
export function seesPrivate(subject: Subject, userId: UserId): boolean {
  return subject.kind === 'user' && (subject.userId === userId || subject.siteAdmin)
}
