/** Where "now" comes from, so that tests can move it. Milliseconds since the epoch, as stored everywhere. */
export interface Clock {
  now(): number
}

export const systemClock: Clock = { now: () => Date.now() }
