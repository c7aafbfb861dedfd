import { isUniqueViolation, type Queries } from '../database/index.ts'
import { Invalid, NotFound, newId, type TeamId, Unauthenticated } from '../kernel/index.ts'
import type { Organizations } from '../organizations/index.ts'
import { authorize, type Subject } from '../permissions/index.ts'
import type { AccountsDependencies } from './dependencies.ts'
import {
  accessProblems,
  effectiveAccess,
  isOwnersTeam,
  TEAM_NAME_TAKEN,
  type Team,
  type TeamMember,
  type TeamVisibility,
  teamNameProblems,
} from './people/team.ts'
import { isVisible, mayManage, notTheirsToGrant } from './people/team-rights.ts'
import { TeamRows } from './people/team-rows.ts'

export interface TeamChanges {
  name?: string | undefined
  /** `secret` unless told otherwise */
  visibility?: TeamVisibility | undefined
  /** laid over the present access */
  organizationAccess?: Readonly<Record<string, boolean>> | undefined
  /** empty for none */
  ssoTeamId?: string | undefined
  /** true unless told otherwise */
  allowMemberTokenManagement?: boolean | undefined
}

export interface TeamWanted extends TeamChanges {
  name: string
}

export interface TeamFilter {
  /** one of these names, letter case ignored */
  names?: readonly string[] | undefined
  /** part of the name, letter case ignored */
  any?: string | undefined
}

const LONGEST_SSO_ID = 255

export class Teams {
  readonly #dependencies: AccountsDependencies
  readonly #organizations: Pick<Organizations, 'permitted'>
  readonly #rows: TeamRows

  constructor(dependencies: AccountsDependencies, organizations: Pick<Organizations, 'permitted'>) {
    this.#dependencies = dependencies
    this.#organizations = organizations
    this.#rows = new TeamRows(dependencies.database)
  }

  /** @throws Invalid when the name is taken or the team would get an access that the subject does not have itself */
  async create(subject: Subject, organizationName: string, wanted: TeamWanted): Promise<Team> {
    const { id: organizationId } = await this.#organizations.permitted(subject, 'manage-teams', organizationName)
    const now = this.#dependencies.clock.now()
    const blank: Team = {
      id: newId('team'),
      organizationId,
      name: '',
      visibility: 'secret',
      organizationAccess: {},
      ssoTeamId: null,
      allowMemberTokenManagement: true,
      createdAt: now,
      updatedAt: now,
    }
    const team = changed(subject, blank, wanted, now)
    return await this.#write(subject, 'create', async (teams) => {
      if (!(await teams.insert(team))) throw new Invalid([TEAM_NAME_TAKEN])
      return team
    })
  }

  /** Those the subject may know of, in the order of names. */
  async list(subject: Subject, organizationName: string, { names, any }: TeamFilter = {}): Promise<Team[]> {
    const { id } = await this.#organizations.permitted(subject, 'read', organizationName)
    const keys = names?.map((name) => name.toLowerCase())
    const own = await this.#ownTeams(subject)
    return (await this.#rows.ofOrganization(id)).filter((team) => {
      const key = team.name.toLowerCase()
      const isWanted = (keys === undefined || keys.includes(key)) && (any === undefined || key.includes(any.toLowerCase()))
      return isWanted && isVisible(subject, team, own)
    })
  }

  /** @throws NotFound also for secret teams the subject is not in */
  async read(subject: Subject, id: TeamId): Promise<Team> {
    if (subject.kind === 'anonymous') throw new Unauthenticated('a token is needed')
    const team = await this.#rows.byId(id)
    if (team === undefined) throw new NotFound(`team ${id} not found`)
    authorize(subject, 'read', team.organizationId, `team ${id}`)
    if (!isVisible(subject, team, await this.#ownTeams(subject))) throw new NotFound(`team ${id} not found`)
    return team
  }

  /** @throws Invalid when the name is taken or the owners would become anything else than the owners */
  async update(subject: Subject, id: TeamId, changes: TeamChanges): Promise<Team> {
    await this.manageable(subject, id)
    return await this.#write(subject, 'update', async (teams) => {
      // Somebody else may have changed it since, and what they took away must not come back.
      const current = await teams.locked(id)
      if (current === undefined) throw new NotFound(`team ${id} not found`)
      const team = changed(subject, current, changes, this.#dependencies.clock.now())
      if (isOwnersTeam(current) && !isOwnersTeam(team)) throw new Invalid('The owners team cannot be renamed', '/data/attributes/name')
      await teams.update(team)
      return team
    })
  }

  /** Its tokens go with it. */
  async delete(subject: Subject, id: TeamId): Promise<void> {
    const team = await this.manageable(subject, id)
    if (isOwnersTeam(team)) throw new Invalid('The owners team cannot be deleted')
    await this.#write(subject, 'destroy', async (teams) => {
      await teams.delete(id)
      return team
    })
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

  /** Those in whose name the subject may act, in the order of names. */
  async manageableIn(subject: Subject, organizationName: string, filter: TeamFilter = {}): Promise<Team[]> {
    await this.#organizations.permitted(subject, 'manage-teams', organizationName)
    return (await this.list(subject, organizationName, filter)).filter((team) => mayManage(subject, team))
  }

  /** Asks no permission: for teams that the subject has got to see already. */
  async membersOf(teams: readonly Team[]): Promise<TeamMember[]> {
    return await this.#rows.membersOf(teams.map((team) => team.id))
  }

  async #ownTeams(subject: Subject): Promise<readonly TeamId[]> {
    if (subject.kind === 'user') return await this.#rows.idsOfUser(subject.userId)
    return subject.kind === 'team' ? [subject.teamId] : []
  }

  /** @param change returns what the audit trail is to name */
  async #write(subject: Subject, action: string, change: (teams: TeamRows) => Promise<Team>): Promise<Team> {
    try {
      const team = await this.#dependencies.database.transaction().execute(async (transaction: Queries) => {
        const written = await change(new TeamRows(transaction))
        const { id, name, organizationId } = written
        const resource = { type: 'team', id, meta: { name } }
        await this.#dependencies.trail.record(transaction, { subject, action, resource, organizationId })
        return written
      })
      this.#dependencies.accessChanges.accessChanged()
      return team
    } catch (error) {
      if (isUniqueViolation(error)) throw new Invalid([TEAM_NAME_TAKEN])
      throw error
    }
  }
}

/** @throws Invalid with every problem of the result */
function changed(subject: Subject, current: Team, changes: TeamChanges, now: number): Team {
  const { name = current.name, visibility = current.visibility, allowMemberTokenManagement = current.allowMemberTokenManagement } = changes
  const organizationAccess = { ...current.organizationAccess, ...changes.organizationAccess }
  const ssoTeamId = changes.ssoTeamId === undefined ? current.ssoTeamId : changes.ssoTeamId || null
  const problems = [
    ...teamNameProblems(name),
    ...accessProblems(organizationAccess),
    ...notTheirsToGrant(subject, current.organizationId, effectiveAccess(changes.organizationAccess ?? {})),
  ]
  if (ssoTeamId !== null && ssoTeamId.length > LONGEST_SSO_ID) {
    problems.push({ detail: `Sso team id is too long (maximum is ${LONGEST_SSO_ID} characters)`, pointer: '/data/attributes/sso-team-id' })
  }
  if (problems.length > 0) throw new Invalid(problems)
  return { ...current, name, visibility, organizationAccess, ssoTeamId, allowMemberTokenManagement, updatedAt: now }
}
