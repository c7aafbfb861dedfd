// Users' tokens as the command line manages them. No method takes a subject: whoever runs the server may do all of it.
import type { Queries } from '../database/index.ts'
import { NotFound, type TokenId, type UserId } from '../kernel/index.ts'
import type { AuthenticationToken } from './token/authentication-token.ts'
import { TokenRows } from './token/token-rows.ts'
import type { TokenChanges } from './token-changes.ts'

export interface OperatorTokensParts {
  queries: Queries
  changes: TokenChanges
  revocations: TokenRevocations
}

/** Ends what would become a token, in the transaction that revokes all of a user. */
export interface TokenRevocations {
  allRevoked(tx: Queries, userId: UserId): Promise<void>
}

export class OperatorTokens {
  readonly #parts: OperatorTokensParts
  readonly #rows: TokenRows

  constructor(parts: OperatorTokensParts) {
    this.#parts = parts
    this.#rows = new TokenRows(parts.queries)
  }

  /** Of a user, the newest first. */
  async ofUser(userId: UserId): Promise<AuthenticationToken[]> {
    return await this.#rows.ofUser(userId)
  }

  /** Takes effect at once. @throws NotFound when it is no token of a user */
  async revoke(id: TokenId): Promise<AuthenticationToken> {
    const token = await this.#rows.byId(id)
    if (token?.owner.kind !== 'user') throw new NotFound(`user token ${id} not found`)
    await this.#parts.changes.remove([token], { actor: 'operator', place: { userId: token.owner.userId } })
    return token
  }

  /** All of a user, at once, and what would become one. @returns how many there were */
  async revokeAll(userId: UserId): Promise<number> {
    const { changes, revocations } = this.#parts
    return await changes.removeAllOf(userId, 'operator', (tx) => revocations.allRevoked(tx, userId))
  }
}
