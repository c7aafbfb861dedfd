// The longest lifetime of tokens, by kind, in organizations that limit it (`max-ttl-enabled`).
import type { AccessChanges } from '../audit-trail/index.ts'
import type { Queries } from '../database/index.ts'
import { type Clock, Invalid } from '../kernel/index.ts'
import type { Organizations } from '../organizations/index.ts'
import type { Subject } from '../permissions/index.ts'
import type { TokenKind } from './token/authentication-token.ts'
import { policiesOf, type TokenTtlPolicy, writePolicy } from './ttl-policy-rows.ts'

export type { TokenTtlPolicy } from './ttl-policy-rows.ts'

export interface TokenTtlPoliciesParts {
  queries: Queries
  clock: Clock
  organizations: Pick<Organizations, 'permitted'>
  accessChanges: AccessChanges
}

const MIN_TTL_MS = 60_000
/** A century: so that adding it to a time stays a time. */
const MAX_TTL_MS = 3_155_695_200_000

export class TokenTtlPolicies {
  readonly #parts: TokenTtlPoliciesParts

  constructor(parts: TokenTtlPoliciesParts) {
    this.#parts = parts
  }

  /** One for every kind of token, in force or not. */
  async list(subject: Subject, organizationName: string): Promise<TokenTtlPolicy[]> {
    return await policiesOf(this.#parts.queries, await this.#parts.organizations.permitted(subject, 'update', organizationName))
  }

  /**
   * Kinds that are not named keep their limit. Tokens of teams and organizations keep the expiry they were made with; those of
   * users have none of an organization's, and work in it for as long as it says.
   * @throws Invalid for a time out of range
   */
  async update(subject: Subject, organizationName: string, changes: ReadonlyMap<TokenKind, number>): Promise<TokenTtlPolicy[]> {
    const organization = await this.#parts.organizations.permitted(subject, 'update', organizationName)
    for (const maxTtl of changes.values()) {
      if (maxTtl < MIN_TTL_MS || maxTtl > MAX_TTL_MS || !Number.isSafeInteger(maxTtl)) {
        throw new Invalid(`Max ttl ms must be between ${MIN_TTL_MS} and ${MAX_TTL_MS}`, '/data/attributes/token-ttl-policies')
      }
    }
    const { id: organizationId } = organization
    const now = this.#parts.clock.now()
    const resource = { type: 'token_ttl_policy', id: organizationId, meta: Object.fromEntries(changes) }
    return await this.#parts.accessChanges.make(
      subject,
      async (tx) => {
        for (const [tokenType, maxTtl] of changes) await writePolicy(tx, { organizationId, tokenType, maxTtl, now })
        return await policiesOf(tx, organization)
      },
      () => ({ action: 'update', resource, organizationId }),
    )
  }
}
