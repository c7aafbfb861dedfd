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
    const memberships = wanted.has('organization-memberships')
      ? await this.#parts.directory.memberships([...new Set(members.map((member) => member.membershipId))])
      : []
    const users = wanted.has('users') ? await this.#users(subject, userIds, memberships) : []
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
        email: shownEmail(subject, membership),
      }),
    )
    const users = wanted.has('user') ? await this.#membersOf(subject, memberships) : []
    const teams = wanted.has('teams') ? await this.#visibleTeams(subject, memberships, names) : []
    return { resources, included: [...users, ...teams] }
  }

  async #membersOf(subject: Subject, memberships: readonly Membership[]): Promise<Resource[]> {
    const invited = memberships
      .filter(({ userId }) => userId === null)
      .map((each) => invitedUserDocument(each.id, shownEmail(subject, each)))
    const userIds = memberships.flatMap(({ userId }) => (userId === null ? [] : [userId]))
    return [...(await this.#users(subject, userIds, memberships)), ...invited]
  }

  /** @param beside memberships in the same answer */
  async #users(subject: Subject, ids: readonly UserId[], beside: readonly Membership[]): Promise<Resource[]> {
    const users = await this.#parts.directory.users([...new Set(ids)])
    return users.map((user) => {
      const membership = beside.find(({ userId }) => userId === user.id)
      const options = { private: seesPrivate(subject, user.id) }
      return membership === undefined
        ? userDocument(user, options)
        : memberDocument(user, { ...options, email: shownEmail(subject, membership) })
    })
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
function shownEmail(subject: Subject, { organizationId, userId, email }: Membership): string | null {
  const isOwn = subject.kind === 'user' && subject.userId === userId
  return isOwn || can(subject, 'read-memberships', organizationId) ? email : null
}

/** Only the user and site administrators see private attributes. */
export function seesPrivate(subject: Subject, userId: UserId): boolean {
  return subject.kind === 'user' && (subject.userId === userId || subject.siteAdmin)
}
