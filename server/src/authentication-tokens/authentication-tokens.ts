import type { KeyObject } from 'node:crypto'
import type { AccountRoles, Teams } from '../accounts/index.ts'
import type { AuditPlace, AuditTrail } from '../audit-trail/index.ts'
import type { Queries } from '../database/index.ts'
import {
  type Clock,
  Invalid,
  NotFound,
  newId,
  type OrganizationId,
  type Page,
  type PageRequest,
  sliceOf,
  type TeamId,
  type TokenId,
  Unauthenticated,
  type UserId,
} from '../kernel/index.ts'
import type { Organizations } from '../organizations/index.ts'
import { can, type Subject } from '../permissions/index.ts'
import {
  type AuthenticationToken,
  descriptionOf,
  expiryOf,
  type IssuedToken,
  type SharedOwner,
  type TokenOwner,
  type TokenWanted,
} from './authentication-token.ts'
import type { SubjectCache } from './subject-cache.ts'
import { type ExpiryStatus, hasExpiryStatus, sortTeamTokens, type TeamToken, type TeamTokenOrder } from './team-token-list.ts'
import { TokenRows } from './token-rows.ts'
import { hashToken, newTokenText } from './token-text.ts'
import type { TokenTtlPolicies } from './ttl-policies.ts'

export interface AuthenticationTokensDependencies {
  database: Queries
  clock: Clock
  /** of the keyring, purpose `authentication-tokens` */
  key: KeyObject
  cache: SubjectCache
  organizations: Pick<Organizations, 'permitted'>
  teams: Pick<Teams, 'manageable' | 'manageableIn'>
  roles: Pick<AccountRoles, 'rolesOf'>
  policies: Pick<TokenTtlPolicies, 'longestFor'>
  trail: Pick<AuditTrail, 'record'>
  /** how long tokens live when nobody says otherwise; null for ever */
  usualMonths: number | null
}

type TeamOwner = Extract<TokenOwner, { kind: 'team' }>

/** The two tokens that an organization has one of. */
export type OrganizationTokenKind = 'organization' | 'audit-trails'

export interface TeamTokenQuery {
  teamName?: string | undefined
  expiry?: readonly ExpiryStatus[] | undefined
  order: TeamTokenOrder
}

export class AuthenticationTokens {
  readonly #dependencies: AuthenticationTokensDependencies
  readonly #rows: TokenRows

  constructor(dependencies: AuthenticationTokensDependencies) {
    this.#dependencies = dependencies
    this.#rows = new TokenRows(dependencies.database)
  }

  /**
   * Asks no permission: for the operator's command line, and for users whose identity was established otherwise.
   * @param by on whose behalf, for the audit trail
   * @throws NotFound when there is no such user, or the user is suspended
   */
  async issueForUser(userId: UserId, wanted: TokenWanted = {}, by: Subject | 'operator' = 'operator'): Promise<IssuedToken> {
    const standing = await this.#dependencies.roles.rolesOf(userId)
    if (standing === undefined) throw new NotFound(`user ${userId} does not exist or is suspended`)
    const organizationIds = standing.roles.map((role) => role.organizationId)
    const issued = await this.#prepare({ kind: 'user', userId }, wanted, { createdBy: userId, organizationIds })
    await this.#insertForUser(by, userId, issued)
    return issued
  }

  /** Only one's own. @throws NotFound for everybody else's */
  async createForUser(subject: Subject, userId: UserId, wanted: TokenWanted): Promise<IssuedToken> {
    if (!isSelf(subject, userId)) throw new NotFound(`user ${userId} not found`)
    return await this.issueForUser(userId, wanted, subject)
  }

  /** One's own, the newest first; of anybody else an empty list, as HCP answers. */
  async listOfUser(subject: Subject, userId: UserId): Promise<AuthenticationToken[]> {
    return isSelf(subject, userId) ? await this.#rows.ofUser(userId) : []
  }

  /**
   * Without a description (null) it replaces the team's unnamed token; with one (also an empty one) it is added.
   * @throws Invalid when the team has a token of this description
   */
  async createForTeam(subject: Subject, teamId: TeamId, wanted: TokenWanted): Promise<IssuedToken> {
    const { organizationId } = await this.#dependencies.teams.manageable(subject, teamId)
    const owner = { kind: 'team', teamId } as const
    const issued = await this.#prepare(owner, wanted, { createdBy: userOf(subject), organizationIds: [organizationId] })
    if (issued.token.description === null) return await this.#replaceUnnamed(subject, owner, issued, organizationId)
    await this.#insertDescribed(subject, owner, issued, organizationId)
    return issued
  }

