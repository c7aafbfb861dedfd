// An organization without an owner could not be managed by anybody any more.
import type { Queries } from '../database/index.ts'
import { Forbidden, type MembershipId, type OrganizationId } from '../kernel/index.ts'
import { TeamRows } from './people/team-rows.ts'

/**
 * To be asked before memberships leave the owners, in the transaction in which they do.
 * @throws Forbidden when no active owner would be left
 */
export async function keepAnOwner(transaction: Queries, organizationId: OrganizationId, leaving: readonly MembershipId[]): Promise<void> {
  const teams = new TeamRows(transaction)
  await teams.lockOwners(organizationId)
  const owners = await teams.activeOwners(organizationId)
  const losesOne = owners.some((owner) => leaving.includes(owner))
  if (losesOne && owners.every((owner) => leaving.includes(owner)))
    throw new Forbidden('The last owner of an organization cannot be removed')
}
