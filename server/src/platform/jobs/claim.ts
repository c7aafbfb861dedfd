// Claims the next job of a lane, under a lease.
import { type Database, isOutage, isUniqueViolation } from '../../database/index.ts'
import { releaseExpired } from './lease-rows.ts'
import { anyDue, type Choice, type ClaimedJob, chooseNext, type Lease, take } from './queue-rows.ts'

export interface ClaimRequest extends Pick<Choice, 'kinds'>, Partial<Pick<Choice, 'full' | 'served'>>, Lease {}

/**
 * Claims the next job of the lane, but never one while another with the same key runs. Jobs whose lease has expired go back to
 * the queue and wait for their turn.
 */
export async function claim(database: Database, request: ClaimRequest): Promise<ClaimedJob | undefined> {
  if (!(await anyDue(database, request))) return undefined
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
    // Otherwise another process claimed it first: there may be more.
    if (taken !== undefined) return taken
  }
}

/** @returns false when a process that stands still holds one of them in the middle of a change: the others must not wait for it */
async function released(database: Database, { kinds, now }: ClaimRequest): Promise<boolean> {
  try {
    await releaseExpired(database, kinds, now)
  } catch (error) {
    if (isOutage(error)) return false
    // Another process queued a job with the same key concurrently.
    if (!isUniqueViolation(error)) throw error
  }
  return true
}
