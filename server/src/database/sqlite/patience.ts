// How long the main thread may stand still for the writer thread. Standing still for a moment costs less than a turn of a
// busy event loop; standing still for long would keep requests waiting.

export interface Patience {
  /** milliseconds that are left in this turn of the event loop */
  left(): number
  spend(milliseconds: number): void
}

export function createPatience(millisecondsPerTurn: number): Patience {
  let left = millisecondsPerTurn
  let isRenewing = false
  return {
    left: () => left,
    spend(milliseconds) {
      left = Math.max(0, left - milliseconds)
      if (isRenewing) return
      isRenewing = true
      setImmediate(() => {
        isRenewing = false
        left = millisecondsPerTurn
      })
    },
  }
}
