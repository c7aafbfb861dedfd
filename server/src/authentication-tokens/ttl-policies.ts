// How long tokens may live, by kind, where an organization has a rule for it (`max-ttl-enabled`).
import type { AuditTrail } from '../audit-trail/index.ts'
import type { Queries } from '../database/index.ts'
import { type Clock, Invalid, type OrganizationId } from '../kernel/index.ts'
import type { Organizations } from '../organizations/index.ts'
import type { Subject } from '../permissions/index.ts'
import type { TokenKind } from './authentication-token.ts'
import { DEFAULT_MAX_TTL, maxTtls, policiesOf, type TokenTtlPolicy, writePolicy } from './ttl-policy-rows.ts'

export type { TokenTtlPolicy } from './ttl-policy-rows.ts'

export interface TokenTtlPoliciesDependencies {
  database: Queries
  clock: Clock
  organizations: Pick<Organizations, 'permitted' | 'settingsOf'>
  trail: Pick<AuditTrail, 'record'>
}

const SHORTEST = 60_000
/** A century: so that adding it to a time stays a time. */
const LONGEST = 3_155_695_200_000

export class TokenTtlPolicies {
  readonly #dependencies: TokenTtlPoliciesDependencies

  constructor(dependencies: TokenTtlPoliciesDependencies) {
    this.#dependencies = dependencies
  }

  /** One for every kind of token, whether or not they are in force. */
  async list(subject: Subject, organizationName: string): Promise<TokenTtlPolicy[]> {
    return await policiesOf(
      this.#dependencies.database,
      await this.#dependencies.organizations.permitted(subject, 'update', organizationName),
    )
  }

  /**
   * Kinds that are not named keep what they have. Tokens that exist already are not touched.
   * @throws Invalid for a time out of range
   */
  async update(subject: Subject, organizationName: string, changes: ReadonlyMap<TokenKind, number>): Promise<TokenTtlPolicy[]> {
    const organization = await this.#dependencies.organizations.permitted(subject, 'update', organizationName)
    for (const maxTtl of changes.values()) {
      if (maxTtl < SHORTEST || maxTtl > LONGEST || !Number.isSafeInteger(maxTtl)) {
        throw new Invalid(`Max ttl ms must be between ${SHORTEST} and ${LONGEST}`, '/data/attributes/token-ttl-policies')
      }
    }
    const { id: organizationId } = organization
    const now = this.#dependencies.clock.now()
    const resource = { type: 'token_ttl_policy', id: organizationId, meta: Object.fromEntries(changes) }
    return await this.#dependencies.database.transaction().execute(async (transaction: Queries) => {
      for (const [tokenType, maxTtl] of changes) await writePolicy(transaction, { organizationId, tokenType, maxTtl, now })
      await this.#dependencies.trail.record(transaction, { subject, action: 'update', resource, organizationId })
      return await policiesOf(transaction, organization)
    })
  }

  /** @returns the shortest time that any of the organizations allows, null when none has a rule. Asks no permission. */
  async longestFor(kind: TokenKind, organizationIds: readonly OrganizationId[]): Promise<number | null> {
    const settings = await this.#dependencies.organizations.settingsOf(organizationIds)
    const inForce = organizationIds.filter((id) => settings.get(id)?.['max-ttl-enabled'] === true)
    if (inForce.length === 0) return null
    const limits = await maxTtls(this.#dependencies.database, kind, inForce)
    return Math.min(...inForce.map((id) => limits.get(id) ?? DEFAULT_MAX_TTL))
  }
}
