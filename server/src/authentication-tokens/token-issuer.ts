import type { AccountRoles } from '../accounts/index.ts'
import type { Actor } from '../audit-trail/index.ts'
import type { Queries } from '../database/index.ts'
import { NotFound, type TokenId, type UserId } from '../kernel/index.ts'
import type { AuthenticationToken, IssuedToken, TokenWanted } from './token/authentication-token.ts'
import { TokenRows } from './token/token-rows.ts'
import type { TokenChanges } from './token-changes.ts'

export interface TokenIssuerParts {
  queries: Queries
  changes: TokenChanges
  roles: Pick<AccountRoles, 'rolesOf'>
}

/** Issues tokens to users who have proved who they are in another way, and to those that the operator names. */
export class TokenIssuer {
  readonly #parts: TokenIssuerParts

  constructor(parts: TokenIssuerParts) {
    this.#parts = parts
  }

  /**
   * @param actor on whose behalf, for the audit trail
   * @throws NotFound when there is no such user, or the user is suspended
   */
  async issue(userId: UserId, wanted: TokenWanted = {}, actor: Actor = 'operator'): Promise<IssuedToken> {
    const { changes, roles } = this.#parts
    const standing = await roles.rolesOf(userId)
    if (standing === undefined) throw new NotFound(`user ${userId} does not exist or is suspended`)
    const organizationIds = standing.roles.map((role) => role.organizationId)
    const issued = await changes.prepare({ kind: 'user', userId }, wanted, { createdBy: userId, organizationIds })
    return await changes.add(issued, { actor, place: { userId } })
  }

  /** Of a user, the newest first; for the operator. */
  async ofUser(userId: UserId): Promise<AuthenticationToken[]> {
    return await new TokenRows(this.#parts.queries).ofUser(userId)
  }

  /** Takes effect at once; for the operator. @throws NotFound when it is no token of a user */
  async revoke(id: TokenId): Promise<AuthenticationToken> {
    const token = await new TokenRows(this.#parts.queries).byId(id)
    if (token?.owner.kind !== 'user') throw new NotFound(`user token ${id} not found`)
    await this.#parts.changes.remove([token], { actor: 'operator', place: { userId: token.owner.userId } })
    return token
  }

  /** All of a user, at once; for the operator. @returns how many there were */
  async revokeAll(userId: UserId): Promise<number> {
    const tokens = await this.ofUser(userId)
    await this.#parts.changes.remove(tokens, { actor: 'operator', place: { userId } })
    return tokens.length
  }
}
