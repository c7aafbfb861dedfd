// Creating and deleting tokens of any owner: the text, its hash, the limits on its lifetime, the audit trail.
import type { KeyObject } from 'node:crypto'
import type { AccessChanges, Actor, AuditFact } from '../audit-trail/index.ts'
import type { Queries } from '../database/index.ts'
import { type Clock, NotFound, newId, type OrganizationId, Unauthenticated, type UserId } from '../kernel/index.ts'
import { keepQuota, type Quotas } from '../organizations/index.ts'
import type { Credential } from '../permissions/index.ts'
import {
  type AuthenticationToken,
  descriptionOf,
  expiryOf,
  type IssuedToken,
  type SharedOwner,
  type TokenOwner,
  type TokenWanted,
} from './token/authentication-token.ts'
import { type TokenKeeper, TokenRows } from './token/token-rows.ts'
import { hashToken, newTokenText } from './token/token-text.ts'
import type { TokenLimits } from './token-limits.ts'

export interface TokenChangesParts {
  clock: Clock
  /** of the keyring, purpose `authentication-tokens` */
  key: KeyObject
  accessChanges: AccessChanges
  limits: Pick<TokenLimits, 'inForce'>
  /** the default lifetime of tokens; null for ever */
  usualMonths: number | null
  /** none when absent */
  quotas?: Quotas | undefined
}

/** Who makes the change, and whose trail tells of it. */
export interface TokenChangeContext {
  actor: Actor
  place: TokenKeeper
}

export class TokenChanges {
  readonly #parts: TokenChangesParts

  constructor(parts: TokenChangesParts) {
    this.#parts = parts
  }

  /**
   * A token that exists once it is added.
   * @param origin `limitedBy`: whose policy limits its life; no organization does for a user's, which is used elsewhere too
   */
  async prepare(
    owner: TokenOwner,
    wanted: TokenWanted,
    { createdBy, limitedBy }: { createdBy: UserId | null; limitedBy?: OrganizationId },
  ): Promise<IssuedToken> {
    const { clock, limits, usualMonths } = this.#parts
    const now = clock.now()
    const description = descriptionOf(wanted)
    const allowed = limitedBy === undefined ? undefined : (await limits.inForce(owner.kind, [limitedBy])).get(limitedBy)
    const expiresAt = expiryOf(wanted, now, { longest: allowed ?? null, usualMonths })
    const token = { id: newId('authentication-token'), owner, description, createdBy, createdAt: now, expiresAt, lastUsedAt: null }
    return { token, text: newTokenText() }
  }

  /**
   * @param check runs first, in the same transaction, and throws what stands against it
   * @throws Invalid when the owner has as many as it may; the operator may make more
   * @throws Unauthenticated when the token or session that asks for it was revoked meanwhile: it leaves no successor
   */
  async add(issued: IssuedToken, { actor, place }: TokenChangeContext, check?: (rows: TokenRows) => Promise<void>): Promise<IssuedToken> {
    const keeper = 'userId' in place ? 'user' : 'organization'
    const limit = actor === 'operator' ? undefined : this.#parts.quotas?.[keeper].tokens
    await this.#parts.accessChanges.make(
      actor,
      async (tx) => {
        const rows = new TokenRows(tx)
        if (limit !== undefined) await rows.lockKeeper(place)
        await check?.(rows)
        if (limit !== undefined) keepQuota(keeper, limit, 'tokens', (await rows.countOf(place)) + 1)
        const credential = credentialOf(actor)
        if (credential !== undefined && !(await rows.holds(credential))) throw new Unauthenticated('the credential was revoked')
        await rows.insert(issued.token, hashToken(this.#parts.key, issued.text))
      },
      () => ({ action: 'create', ...audited(issued.token), ...place }),
    )
    return issued
  }

  /** Replaces the one token without a description that the owner had. */
  async replaceUnnamed(owner: SharedOwner, issued: IssuedToken, context: TokenChangeContext): Promise<IssuedToken> {
    return await this.add(issued, context, async (rows) => {
      await rows.lockOwner(owner)
      await rows.deleteUnnamed(owner)
    })
  }

  /** All of them or none. @throws NotFound when one is gone */
  async remove(tokens: readonly AuthenticationToken[], { actor, place }: TokenChangeContext): Promise<void> {
    await this.#parts.accessChanges.make(
      actor,
      async (tx) => {
        const rows = new TokenRows(tx)
        const [first] = tokens
        if (first?.owner.kind === 'user') await rows.lockOwner(first.owner)
        for (const { id } of tokens) if (!(await rows.delete(id))) throw new NotFound(`authentication token ${id} not found`)
      },
      () => tokens.map((token) => ({ action: 'destroy', ...audited(token), ...place })),
    )
  }

  /**
   * All of a user, and those that requests under way are making.
   * @param also in the same transaction
   * @returns how many there were
   */
  async removeAllOf(userId: UserId, actor: Actor, also: (tx: Queries) => Promise<void>): Promise<number> {
    const removed = await this.#parts.accessChanges.make(
      actor,
      async (tx) => {
        const rows = new TokenRows(tx)
        await rows.lockOwner({ kind: 'user', userId })
        const tokens = await rows.ofUser(userId)
        for (const { id } of tokens) await rows.delete(id)
        await also(tx)
        return tokens
      },
      (tokens) => tokens.map((token) => ({ action: 'destroy', ...audited(token), userId })),
    )
    return removed.length
  }
}

function credentialOf(actor: Actor): Credential | undefined {
  return typeof actor === 'object' && 'credential' in actor ? actor.credential : undefined
}

function audited({ id, owner, description }: AuthenticationToken): Pick<AuditFact, 'resource'> {
  // What a person calls a token of their own is not for all their organizations to read.
  const meta = owner.kind === 'user' ? { owner } : { owner, description }
  return { resource: { type: 'authentication_token', id, meta } }
}
