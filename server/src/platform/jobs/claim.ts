// Claiming: the next job of a lane, under a lease.
import { type Database, isOutage, isUniqueViolation } from '../../database/index.ts'
import { releaseExpired } from './lease-rows.ts'
import { type Choice, type ClaimedJob, chooseNext, type Lease, take } from './queue-rows.ts'

export interface ClaimRequest extends Pick<Choice, 'kinds'>, Partial<Pick<Choice, 'full' | 'served'>>, Lease {}

/**
 * Takes the job that is next in the lane. Jobs whose holder let the lease run out wait again, and take their turn.
 * Never a job while another with the same key is running.
 */
export async function claim(database: Database, request: ClaimRequest): Promise<ClaimedJob | undefined> {
  const choice = { full: [], served: [], ...request }
  let isHeldUp = false
  for (;;) {
    const chosen = await chooseNext(database, choice)
    if (chosen !== undefined && chosen.expired > 0 && !isHeldUp) {
      isHeldUp = !(await released(database, request))
      continue
    }
    if (chosen === undefined || chosen.id === null) return undefined
    const taken = await take(database.queries, chosen.id, request)
    // Otherwise another process took it at the same moment: there may be more.
    if (taken !== undefined) return taken
  }
}

/** @returns false when a process that stands still holds one of them in the middle of a change: the others must not wait for it */
async function released(database: Database, { kinds, now }: ClaimRequest): Promise<boolean> {
  try {
    await releaseExpired(database, kinds, now)
  } catch (error) {
    if (isOutage(error)) return false
    // A job with the key of one of them was queued at the same moment.
    if (!isUniqueViolation(error)) throw error
  }
  return true
}
