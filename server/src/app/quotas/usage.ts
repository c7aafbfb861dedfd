// How much of what quotas limit an organization has: each domain counts its own.
import { TokenRows } from '../../authentication-tokens/index.ts'
import type { Queries } from '../../database/index.ts'
import type { OrganizationId } from '../../kernel/index.ts'
import type { OrganizationUsage } from '../../organizations/index.ts'
import { moduleUsageOf } from '../../registry-modules/index.ts'

export async function usageOf(queries: Queries, organizationId: OrganizationId): Promise<OrganizationUsage> {
  const [modules, tokens] = await Promise.all([moduleUsageOf(queries, organizationId), new TokenRows(queries).countOf({ organizationId })])
  return { ...modules, tokens }
}
