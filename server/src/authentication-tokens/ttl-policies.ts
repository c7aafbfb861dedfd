// The longest lifetime of tokens, by kind, in organizations that limit it (`max-ttl-enabled`).
import type { AuditedChanges } from '../audit-trail/index.ts'
import type { Queries } from '../database/index.ts'
import { type Clock, Invalid, type OrganizationId } from '../kernel/index.ts'
import { allStoredSettings, type Organizations } from '../organizations/index.ts'
import type { Subject } from '../permissions/index.ts'
import type { TokenKind } from './token/authentication-token.ts'
import { DEFAULT_MAX_TTL, maxTtls, policiesOf, type TokenTtlPolicy, writePolicy } from './ttl-policy-rows.ts'

export type { TokenTtlPolicy } from './ttl-policy-rows.ts'

export interface TokenTtlPoliciesParts {
  queries: Queries
  clock: Clock
  organizations: Pick<Organizations, 'permitted'>
  changes: AuditedChanges
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
   * Kinds that are not named keep their limit. Existing tokens keep their expiry.
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
    return await this.#parts.changes.make(
      subject,
      async (tx) => {
        for (const [tokenType, maxTtl] of changes) await writePolicy(tx, { organizationId, tokenType, maxTtl, now })
        return await policiesOf(tx, organization)
      },
      () => ({ action: 'update', resource, organizationId }),
    )
  }

  /** For issuing tokens. @returns the shortest lifetime that any of the organizations allows, null when none limits it */
  async longestFor(kind: TokenKind, organizationIds: readonly OrganizationId[]): Promise<number | null> {
    const settings = await allStoredSettings(this.#parts.queries, organizationIds)
    const inForce = organizationIds.filter((id) => settings.get(id)?.['max-ttl-enabled'] === true)
    if (inForce.length === 0) return null
    const limits = await maxTtls(this.#parts.queries, kind, inForce)
    return Math.min(...inForce.map((id) => limits.get(id) ?? DEFAULT_MAX_TTL))
  }
}
