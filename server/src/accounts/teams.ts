import { type Queries, uniquely } from '../database/index.ts'
import { Invalid, NotFound, newId, type TeamId, Unauthenticated } from '../kernel/index.ts'
import { authorize, type Subject } from '../permissions/index.ts'
import type { AccountsInOrganizationsParts } from './people/parts.ts'
import {
  accessProblems,
  effectiveAccess,
  isOwnersTeam,
  TEAM_NAME_TAKEN,
  type Team,
  type TeamVisibility,
  teamNameProblems,
} from './people/team.ts'
import { isVisible, mayManage, notTheirsToGrant } from './people/team-rights.ts'
import { TeamRows } from './people/team-rows.ts'

export interface TeamChanges {
  name?: string | undefined
  /** default: `secret` */
  visibility?: TeamVisibility | undefined
  /** merged into the present access */
  organizationAccess?: Readonly<Record<string, boolean>> | undefined
  /** empty for none */
  ssoTeamId?: string | undefined
  /** default: true */
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

const MAX_SSO_ID_LENGTH = 255

export class Teams {
  readonly #parts: AccountsInOrganizationsParts
  readonly #rows: TeamRows

  constructor(parts: AccountsInOrganizationsParts) {
    this.#parts = parts
    this.#rows = new TeamRows(parts.queries)
  }

  /** @throws Invalid when the name is taken, or the team would get access that the subject lacks */
  async create(subject: Subject, organizationName: string, wanted: TeamWanted): Promise<Team> {
    const { id: organizationId } = await this.#parts.organizations.permitted(subject, 'manage-teams', organizationName)
    const now = this.#parts.clock.now()
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

  /** Teams that the subject may see, in the order of names. */
  async list(subject: Subject, organizationName: string, { names, any }: TeamFilter = {}): Promise<Team[]> {
    const { id } = await this.#parts.organizations.permitted(subject, 'read', organizationName)
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
    if (subject.kind === 'anonymous') throw new Unauthenticated('a token is required')
    const team = await this.#rows.byId(id)
    if (team === undefined) throw new NotFound(`team ${id} not found`)
    authorize(subject, 'read', team.organizationId, `team ${id}`)
    if (!isVisible(subject, team, await this.#ownTeams(subject))) throw new NotFound(`team ${id} not found`)
    return team
  }

  /** @throws Invalid when the name is taken, or for renaming the owners team */
  async update(subject: Subject, id: TeamId, changes: TeamChanges): Promise<Team> {
    await this.manageable(subject, id)
    return await this.#write(subject, 'update', async (teams) => {
      // A concurrent change may have come first; this one must not undo it.
      const current = await teams.locked(id)
      if (current === undefined) throw new NotFound(`team ${id} not found`)
      const team = changed(subject, current, changes, this.#parts.clock.now())
      if (isOwnersTeam(current) && !isOwnersTeam(team)) throw new Invalid('The owners team cannot be renamed', '/data/attributes/name')
      await teams.update(team)
      return team
    })
  }

  /** Its tokens go with it. */
  async delete(subject: Subject, id: TeamId): Promise<void> {
    if (isOwnersTeam(await this.manageable(subject, id))) throw new Invalid('The owners team cannot be deleted')
    await this.#write(subject, 'destroy', async (teams) => {
      const team = await teams.locked(id)
      if (team === undefined) throw new NotFound(`team ${id} not found`)
      await teams.delete(id)
      return team
    })
  }

  /**
   * The team, for a subject that may act in its name: one that manages teams; for the owners team, an owner.
   * @throws NotFound
   */
  async manageable(subject: Subject, id: TeamId): Promise<Team> {
    const team = await this.read(subject, id)
    if (!mayManage(subject, team)) throw new NotFound(`team ${id} not found`)
    return team
  }

  /** Teams in whose name the subject may act, in the order of names. */
  async manageableIn(subject: Subject, organizationName: string, filter: TeamFilter = {}): Promise<Team[]> {
    await this.#parts.organizations.permitted(subject, 'manage-teams', organizationName)
    return (await this.list(subject, organizationName, filter)).filter((team) => mayManage(subject, team))
  }

  async #ownTeams(subject: Subject): Promise<readonly TeamId[]> {
    if (subject.kind === 'user') return await this.#rows.idsOfUser(subject.userId)
    return subject.kind === 'team' ? [subject.teamId] : []
  }

  /** @param change returns the team that the audit trail names */
  async #write(subject: Subject, action: string, change: (teams: TeamRows) => Promise<Team>): Promise<Team> {
    const work = (tx: Queries) => change(new TeamRows(tx))
    return await uniquely(
      () =>
        this.#parts.accessChanges.make(subject, work, ({ id, name, organizationId }) => ({
          action,
          resource: { type: 'team', id, meta: { name } },
          organizationId,
        })),
      () => new Invalid([TEAM_NAME_TAKEN]),
    )
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
  if (ssoTeamId !== null && ssoTeamId.length > MAX_SSO_ID_LENGTH) {
    problems.push({
      detail: `Sso team id is too long (maximum is ${MAX_SSO_ID_LENGTH} characters)`,
      pointer: '/data/attributes/sso-team-id',
    })
  }
  if (problems.length > 0) throw new Invalid(problems)
  return { ...current, name, visibility, organizationAccess, ssoTeamId, allowMemberTokenManagement, updatedAt: now }
}
