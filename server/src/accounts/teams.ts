import type { Organizations } from '../organizations/index.ts'
import { authorize, can, type OrganizationAccess, type Subject } from '../permissions/index.ts'
import {
  Invalid,
  NotFound,
  newId,
  type OrganizationId,
  type Problem,
  type TeamId,
  Unauthenticated,
  type UserId,
} from '../platform/kernel/index.ts'
import type { Membership } from './membership.ts'
import { AccountRepository } from './repository.ts'
import {
  accessProblems,
  effectiveAccess,
  GRANTS,
  isOwnersTeam,
  TEAM_NAME_TAKEN,
  type Team,
  type TeamVisibility,
  teamNameProblems,
} from './team.ts'
import type { AccountsDependencies } from './users.ts'

export interface TeamWanted {
  name: string
  /** `secret` unless told otherwise */
  visibility?: TeamVisibility | undefined
  organizationAccess?: Readonly<Record<string, boolean>> | undefined
}

export class Teams {
  readonly #dependencies: AccountsDependencies
  readonly #organizations: Pick<Organizations, 'permitted'>
  readonly #repository: AccountRepository

  constructor(dependencies: AccountsDependencies, organizations: Pick<Organizations, 'permitted'>) {
    this.#dependencies = dependencies
    this.#organizations = organizations
    this.#repository = new AccountRepository(dependencies.database)
  }

  /** @throws Invalid when the name is taken or the team would get an access that the subject does not have itself */
  async create(subject: Subject, organizationName: string, wanted: TeamWanted): Promise<Team> {
    const { id: organizationId } = await this.#organizations.permitted(subject, 'manage-teams', organizationName)
    const organizationAccess = wanted.organizationAccess ?? {}
    const problems = [
      ...teamNameProblems(wanted.name),
      ...accessProblems(organizationAccess),
      ...notTheirsToGrant(subject, organizationId, effectiveAccess(organizationAccess)),
    ]
    if (problems.length > 0) throw new Invalid(problems)
    const now = this.#dependencies.clock.now()
    const { name, visibility = 'secret' } = wanted
    const team: Team = { id: newId('team'), organizationId, name, visibility, organizationAccess, createdAt: now, updatedAt: now }
    if (!(await this.#repository.insertTeam(team))) throw new Invalid([TEAM_NAME_TAKEN])
    return team
  }

  /** Those the subject may know of, in the order of names. */
  async list(subject: Subject, organizationName: string): Promise<Team[]> {
    const { id } = await this.#organizations.permitted(subject, 'read', organizationName)
    const teams = await this.#repository.teamsOf(id)
    const own = await this.#ownTeams(subject)
    return teams.filter((team) => isVisible(subject, team, own))
  }

  /** @throws NotFound also for secret teams the subject is not in */
  async read(subject: Subject, id: TeamId): Promise<Team> {
    if (subject.kind === 'anonymous') throw new Unauthenticated('a token is needed')
    const team = await this.#repository.teamById(id)
    if (team === undefined) throw new NotFound(`team ${id} not found`)
    authorize(subject, 'read', team.organizationId, `team ${id}`)
    if (!isVisible(subject, team, await this.#ownTeams(subject))) throw new NotFound(`team ${id} not found`)
    return team
  }

  /**
   * The team, to somebody who may act in its name: whoever manages teams; for the owners only an owner.
   * @throws NotFound
   */
  async manageable(subject: Subject, id: TeamId): Promise<Team> {
    const team = await this.read(subject, id)
    if (!mayManage(subject, team)) throw new NotFound(`team ${id} not found`)
    return team
  }

  /**
   * Adding somebody who is in the team already changes nothing.
   * @param members user names or ids of users; all of them have to be members of the organization
   */
  async addMembers(subject: Subject, id: TeamId, members: readonly string[]): Promise<void> {
    const team = await this.read(subject, id)
    const mayAdd = isOwnersTeam(team) ? mayManage(subject, team) : mayManage(subject, team) || managesMembers(subject, team)
    if (!mayAdd) throw new NotFound(`team ${id} not found`)
    const memberships: Membership[] = []
    for (const member of members) memberships.push(await this.#membership(team.organizationId, member))
    for (const membership of memberships) await this.#repository.insertTeamMembership(team.id, membership.id)
    this.#dependencies.accessChanges.accessChanged()
  }

  async #membership(organizationId: OrganizationId, member: string): Promise<Membership> {
    const user = (await this.#repository.userByUsername(member)) ?? (await this.#repository.userById(member as UserId))
    const membership = user === undefined ? undefined : await this.#repository.membershipOfUser(organizationId, user.id)
    if (membership === undefined) throw new NotFound(`user ${member} not found`)
    return membership
  }

  async #ownTeams(subject: Subject): Promise<readonly TeamId[]> {
    if (subject.kind === 'user') return await this.#repository.teamIdsOf(subject.userId)
    return subject.kind === 'team' ? [subject.teamId] : []
  }
}

function isVisible(subject: Subject, team: Team, own: readonly TeamId[]): boolean {
  return team.visibility === 'organization' || own.includes(team.id) || mayManage(subject, team) || managesMembers(subject, team)
}

/** To act for the owners is to be one: who may only manage teams must not become an owner that way. */
function mayManage(subject: Subject, team: Team): boolean {
  return can(subject, isOwnersTeam(team) ? 'update' : 'manage-teams', team.organizationId)
}

function managesMembers(subject: Subject, team: Team): boolean {
  return can(subject, 'manage-membership', team.organizationId)
}

function notTheirsToGrant(subject: Subject, organizationId: OrganizationId, access: OrganizationAccess): Problem[] {
  return GRANTS.filter((key) => access[key] && !can(subject, key, organizationId)).map((key) => ({
    detail: `You cannot grant ${key}, which you do not have yourself`,
    pointer: '/data/attributes/organization-access',
  }))
}
