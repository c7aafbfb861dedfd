// From a bearer token to the subject it stands for.
import type { KeyObject } from 'node:crypto'
import type { AccountRoles } from '../accounts/index.ts'
import type { Queries } from '../database/index.ts'
import { type Clock, type OrganizationId, Unauthenticated } from '../kernel/index.ts'
import type { ModuleSharingRows } from '../organizations/index.ts'
import type { OrganizationRole, Subject } from '../permissions/index.ts'
import type { AuthenticationToken } from './authentication-token.ts'
import type { SubjectCache } from './subject-cache.ts'
import { TokenRows } from './token-rows.ts'
import { hashToken, looksLikeToken } from './token-text.ts'
import type { TokenUses } from './token-uses.ts'

export interface AuthenticatorDependencies {
  database: Queries
  clock: Clock
  /** of the keyring, purpose `authentication-tokens` */
  key: KeyObject
  /** of former secrets: tokens hashed under them are hashed anew when they are used */
  formerKeys: readonly KeyObject[]
  roles: AccountRoles
  sharing: Pick<ModuleSharingRows, 'producersFor'>
  cache: SubjectCache
  uses: TokenUses
}

export class Authenticator {
  readonly #dependencies: AuthenticatorDependencies
  readonly #rows: TokenRows

  constructor(dependencies: AuthenticatorDependencies) {
    this.#dependencies = dependencies
    this.#rows = new TokenRows(dependencies.database)
  }

  /** Without waiting, when the token was accepted within the last second; undefined says nothing about the token. */
  authenticateCached(bearer: string): Subject | undefined {
    return this.#dependencies.cache.get(bearer)
  }

  /**
   * One hash and one indexed look-up, however many tokens there are, then the roles.
   * @throws Unauthenticated when the token is unknown, expired or revoked; it does not say which
   */
  async authenticate(bearer: string): Promise<Subject> {
    const { cache, clock, uses } = this.#dependencies
    const cached = cache.get(bearer)
    if (cached !== undefined) return cached
    const { revision } = cache
    const token = looksLikeToken(bearer) ? await this.#tokenOf(bearer) : undefined
    const now = clock.now()
    if (token === undefined || isExpired(token, now)) throw refusal()
    const subject = await this.#withSharing(await this.#subjectOf(token))
    cache.remember(bearer, subject, { revision, expiresAt: token.expiresAt })
    uses.record(token.id, now)
    return subject
  }

  async #tokenOf(bearer: string): Promise<AuthenticationToken | undefined> {
    const { key, formerKeys } = this.#dependencies
    const hash = hashToken(key, bearer)
    const token = await this.#rows.byHash(hash)
    if (token !== undefined) return token
    for (const former of formerKeys) {
      const older = await this.#rows.byHash(hashToken(former, bearer))
      if (older === undefined) continue
      await this.#rows.rehash(older.id, hash)
      return older
    }
    return undefined
  }

  /** Remembered with the subject, so that a permission check asks nobody. */
  async #withSharing(subject: Subject): Promise<Subject> {
    if (subject.kind === 'anonymous' || subject.kind === 'audit-trails') return subject
    const producers = await this.#dependencies.sharing.producersFor(subject.roles.map(({ organizationId }) => organizationId))
    if (producers.size === 0) return subject
    const roles = subject.roles.map((role) => {
      const sharedFrom = producers.get(role.organizationId)
      return sharedFrom === undefined ? role : { ...role, sharedFrom }
    })
    return { ...subject, roles }
  }

  async #subjectOf({ owner }: AuthenticationToken): Promise<Subject> {
    switch (owner.kind) {
      case 'user': {
        const standing = await this.#dependencies.roles.rolesByToken(owner.userId)
        if (standing === undefined) throw refusal()
        return { kind: 'user', userId: owner.userId, ...standing }
      }
      case 'team': {
        const role = await this.#dependencies.roles.roleOfTeam(owner.teamId)
        if (role === undefined) throw refusal()
        return { kind: 'team', teamId: owner.teamId, roles: [role] }
      }
      case 'organization':
        return { kind: 'organization', roles: [organizationTokenRole(owner.organizationId)] }
      case 'audit-trails':
        return { kind: 'audit-trails', organizationId: owner.organizationId, roles: [] }
    }
  }
}

/** An organization's own token manages everything in it; what it may not do all the same, `permissions` says. */
function organizationTokenRole(organizationId: OrganizationId): OrganizationRole {
  const access = { 'manage-modules': true, 'manage-vcs-settings': true, 'manage-membership': true, 'manage-teams': true }
  return { organizationId, owner: true, access }
}

function isExpired(token: AuthenticationToken, now: number): boolean {
  return token.expiresAt !== null && token.expiresAt <= now
}

function refusal(): Unauthenticated {
  return new Unauthenticated('the token is not valid: it is unknown, expired or revoked')
}
