// What requests leave in memory to be written a moment later, because their answers must not wait for a write.
import type { Logger } from '../observability/index.ts'

/** Something that collects in memory. What `flush` cannot write, it tries again with the next call. */
export interface DelayedWrite {
  what: string
  flush(): Promise<void>
  /** the most that a killed process loses; milliseconds */
  everyMs: number
}

export interface DelayedWrites {
  start(): void
  /** Writes what is left. */
  stop(): Promise<void>
}

export function createDelayedWrites(writes: readonly DelayedWrite[], logger: Logger): DelayedWrites {
  const timers: NodeJS.Timeout[] = []
  const running = new Map<DelayedWrite, Promise<void>>()
  const write = (one: DelayedWrite) => {
    // One that takes longer than its period is not overtaken by itself.
    if (running.has(one)) return
    const writing = one
      .flush()
      .catch((error: unknown) => logger.warn({ err: error, what: one.what }, 'delayed write failed; it is tried again'))
      .finally(() => running.delete(one))
    running.set(one, writing)
  }
  return {
    start() {
      for (const one of writes) timers.push(setInterval(() => write(one), one.everyMs))
    },
    async stop() {
      for (const timer of timers) clearInterval(timer)
      await Promise.all(running.values())
      for (const one of writes) {
        await one.flush().catch((error: unknown) => logger.error({ err: error, what: one.what }, 'delayed write failed and is lost'))
      }
    },
  }
}
