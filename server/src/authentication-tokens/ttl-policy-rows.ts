// The SQL of the organizations' limits on the life of tokens.
import type { Kysely } from 'kysely'
import type { Schema } from '../database/index.ts'
import type { OrganizationId } from '../kernel/index.ts'
import type { Organization } from '../organizations/index.ts'
import { TOKEN_KINDS, type TokenKind } from './token/authentication-token.ts'

export interface TokenTtlPolicy {
  organizationId: OrganizationId
  tokenType: TokenKind
  /** milliseconds */
  maxTtl: number
  /** milliseconds since the epoch */
  createdAt: number
  updatedAt: number
}

/** Two years, as on HCP Terraform. */
export const DEFAULT_MAX_TTL = 63_113_904_000

type Tables = Pick<Schema, 'token_ttl_policies'>

export async function policiesOf(queries: Kysely<Tables>, { id, createdAt }: Organization): Promise<TokenTtlPolicy[]> {
  const rows = await queries.selectFrom('token_ttl_policies').selectAll().where('organization_id', '=', id).execute()
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

export async function writePolicy(
  queries: Kysely<Tables>,
  { organizationId, tokenType, maxTtl, now }: { organizationId: OrganizationId; tokenType: TokenKind; maxTtl: number; now: number },
): Promise<void> {
  await queries
    .insertInto('token_ttl_policies')
    .values({ organization_id: organizationId, token_type: tokenType, max_ttl_ms: maxTtl, created_at: now, updated_at: now })
    .onConflict((conflict) => conflict.columns(['organization_id', 'token_type']).doUpdateSet({ max_ttl_ms: maxTtl, updated_at: now }))
    .execute()
}

/** @returns by organization, in milliseconds; without those that have no limit of their own */
export async function maxTtls(
  queries: Kysely<Tables>,
  kind: TokenKind,
  organizationIds: readonly OrganizationId[],
): Promise<ReadonlyMap<OrganizationId, number>> {
  const rows = await queries
    .selectFrom('token_ttl_policies')
    .select(['organization_id', 'max_ttl_ms'])
    .where('token_type', '=', kind)
    .where('organization_id', 'in', organizationIds)
    .execute()
  return new Map(rows.map((row) => [row.organization_id, row.max_ttl_ms]))
}
