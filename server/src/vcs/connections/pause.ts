// How long a connection is left alone after its host was in trouble. Pure.

/** `failing`: the host does not answer; `rate_limited`: it said that it wants fewer requests */
export interface Trouble {
  reason: 'failing' | 'rate_limited'
  /** when the host said to come back; milliseconds since the epoch */
  retryAt?: number | undefined
}

export interface Pause {
  reason: Trouble['reason']
  /** in a row; those during a pause are not counted */
  failures: number
  /** milliseconds since the epoch */
  until: number
}

const SHORTEST = 60_000
const LONGEST = 3_600_000
/** Whatever a host says, it is asked once a day. */
const LONGEST_SAID = 24 * 3_600_000
/** Up to a fifth earlier, so that connections to one host do not come back together. */
const JITTER = 0.2

/** 1, 2, 4 … minutes up to an hour; exactly as long as the host said, when it did. @param at `random` from 0 to 1 */
export function pauseAfter(
  before: Pause | undefined,
  { reason, retryAt }: Trouble,
  { now, random }: { now: number; random: number },
): Pause {
  if (retryAt !== undefined) {
    const until = Math.max(now, Math.min(retryAt, now + LONGEST_SAID))
    return { reason, failures: before?.failures ?? 0, until: Math.max(until, before?.until ?? 0) }
  }
  if (before !== undefined && before.until > now && (before.reason === reason || before.reason === 'rate_limited')) return before
  const failures = (before?.failures ?? 0) + 1
  const length = Math.min(SHORTEST * 2 ** (failures - 1), LONGEST)
  const early = reason === 'rate_limited' ? 0 : JITTER * random
  return { reason, failures, until: Math.round(now + length * (1 - early)) }
}
