import type { Queries } from '../database/index.ts'
import type { OrganizationId } from '../kernel/index.ts'
import { allStoredSettings } from '../organizations/index.ts'
import type { TokenKind } from './token/authentication-token.ts'
import { DEFAULT_MAX_TTL, maxTtls } from './ttl-policy-rows.ts'

export interface TokenLimitsParts {
  queries: Queries
}

/** What the policies of organizations allow. No method takes a subject. */
export class TokenLimits {
  readonly #parts: TokenLimitsParts

  constructor(parts: TokenLimitsParts) {
    this.#parts = parts
  }

  /** @returns how long tokens of the kind may live, in milliseconds; without the organizations that limit nothing */
  async inForce(kind: TokenKind, organizationIds: readonly OrganizationId[]): Promise<ReadonlyMap<OrganizationId, number>> {
    const { queries } = this.#parts
    const settings = await allStoredSettings(queries, organizationIds)
    const limiting = organizationIds.filter((id) => settings.get(id)?.['max-ttl-enabled'] === true)
    if (limiting.length === 0) return new Map()
    const limits = await maxTtls(queries, kind, limiting)
    return new Map(limiting.map((id) => [id, limits.get(id) ?? DEFAULT_MAX_TTL]))
  }
}
