import type { Queries } from '../../database/index.ts'
import type { OrganizationId } from '../../kernel/index.ts'
import type { VcsRepositories } from '../../vcs/index.ts'
import { borrowedRepositories } from './borrowed-repository-rows.ts'

/**
 * Part of the transaction that deletes the organization. Its own connections go with it; what it reads through another
 * organization's GitHub App would stay and be synced for nobody.
 */
export async function returnBorrowedRepositories(
  tx: Queries,
  organizationId: OrganizationId,
  repositories: Pick<VcsRepositories, 'disconnect'>,
): Promise<void> {
  for (const id of await borrowedRepositories(tx, organizationId)) await repositories.disconnect(tx, id)
}