  /** The team's unnamed token. @throws NotFound when it has none */
  async readOfTeam(subject: Subject, teamId: TeamId): Promise<AuthenticationToken> {
    await this.#dependencies.teams.manageable(subject, teamId)
    return await this.#unnamed({ kind: 'team', teamId })
  }

  /** @throws NotFound when the team has no unnamed token */
  async deleteOfTeam(subject: Subject, teamId: TeamId): Promise<void> {
    const { organizationId } = await this.#dependencies.teams.manageable(subject, teamId)
    await this.#remove(subject, [await this.#unnamed({ kind: 'team', teamId })], { organizationId })
  }

  /**
   * Of all teams in whose name the subject may act, with and without a description.
   * @param wanted `teamName`: a part of it; `expiry`: those with one of these, all when left out
   */
  async listOfTeams(
    subject: Subject,
    organizationName: string,
    wanted: TeamTokenQuery,
    request: PageRequest,
  ): Promise<Page<AuthenticationToken>> {
    const { teamName, expiry, order } = wanted
    const teams = await this.#dependencies.teams.manageableIn(subject, organizationName, { any: teamName })
    const names = new Map(teams.map((team) => [team.id, team.name]))
    const now = this.#dependencies.clock.now()
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
  async deleteOfTeams(subject: Subject, organizationName: string, ids: readonly TokenId[]): Promise<void> {
    const teams = await this.#dependencies.teams.manageableIn(subject, organizationName)
    if (ids.length === 0) throw new Invalid("Data can't be blank: it names the tokens", '/data')
    const known = new Map((await this.#rows.ofTeams(teams.map((team) => team.id))).map((token) => [token.id, token]))
    const doomed = [...new Set(ids)].map((id) => {
      const token = known.get(id)
      if (token === undefined) throw new NotFound(`authentication token ${id} not found`)
      return token
    })
    const [team] = teams
    if (team !== undefined) await this.#remove(subject, doomed, { organizationId: team.organizationId })
  }

  /** Replaces the one of this kind that the organization had. */
  async createForOrganization(
    subject: Subject,
    organizationName: string,
    wanted: TokenWanted,
    kind: OrganizationTokenKind = 'organization',
  ): Promise<IssuedToken> {
    const owner = await this.#organizationOwner(subject, organizationName, kind)
    const parts = { createdBy: userOf(subject), organizationIds: [owner.organizationId] }
    const issued = await this.#prepare(owner, { ...wanted, description: null }, parts)
    return await this.#replaceUnnamed(subject, owner, issued, owner.organizationId)
  }

  /** @throws NotFound when it has none */
  async readOfOrganization(
    subject: Subject,
    organizationName: string,
    kind: OrganizationTokenKind = 'organization',
  ): Promise<AuthenticationToken> {
    return await this.#unnamed(await this.#organizationOwner(subject, organizationName, kind))
  }

  /** @throws NotFound when it has none */
  async deleteOfOrganization(subject: Subject, organizationName: string, kind: OrganizationTokenKind = 'organization'): Promise<void> {
    const owner = await this.#organizationOwner(subject, organizationName, kind)
    await this.#remove(subject, [await this.#unnamed(owner)], { organizationId: owner.organizationId })
  }

  /** Any kind of token, to those who could have created it. */
  async read(subject: Subject, id: TokenId): Promise<AuthenticationToken> {
    return (await this.#managed(subject, id)).token
  }

  /** Takes effect at once. */
  async delete(subject: Subject, id: TokenId): Promise<void> {
    const { token, place } = await this.#managed(subject, id)
    await this.#remove(subject, [token], place)
  }

  /** @returns the token, and in whose audit trail it is */
  async #managed(subject: Subject, id: TokenId): Promise<{ token: AuthenticationToken; place: AuditPlace }> {
    if (subject.kind === 'anonymous') throw new Unauthenticated('a token is needed')
    const token = await this.#rows.byId(id)
    const missing = new NotFound(`authentication token ${id} not found`)
    if (token === undefined) throw missing
    const { owner } = token
    if (owner.kind === 'user') {
      if (!isSelf(subject, owner.userId)) throw missing
      return { token, place: { userId: owner.userId } }
    }
    if (owner.kind === 'team') {
      const team = await this.#dependencies.teams.manageable(subject, owner.teamId).catch((error: unknown) => {
        throw error instanceof NotFound ? missing : error
      })
      return { token, place: { organizationId: team.organizationId } }
    }
    if (!can(subject, 'manage-organization-token', owner.organizationId)) throw missing
    return { token, place: { organizationId: owner.organizationId } }
  }

  async #organizationOwner(subject: Subject, name: string, kind: OrganizationTokenKind) {
    const { id } = await this.#dependencies.organizations.permitted(subject, 'manage-organization-token', name)
    return { kind, organizationId: id } satisfies TokenOwner
  }

