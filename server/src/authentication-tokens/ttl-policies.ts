// How long tokens may live, by kind, where an organization has a rule for it (`max-ttl-enabled`).
import type { Kysely } from 'kysely'
import type { AuditTrail } from '../audit-trail/index.ts'
import type { Queries, Schema } from '../database/index.ts'
import type { Organization, Organizations } from '../organizations/index.ts'
import type { Subject } from '../permissions/index.ts'
import { type Clock, Invalid, type OrganizationId } from '../platform/kernel/index.ts'
import { TOKEN_KINDS, type TokenKind } from './authentication-token.ts'

export interface TokenTtlPolicy {
  organizationId: OrganizationId
  tokenType: TokenKind
  /** milliseconds */
  maxTtl: number
  /** milliseconds since the epoch */
  createdAt: number
  updatedAt: number
}

export interface TokenTtlPoliciesDependencies {
  database: Queries
  clock: Clock
  organizations: Pick<Organizations, 'permitted' | 'settingsOf'>
  trail: Pick<AuditTrail, 'record'>
}

/** Two years, as on HCP Terraform. */
const DEFAULT_MAX_TTL = 63_113_904_000
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
      for (const [tokenType, maxTtl] of changes) await write(transaction, { organizationId, tokenType, maxTtl, now })
      await this.#dependencies.trail.record(transaction, { subject, action: 'update', resource, organizationId })
      return await policiesOf(transaction, organization)
    })
  }

  /** @returns the shortest time that any of the organizations allows, null when none has a rule. Asks no permission. */
  async longestFor(kind: TokenKind, organizationIds: readonly OrganizationId[]): Promise<number | null> {
    const settings = await this.#dependencies.organizations.settingsOf(organizationIds)
    const inForce = organizationIds.filter((id) => settings.get(id)?.['max-ttl-enabled'] === true)
    if (inForce.length === 0) return null
    const rows = await this.#dependencies.database
      .selectFrom('token_ttl_policies')
      .select(['organization_id', 'max_ttl_ms'])
      .where('token_type', '=', kind)
      .where('organization_id', 'in', inForce)
      .execute()
    return Math.min(...inForce.map((id) => rows.find((row) => row.organization_id === id)?.max_ttl_ms ?? DEFAULT_MAX_TTL))
  }
}

type Tables = Pick<Schema, 'token_ttl_policies'>

async function policiesOf(database: Kysely<Tables>, { id, createdAt }: Organization): Promise<TokenTtlPolicy[]> {
  const rows = await database.selectFrom('token_ttl_policies').selectAll().where('organization_id', '=', id).execute()
  return TOKEN_KINDS.map((tokenType) => {
    const row = rows.find((each) => each.token_type === tokenType)
    return {
      organizationId: id,
      tokenType,
      maxTtl: row?.max_ttl_ms ?? DEFAULT_MAX_TTL,
      createdAt: row?.created_at ?? createdAt,
      updatedAt: row?.updated_at ?? createdAt,
    }
  })
}

async function write(
  database: Kysely<Tables>,
  { organizationId, tokenType, maxTtl, now }: { organizationId: OrganizationId; tokenType: TokenKind; maxTtl: number; now: number },
): Promise<void> {
  await database
    .insertInto('token_ttl_policies')
    .values({ organization_id: organizationId, token_type: tokenType, max_ttl_ms: maxTtl, created_at: now, updated_at: now })
    .onConflict((conflict) => conflict.columns(['organization_id', 'token_type']).doUpdateSet({ max_ttl_ms: maxTtl, updated_at: now }))
    .execute()
}
