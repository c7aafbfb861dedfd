import type { Queries } from '../database/index.ts'
import { NotFound } from '../kernel/index.ts'
import type { Organizations } from '../organizations/index.ts'
import type { Subject } from '../permissions/index.ts'
import {
  type AuthenticationToken,
  creatorOf,
  type IssuedToken,
  type OrganizationTokenKind,
  type TokenOwner,
  type TokenWanted,
} from './token/authentication-token.ts'
import { TokenRows } from './token/token-rows.ts'
import type { TokenChanges } from './token-changes.ts'

export interface OrganizationTokensParts {
  queries: Queries
  changes: TokenChanges
  organizations: Pick<Organizations, 'permitted'>
}

/** An organization has one token of each kind. */
export class OrganizationTokens {
  readonly #parts: OrganizationTokensParts
  readonly #rows: TokenRows

  constructor(parts: OrganizationTokensParts) {
    this.#parts = parts
    this.#rows = new TokenRows(parts.queries)
  }

  /** Replaces the token of this kind. */
  async create(
    subject: Subject,
    organizationName: string,
    wanted: TokenWanted,
    kind: OrganizationTokenKind = 'organization',
  ): Promise<IssuedToken> {
    const { changes } = this.#parts
    const owner = await this.#owner(subject, organizationName, kind)
    const { organizationId } = owner
    const origin = { createdBy: creatorOf(subject), limitedBy: organizationId }
    const issued = await changes.prepare(owner, { ...wanted, description: null }, origin)
    return await changes.replaceUnnamed(owner, issued, { actor: subject, place: { organizationId } })
  }

  /** @throws NotFound when it has none */
  async read(subject: Subject, organizationName: string, kind: OrganizationTokenKind = 'organization'): Promise<AuthenticationToken> {
    return await this.#existing(await this.#owner(subject, organizationName, kind))
  }

  /** @throws NotFound when it has none */
  async delete(subject: Subject, organizationName: string, kind: OrganizationTokenKind = 'organization'): Promise<void> {
    const owner = await this.#owner(subject, organizationName, kind)
    const place = { organizationId: owner.organizationId }
    await this.#parts.changes.remove([await this.#existing(owner)], { actor: subject, place })
  }

  async #existing(owner: Extract<TokenOwner, { kind: OrganizationTokenKind }>): Promise<AuthenticationToken> {
    const token = await this.#rows.unnamed(owner)
    if (token === undefined) throw new NotFound('authentication token not found')
    return token
  }

  async #owner(subject: Subject, name: string, kind: OrganizationTokenKind) {
    const { id } = await this.#parts.organizations.permitted(subject, 'manage-organization-token', name)
    return { kind, organizationId: id } satisfies TokenOwner
  }
}