  async #insertForUser(by: Subject | 'operator', userId: UserId, issued: IssuedToken): Promise<void> {
    await this.#dependencies.database.transaction().execute(async (transaction: Queries) => {
      await new TokenRows(transaction).insert(issued.token, this.#hash(issued))
      await this.#record(transaction, { by, action: 'create', token: issued.token, place: { userId } })
    })
  }

  async #insertDescribed(by: Subject, owner: TeamOwner, issued: IssuedToken, organizationId: OrganizationId): Promise<void> {
    const { token } = issued
    await this.#dependencies.database.transaction().execute(async (transaction: Queries) => {
      const tokens = new TokenRows(transaction)
      await tokens.lockOwner(owner)
      if ((await tokens.describedOfTeam(owner.teamId, token.description ?? '')) !== undefined) {
        // go-tfe compares this text.
        throw new Invalid('Validation failed: Description has already been taken', '/data/attributes/description')
      }
      await tokens.insert(token, this.#hash(issued))
      await this.#record(transaction, { by, action: 'create', token, place: { organizationId } })
    })
  }

  async #replaceUnnamed(by: Subject, owner: SharedOwner, issued: IssuedToken, organizationId: OrganizationId): Promise<IssuedToken> {
    await this.#dependencies.database.transaction().execute(async (transaction: Queries) => {
      const tokens = new TokenRows(transaction)
      await tokens.lockOwner(owner)
      await tokens.deleteUnnamed(owner)
      await tokens.insert(issued.token, this.#hash(issued))
      await this.#record(transaction, { by, action: 'create', token: issued.token, place: { organizationId } })
    })
    this.#dependencies.cache.accessChanged()
    return issued
  }

  async #unnamed(owner: SharedOwner): Promise<AuthenticationToken> {
    const token = await this.#rows.unnamed(owner)
    if (token === undefined) throw new NotFound('authentication token not found')
    return token
  }

  async #remove(by: Subject, tokens: readonly AuthenticationToken[], place: AuditPlace): Promise<void> {
    await this.#dependencies.database.transaction().execute(async (transaction: Queries) => {
      for (const token of tokens) {
        await new TokenRows(transaction).delete(token.id)
        await this.#record(transaction, { by, action: 'destroy', token, place })
      }
    })
    this.#dependencies.cache.accessChanged()
  }

  async #record(
    transaction: Queries,
    change: { by: Subject | 'operator'; action: string; token: AuthenticationToken; place: AuditPlace },
  ): Promise<void> {
    const { by: subject, action, token, place } = change
    // What a person calls a token of their own is not for all their organizations to read.
    const description = token.owner.kind === 'user' ? {} : { description: token.description }
    const resource = { type: 'authentication_token', id: token.id, meta: { owner: token.owner, ...description } }
    await this.#dependencies.trail.record(transaction, { subject, action, resource, ...place })
  }

  async #prepare(
    owner: TokenOwner,
    wanted: TokenWanted,
    { createdBy, organizationIds }: { createdBy: UserId | null; organizationIds: readonly OrganizationId[] },
  ): Promise<IssuedToken> {
    const now = this.#dependencies.clock.now()
    const description = descriptionOf(wanted)
    const { policies, usualMonths } = this.#dependencies
    const expiresAt = expiryOf(wanted, now, { longest: await policies.longestFor(owner.kind, organizationIds), usualMonths })
    const token = { id: newId('authentication-token'), owner, description, createdBy, createdAt: now, expiresAt, lastUsedAt: null }
    return { token, text: newTokenText() }
  }

  #hash(issued: IssuedToken): string {
    return hashToken(this.#dependencies.key, issued.text)
  }
}

function isSelf(subject: Subject, userId: UserId): boolean {
  if (subject.kind === 'anonymous') throw new Unauthenticated('a token is needed')
  return subject.kind === 'user' && subject.userId === userId
}

function userOf(subject: Subject): UserId | null {
  return subject.kind === 'user' ? subject.userId : null
}
