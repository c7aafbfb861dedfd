import type { AccountRoles } from '../accounts/index.ts'
import type { Actor } from '../audit-trail/index.ts'
import { NotFound, type UserId } from '../kernel/index.ts'
import type { IssuedToken, TokenWanted } from './token/authentication-token.ts'
import type { TokenChanges } from './token-changes.ts'

export interface TokenIssuerParts {
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
}
