// Nobody could manage an organization without an owner.
import type { Queries } from '../../database/index.ts'
import { Forbidden, type MembershipId, type OrganizationId } from '../../kernel/index.ts'
import { TeamRows } from './team-rows.ts'

/**
 * Locks the owners of the organization until the transaction ends. Called before memberships leave them.
 * @throws Forbidden when no active owner would be left
 */
export async function keepAnOwner(tx: Queries, organizationId: OrganizationId, leaving: readonly MembershipId[]): Promise<void> {
  const teams = new TeamRows(tx)
  await teams.lockOwners(organizationId)
  const owners = await teams.activeOwners(organizationId)
  const losesOne = owners.some((owner) => leaving.includes(owner))
  if (losesOne && owners.every((owner) => leaving.includes(owner))) {
    throw new Forbidden('The last owner of an organization cannot be removed')
  }
}
