import type { Teams } from '../accounts/index.ts'
import type { Queries } from '../database/index.ts'
import {
  type Clock,
  Invalid,
  NotFound,
  type OrganizationId,
  type Page,
  type PageRequest,
  sliceOf,
  type TeamId,
  type TokenId,
} from '../kernel/index.ts'
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
    const issued = await changes.prepare(owner, wanted, { createdBy: creatorOf(subject), limitedBy: organizationId })
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

  /**
   * The team's unnamed token.
   * @param id of the team, or of one of its tokens, which is then the one
   * @throws NotFound when there is none
   */
  async read(subject: Subject, id: TeamId | TokenId): Promise<AuthenticationToken> {
    return (await this.#ofTeam(subject, id)).token
  }

  /** As `read` finds it: the official provider closes its ephemeral tokens by their own ids. */
  async delete(subject: Subject, id: TeamId | TokenId): Promise<void> {
    const { token, organizationId } = await this.#ofTeam(subject, id)
    await this.#parts.changes.remove([token], { actor: subject, place: { organizationId } })
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

  async #ofTeam(subject: Subject, id: TeamId | TokenId): Promise<{ token: AuthenticationToken; organizationId: OrganizationId }> {
    const { teams } = this.#parts
    const named = await this.#rows.byId(id as TokenId)
    if (named?.owner.kind !== 'team') {
      const { organizationId } = await teams.manageable(subject, id as TeamId)
      return { token: await this.#unnamed(id as TeamId), organizationId }
    }
    const { organizationId } = await teams.manageable(subject, named.owner.teamId).catch((error: unknown) => {
      // The same as for a token that does not exist: it names no team.
      throw error instanceof NotFound ? new NotFound(`team ${id} not found`) : error
    })
    return { token: named, organizationId }
  }

  async #unnamed(teamId: TeamId): Promise<AuthenticationToken> {
    const token = await this.#rows.unnamed({ kind: 'team', teamId })
    if (token === undefined) throw new NotFound('authentication token not found')
    return token
  }
}
