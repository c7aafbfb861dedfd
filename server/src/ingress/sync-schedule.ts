// When a repository is looked at next without anybody saying so. Pure.

/** What is known of a repository when it was looked at. Times in milliseconds since the epoch. */
export interface SyncFacts {
  /** when the host last said that something was pushed */
  lastEventAt: number | null
  /** when its tags or branches were last found changed */
  lastChangeAt: number | null
  createdAt: number
  /** whether the host would tell of a push */
  webhookWorks: boolean
  /** whether the host refuses the connection's credential */
  needsReauthorization: boolean
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const USUAL = 15 * MINUTE
/** Where a push was just seen, another is likely: somebody is releasing, and not every push is told of. */
const LIVELY = 2 * MINUTE
const LIVELY_FOR = 20 * MINUTE
const UNTOLD = 5 * MINUTE
const IDLE_AFTER = 30 * DAY
const SELDOM = 6 * HOUR
/** Of a repository that nobody touches, the time between two looks doubles as often as this. */
const DOUBLES_EVERY = 10 * DAY
/** Spread, so that repositories connected together are not asked for together for ever. */
const JITTER = 0.2

/** @param at `random` from 0 to 1 @returns milliseconds since the epoch */
export function nextSyncAt(facts: SyncFacts, { now, random }: { now: number; random: number }): number {
  return Math.round(now + intervalOf(facts, now) * (1 + JITTER * (2 * random - 1)))
}

function intervalOf({ lastEventAt, lastChangeAt, createdAt, webhookWorks, needsReauthorization }: SyncFacts, now: number): number {
  if (needsReauthorization) return SELDOM
  const stirred = Math.max(lastEventAt ?? 0, lastChangeAt ?? 0)
  if (now - stirred < LIVELY_FOR) return LIVELY
  const idle = now - Math.max(stirred, createdAt)
  if (!webhookWorks) return idle > IDLE_AFTER ? USUAL : UNTOLD
  return idle > IDLE_AFTER ? Math.min(USUAL * 2 ** ((idle - IDLE_AFTER) / DOUBLES_EVERY), SELDOM) : USUAL
}
