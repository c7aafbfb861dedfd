// Lets one waiter sleep until a ring. It remembers a ring while nobody waits.

export interface Bell {
  ring(): void
  /** Resolves at the next ring, or after `longestMs`. */
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
