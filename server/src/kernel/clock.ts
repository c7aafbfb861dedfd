/** The source of "now", which tests can move. Milliseconds since the epoch, as stored everywhere. */
export interface Clock {
  now(): number
}

export const systemClock: Clock = { now: () => Date.now() }
