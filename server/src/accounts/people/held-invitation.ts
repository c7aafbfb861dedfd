// An invitation in the hands of somebody who may accept it, whatever their address is.
import type { Queries } from '../../database/index.ts'
import { type MembershipId, NotFound } from '../../kernel/index.ts'
import type { Membership } from './membership.ts'
import { MembershipRows } from './membership-rows.ts'
import { TeamRows } from './team-rows.ts'

export interface HeldInvitation {
  id: MembershipId
  /** whether it may make an owner: whoever handed it out may */
  mayMakeOwner: boolean
  /** Spends what it is held by. @throws Unauthenticated when that is gone */
  check(tx: Queries): Promise<void>
}

/**
 * Locks the owners of the organization, so that the invitation becomes nobody else's meanwhile.
 * @throws NotFound when it no longer waits, or was made an owner's by somebody else than who handed it out
 */
export async function takeInvitation(tx: Queries, held: HeldInvitation): Promise<Membership> {
  const { id, mayMakeOwner } = held
  await held.check(tx)
  const gone = new NotFound('This invitation is no longer open: ask for another one')
  const rows = new MembershipRows(tx)
  const known = await rows.byId(id)
  if (known === undefined) throw gone
  const teams = new TeamRows(tx)
  await teams.lockOwners(known.organizationId)
  const current = await rows.byId(id)
  if (current?.status !== 'invited') throw gone
  if (!mayMakeOwner && (await teams.isAmongOwners(id))) throw gone
  return current
}
