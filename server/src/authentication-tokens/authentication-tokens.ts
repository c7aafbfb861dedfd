import type { Teams } from '../accounts/index.ts'
import type { Queries } from '../database/index.ts'
import { NotFound, type TokenId, Unauthenticated } from '../kernel/index.ts'
import { can, type Subject } from '../permissions/index.ts'
import type { AuthenticationToken } from './token/authentication-token.ts'
import { type TokenKeeper, TokenRows } from './token/token-rows.ts'
import type { TokenChanges } from './token-changes.ts'

export interface AuthenticationTokensParts {
  queries: Queries
  changes: TokenChanges
  teams: Pick<Teams, 'manageable'>
}

/** Tokens of every kind by id, for subjects that could have created them. */
export class AuthenticationTokens {
  readonly #parts: AuthenticationTokensParts
  readonly #rows: TokenRows

  constructor(parts: AuthenticationTokensParts) {
    this.#parts = parts
    this.#rows = new TokenRows(parts.queries)
  }

  async read(subject: Subject, id: TokenId): Promise<AuthenticationToken> {
    return (await this.#managed(subject, id)).token
  }

  /** Takes effect at once. */
  async delete(subject: Subject, id: TokenId): Promise<void> {
    const { token, place } = await this.#managed(subject, id)
    await this.#parts.changes.remove([token], { actor: subject, place })
  }

  /** @returns the token, and whose audit trail tells of it */
  async #managed(subject: Subject, id: TokenId): Promise<{ token: AuthenticationToken; place: TokenKeeper }> {
    if (subject.kind === 'anonymous') throw new Unauthenticated('a token is required')
    const token = await this.#rows.byId(id)
    const missing = new NotFound(`authentication token ${id} not found`)
    if (token === undefined) throw missing
    const { owner } = token
    if (owner.kind === 'user') {
      if (subject.kind !== 'user' || subject.userId !== owner.userId) throw missing
      return { token, place: { userId: owner.userId } }
    }
    if (owner.kind === 'team') {
      const team = await this.#parts.teams.manageable(subject, owner.teamId).catch((error: unknown) => {
        throw error instanceof NotFound ? missing : error
      })
      return { token, place: { organizationId: team.organizationId } }
    }
    if (!can(subject, 'manage-organization-token', owner.organizationId)) throw missing
    return { token, place: { organizationId: owner.organizationId } }
  }
}
