import type { Queries } from '../database/index.ts'
import type { OrganizationId } from '../kernel/index.ts'
import { OrganizationRows } from './organization-rows.ts'
import type { OrganizationDeletion } from './ports.ts'

/** Deletes an organization with everything it has: the tables say so themselves. */
export async function eraseOrganization(tx: Queries, id: OrganizationId, followers: readonly OrganizationDeletion[] = []): Promise<void> {
  for (const follower of followers) await follower.deleting(tx, id)
  await new OrganizationRows(tx).delete(id)
}
