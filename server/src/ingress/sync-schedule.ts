// When a repository is due for its next look. Pure.

/** What is known about a repository after a look. Times in milliseconds since the epoch. */
export interface SyncFacts {
  /** when the host last reported a push */
  lastEventAt: number | null
  /** when a look last found changed tags or branches */
  lastChangeAt: number | null
  createdAt: number
  /** whether the host reports pushes */
  webhookWorks: boolean
  /** whether the host refuses the connection's credential */
  needsReauthorization: boolean
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const USUAL = 15 * MINUTE
/** After a push, another is likely: a release is in progress, and hosts do not report every push. */
const LIVELY = 2 * MINUTE
const LIVELY_FOR = 20 * MINUTE
const WITHOUT_WEBHOOK = 5 * MINUTE
const IDLE_AFTER = 30 * DAY
const MAX_INTERVAL = 6 * HOUR
/** The interval of an idle repository doubles after each such period. */
const DOUBLES_EVERY = 10 * DAY
/** Spreads the looks at repositories that were connected together. */
const JITTER = 0.2

/** @returns milliseconds since the epoch */
export function nextSyncAt(facts: SyncFacts, { now, random }: { now: number; random: number }): number {
  return Math.round(now + intervalOf(facts, now) * (1 + JITTER * (2 * random - 1)))
}

function intervalOf({ lastEventAt, lastChangeAt, createdAt, webhookWorks, needsReauthorization }: SyncFacts, now: number): number {
  if (needsReauthorization) return MAX_INTERVAL
  const stirred = Math.max(lastEventAt ?? 0, lastChangeAt ?? 0)
  if (now - stirred < LIVELY_FOR) return LIVELY
  const idle = now - Math.max(stirred, createdAt)
  if (!webhookWorks) return idle > IDLE_AFTER ? USUAL : WITHOUT_WEBHOOK
  return idle > IDLE_AFTER ? Math.min(USUAL * 2 ** ((idle - IDLE_AFTER) / DOUBLES_EVERY), MAX_INTERVAL) : USUAL
}
