// Lets one waiter sleep until somebody rings. A ring while nobody waits is remembered.

export interface Bell {
  ring(): void
  /** Returns at the next ring, or after `longestMs`. */
  wait(longestMs: number): Promise<void>
}

export function createBell(): Bell {
  let rung = false
  let wakeUp: (() => void) | undefined
  return {
    ring() {
      rung = true
      wakeUp?.()
    },
    async wait(longestMs) {
      if (!rung) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, longestMs)
          wakeUp = () => {
            clearTimeout(timer)
            resolve()
          }
        })
      }
      rung = false
    },
  }
}
