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
   * @param actor on whose behalf
   * @throws NotFound when there is no such user, or the user is suspended; otherwise as `TokenChanges.add`
   */
  async issue(userId: UserId, wanted: TokenWanted = {}, actor: Actor = 'operator'): Promise<IssuedToken> {
    const { changes, roles } = this.#parts
    if ((await roles.rolesOf(userId)) === undefined) throw new NotFound(`user ${userId} does not exist or is suspended`)
    const owner = { kind: 'user', userId } as const
    const issued = await changes.prepare(owner, wanted, { createdBy: userId })
    // Whoever revokes all tokens of the user takes this lock too, and so finds this one.
    return await changes.add(issued, { actor, place: { userId } }, (rows) => rows.lockOwner(owner))
  }
}
