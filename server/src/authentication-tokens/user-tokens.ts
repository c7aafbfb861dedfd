import type { Queries } from '../database/index.ts'
import { NotFound, Unauthenticated, type UserId } from '../kernel/index.ts'
import type { Subject } from '../permissions/index.ts'
import type { AuthenticationToken, IssuedToken, TokenWanted } from './token/authentication-token.ts'
import { TokenRows } from './token/token-rows.ts'
import type { TokenIssuer } from './token-issuer.ts'

export interface UserTokensParts {
  queries: Queries
  issuer: TokenIssuer
}

/** Users' own tokens. */
export class UserTokens {
  readonly #parts: UserTokensParts
  readonly #rows: TokenRows

  constructor(parts: UserTokensParts) {
    this.#parts = parts
    this.#rows = new TokenRows(parts.queries)
  }

  /** @throws NotFound for any user but the subject itself */
  async create(subject: Subject, userId: UserId, wanted: TokenWanted): Promise<IssuedToken> {
    if (!isSelf(subject, userId)) throw new NotFound(`user ${userId} not found`)
    return await this.#parts.issuer.issue(userId, wanted, subject)
  }

  /** One's own, the newest first; of any other user an empty list, as HCP answers. */
  async list(subject: Subject, userId: UserId): Promise<AuthenticationToken[]> {
    return isSelf(subject, userId) ? await this.#rows.ofUser(userId) : []
  }
}

function isSelf(subject: Subject, userId: UserId): boolean {
  if (subject.kind === 'anonymous') throw new Unauthenticated('a token is required')
  return subject.kind === 'user' && subject.userId === userId
}
