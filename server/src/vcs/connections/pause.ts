// How long a connection is paused after its host failed. Pure.

/** `failing`: the host does not answer; `rate_limited`: it limits the rate of requests */
export interface Trouble {
  reason: 'failing' | 'rate_limited'
  /** when the host said to retry; milliseconds since the epoch */
  retryAt?: number | undefined
}

export interface Pause {
  reason: Trouble['reason']
  /** consecutive; failures during a pause do not count */
  failures: number
  /** milliseconds since the epoch */
  until: number
}

const MIN_PAUSE_MS = 60_000
const MAX_PAUSE_MS = 3_600_000
/** Whatever a host says, it is contacted once a day. */
const MAX_REQUESTED_MS = 24 * 3_600_000
/** Up to a fifth earlier, so that connections to one host do not resume together. */
const JITTER = 0.2

/** 1, 2, 4 … minutes up to an hour; or exactly as long as the host said. @param at `random` from 0 to 1 */
export function pauseAfter(
  before: Pause | undefined,
  { reason, retryAt }: Trouble,
  { now, random }: { now: number; random: number },
): Pause {
  if (retryAt !== undefined) {
    const until = Math.max(now, Math.min(retryAt, now + MAX_REQUESTED_MS))
    return { reason, failures: before?.failures ?? 0, until: Math.max(until, before?.until ?? 0) }
  }
  if (before !== undefined && before.until > now && (before.reason === reason || before.reason === 'rate_limited')) return before
  const failures = (before?.failures ?? 0) + 1
  const length = Math.min(MIN_PAUSE_MS * 2 ** (failures - 1), MAX_PAUSE_MS)
  const early = reason === 'rate_limited' ? 0 : JITTER * random
  return { reason, failures, until: Math.round(now + length * (1 - early)) }
}
