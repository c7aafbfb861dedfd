import type { KeyObject } from 'node:crypto'
import type { Teams } from '../accounts/index.ts'
import type { Queries } from '../database/index.ts'
import type { Organizations } from '../organizations/index.ts'
import { can, type Subject } from '../permissions/index.ts'
import { type Clock, Invalid, NotFound, newId, type TeamId, type TokenId, Unauthenticated, type UserId } from '../platform/kernel/index.ts'
import {
  type AuthenticationToken,
  descriptionOf,
  expiryOf,
  type IssuedToken,
  type TokenOwner,
  type TokenWanted,
} from './authentication-token.ts'
import { TokenRepository } from './repository.ts'
import type { SubjectCache } from './subject-cache.ts'
import { hashToken, newTokenText } from './token-text.ts'

export interface AuthenticationTokensDependencies {
  database: Queries
  clock: Clock
  /** of the keyring, purpose `authentication-tokens` */
  key: KeyObject
  cache: SubjectCache
  organizations: Pick<Organizations, 'permitted'>
  teams: Pick<Teams, 'manageable'>
}

type SharedOwner = Exclude<TokenOwner, { kind: 'user' }>

export class AuthenticationTokens {
  readonly #dependencies: AuthenticationTokensDependencies
  readonly #repository: TokenRepository

  constructor(dependencies: AuthenticationTokensDependencies) {
    this.#dependencies = dependencies
    this.#repository = new TokenRepository(dependencies.database)
  }

  /** For the operator's command line only: asks no permission. */
  async issueForUser(userId: UserId, wanted: TokenWanted = {}): Promise<IssuedToken> {
    const issued = this.#prepare({ kind: 'user', userId }, wanted, userId)
    await this.#repository.insert(issued.token, this.#hash(issued))
    return issued
  }

  /** Only one's own. @throws NotFound for everybody else's */
  async createForUser(subject: Subject, userId: UserId, wanted: TokenWanted): Promise<IssuedToken> {
    if (!isSelf(subject, userId)) throw new NotFound(`user ${userId} not found`)
    return await this.issueForUser(userId, wanted)
  }

  /** One's own, the newest first; of anybody else an empty list, as HCP answers. */
  async listOfUser(subject: Subject, userId: UserId): Promise<AuthenticationToken[]> {
    return isSelf(subject, userId) ? await this.#repository.ofUser(userId) : []
  }

  /**
   * Without a description (null) it replaces the team's unnamed token; with one (also an empty one) it is added.
   * @throws Invalid when the team has a token of this description
   */
  async createForTeam(subject: Subject, teamId: TeamId, wanted: TokenWanted): Promise<IssuedToken> {
    await this.#dependencies.teams.manageable(subject, teamId)
    const issued = this.#prepare({ kind: 'team', teamId }, wanted, userOf(subject))
    if (issued.token.description === null) return await this.#replaceUnnamed({ kind: 'team', teamId }, issued)
    if ((await this.#repository.describedOfTeam(teamId, issued.token.description)) !== undefined) {
      // go-tfe compares this text.
      throw new Invalid('Validation failed: Description has already been taken', '/data/attributes/description')
    }
    await this.#repository.insert(issued.token, this.#hash(issued))
    return issued
  }

  /** The team's unnamed token. @throws NotFound when it has none */
  async readOfTeam(subject: Subject, teamId: TeamId): Promise<AuthenticationToken> {
    await this.#dependencies.teams.manageable(subject, teamId)
    return await this.#unnamed({ kind: 'team', teamId })
  }

  /** @throws NotFound when the team has no unnamed token */
  async deleteOfTeam(subject: Subject, teamId: TeamId): Promise<void> {
    await this.#dependencies.teams.manageable(subject, teamId)
    await this.#deleteUnnamed({ kind: 'team', teamId })
  }

  /** Replaces the one the organization had. */
  async createForOrganization(subject: Subject, organizationName: string, wanted: TokenWanted): Promise<IssuedToken> {
    const owner = await this.#organizationOwner(subject, organizationName)
    return await this.#replaceUnnamed(owner, this.#prepare(owner, { ...wanted, description: null }, userOf(subject)))
  }

  /** @throws NotFound when it has none */
  async readOfOrganization(subject: Subject, organizationName: string): Promise<AuthenticationToken> {
    return await this.#unnamed(await this.#organizationOwner(subject, organizationName))
  }

  /** @throws NotFound when it has none */
  async deleteOfOrganization(subject: Subject, organizationName: string): Promise<void> {
    await this.#deleteUnnamed(await this.#organizationOwner(subject, organizationName))
  }

  /** Any kind of token, to those who could have created it. */
  async read(subject: Subject, id: TokenId): Promise<AuthenticationToken> {
    if (subject.kind === 'anonymous') throw new Unauthenticated('a token is needed')
    const token = await this.#repository.byId(id)
    if (token === undefined || !(await this.#mayManage(subject, token.owner))) throw new NotFound(`authentication token ${id} not found`)
    return token
  }

  /** Takes effect at once. */
  async delete(subject: Subject, id: TokenId): Promise<void> {
    const token = await this.read(subject, id)
    await this.#repository.delete(token.id)
    this.#dependencies.cache.accessChanged()
  }

  async #mayManage(subject: Subject, owner: TokenOwner): Promise<boolean> {
    switch (owner.kind) {
      case 'user':
        return isSelf(subject, owner.userId)
      case 'organization':
        return can(subject, 'manage-organization-token', owner.organizationId)
      case 'team':
        return await this.#dependencies.teams.manageable(subject, owner.teamId).then(
          () => true,
          (error: unknown) => {
            if (error instanceof NotFound) return false
            throw error
          },
        )
    }
  }

  async #organizationOwner(subject: Subject, name: string): Promise<Extract<TokenOwner, { kind: 'organization' }>> {
    const { id } = await this.#dependencies.organizations.permitted(subject, 'manage-organization-token', name)
    return { kind: 'organization', organizationId: id }
  }

  /** Two that replace at the same moment do not see each other's token; the second pass leaves only the newest. */
  async #replaceUnnamed(owner: SharedOwner, issued: IssuedToken): Promise<IssuedToken> {
    await this.#dependencies.database.transaction().execute(async (transaction: Queries) => {
      const tokens = new TokenRepository(transaction)
      await tokens.deleteUnnamed(owner)
      await tokens.insert(issued.token, this.#hash(issued))
    })
    const newest = await this.#repository.unnamed(owner)
    await this.#repository.deleteUnnamed(owner, newest?.id)
    this.#dependencies.cache.accessChanged()
    return issued
  }

  async #unnamed(owner: SharedOwner): Promise<AuthenticationToken> {
    const token = await this.#repository.unnamed(owner)
    if (token === undefined) throw new NotFound('authentication token not found')
    return token
  }

  async #deleteUnnamed(owner: SharedOwner): Promise<void> {
    if ((await this.#repository.deleteUnnamed(owner)) === 0) throw new NotFound('authentication token not found')
    this.#dependencies.cache.accessChanged()
  }

  #prepare(owner: TokenOwner, wanted: TokenWanted, createdBy: UserId | null): IssuedToken {
    const now = this.#dependencies.clock.now()
    const description = descriptionOf(wanted)
    const expiresAt = expiryOf(wanted, now)
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
