import type { Teams } from '../accounts/index.ts'
import type { Queries } from '../database/index.ts'
import { type Clock, Invalid, NotFound, type Page, type PageRequest, sliceOf, type TeamId, type TokenId } from '../kernel/index.ts'
import type { Subject } from '../permissions/index.ts'
import { type AuthenticationToken, creatorOf, type IssuedToken, type TokenWanted } from './token/authentication-token.ts'
import { type ExpiryStatus, hasExpiryStatus, sortTeamTokens, type TeamToken, type TeamTokenOrder } from './token/team-token-list.ts'
import { TokenRows } from './token/token-rows.ts'
import type { TokenChanges } from './token-changes.ts'

export interface TeamTokensParts {
  queries: Queries
  clock: Clock
  changes: TokenChanges
  teams: Pick<Teams, 'manageable' | 'manageableIn'>
}

export interface TeamTokenQuery {
  /** part of it */
  teamName?: string | undefined
  /** tokens with one of these; all when left out */
  expiry?: readonly ExpiryStatus[] | undefined
  order: TeamTokenOrder
}

export class TeamTokens {
  readonly #parts: TeamTokensParts
  readonly #rows: TokenRows

  constructor(parts: TeamTokensParts) {
    this.#parts = parts
    this.#rows = new TokenRows(parts.queries)
  }

  /**
   * Without a description (null) it replaces the team's unnamed token. With one, also an empty one, it joins the others.
   * @throws Invalid when the team has a token of this description
   */
  async create(subject: Subject, teamId: TeamId, wanted: TokenWanted): Promise<IssuedToken> {
    const { changes, teams } = this.#parts
    const { organizationId } = await teams.manageable(subject, teamId)
    const owner = { kind: 'team', teamId } as const
    const issued = await changes.prepare(owner, wanted, { createdBy: creatorOf(subject), organizationIds: [organizationId] })
    const context = { actor: subject, place: { organizationId } }
    const { description } = issued.token
    if (description === null) return await changes.replaceUnnamed(owner, issued, context)
    return await changes.add(issued, context, async (rows) => {
      await rows.lockOwner(owner)
      if ((await rows.describedOfTeam(teamId, description)) === undefined) return
      // go-tfe compares this text.
      throw new Invalid('Validation failed: Description has already been taken', '/data/attributes/description')
    })
  }

  /** The team's unnamed token. @throws NotFound when it has none */
  async read(subject: Subject, teamId: TeamId): Promise<AuthenticationToken> {
    await this.#parts.teams.manageable(subject, teamId)
    return await this.#unnamed(teamId)
  }

  /** The team's unnamed token. @throws NotFound when it has none */
  async delete(subject: Subject, teamId: TeamId): Promise<void> {
    const { organizationId } = await this.#parts.teams.manageable(subject, teamId)
    await this.#parts.changes.remove([await this.#unnamed(teamId)], { actor: subject, place: { organizationId } })
  }

  /** Tokens of all teams in whose name the subject may act, with and without a description. */
  async list(subject: Subject, organizationName: string, query: TeamTokenQuery, request: PageRequest): Promise<Page<AuthenticationToken>> {
    const { teamName, expiry, order } = query
    const { clock, teams } = this.#parts
    const manageable = await teams.manageableIn(subject, organizationName, { any: teamName })
    const names = new Map(manageable.map((team) => [team.id, team.name]))
    const now = clock.now()
    const all = await this.#rows.ofTeams([...names.keys()])
    const tokens = all.filter((token) => expiry === undefined || expiry.some((status) => hasExpiryStatus(token, status, now)))
    const named: TeamToken[] = tokens.map((token) => ({
      ...token,
      teamName: token.owner.kind === 'team' ? (names.get(token.owner.teamId) ?? '') : '',
    }))
    return sliceOf(sortTeamTokens(named, order), request)
  }

  /**
   * All of these or none. They stop working at once.
   * @throws Invalid when none is named; NotFound when one is not the token of a team in whose name the subject may act
   */
  async deleteMany(subject: Subject, organizationName: string, ids: readonly TokenId[]): Promise<void> {
    const teams = await this.#parts.teams.manageableIn(subject, organizationName)
    if (ids.length === 0) throw new Invalid("Data can't be blank: it names the tokens", '/data')
    const known = new Map((await this.#rows.ofTeams(teams.map((team) => team.id))).map((token) => [token.id, token]))
    const doomed = [...new Set(ids)].map((id) => {
      const token = known.get(id)
      if (token === undefined) throw new NotFound(`authentication token ${id} not found`)
      return token
    })
    const [team] = teams
    if (team === undefined) return
    await this.#parts.changes.remove(doomed, { actor: subject, place: { organizationId: team.organizationId } })
  }

  async #unnamed(teamId: TeamId): Promise<AuthenticationToken> {
    const token = await this.#rows.unnamed({ kind: 'team', teamId })
    if (token === undefined) throw new NotFound('authentication token not found')
    return token
  }
}
