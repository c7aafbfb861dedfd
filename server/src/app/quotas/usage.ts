// How much of what quotas limit a user or an organization has: each domain counts its own.
import { TokenRows } from '../../authentication-tokens/index.ts'
import type { Queries } from '../../database/index.ts'
import type { OrganizationId, UserId } from '../../kernel/index.ts'
import { OrganizationRows, type OrganizationUsage, type UserUsage } from '../../organizations/index.ts'
import { moduleUsageOf } from '../../registry-modules/index.ts'

export async function usageOf(queries: Queries, organizationId: OrganizationId): Promise<OrganizationUsage> {
  const [modules, tokens] = await Promise.all([moduleUsageOf(queries, organizationId), new TokenRows(queries).countOf({ organizationId })])
  return { ...modules, tokens }
}

export async function usageOfUser(queries: Queries, userId: UserId): Promise<UserUsage> {
  const [organizations, tokens] = await Promise.all([
    new OrganizationRows(queries).countCreatedBy(userId),
    new TokenRows(queries).countOf({ userId }),
  ])
  return { organizations, tokens }
}
