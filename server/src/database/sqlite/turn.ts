// Queues for the one writer connection: first come, first served.
import type { DatabaseLoad } from '../load/connection-load.ts'

/** Longer than any transaction; a longer wait means that a transaction waits for itself. */
const MAX_WAIT_MS = 30_000

export interface Turns {
  /**
   * Waits for the turn. @returns how to give it back; calling it twice is harmless
   * @throws Error after 30 s
   */
  take(): Promise<() => void>
}

export function createTurns(maxWaitMs = MAX_WAIT_MS): Turns & { load(): DatabaseLoad } {
  let busy = false
  const queue: (() => void)[] = []

  const giveBack = () => {
    let given = false
    return () => {
      if (given) return
      given = true
      const next = queue.shift()
      if (next === undefined) busy = false
      else next()
    }
  }

  const waitForTurn = () =>
    new Promise<void>((resolve, reject) => {
      const arrive = () => {
        clearTimeout(timer)
        resolve()
      }
      const timer = setTimeout(() => {
        queue.splice(queue.indexOf(arrive), 1)
        const hint = 'inside a transaction, every statement must use the transaction'
        reject(new Error(`waited ${maxWaitMs} ms for the database to take a write (${hint})`))
      }, maxWaitMs)
      queue.push(arrive)
    })

  return {
    async take() {
      if (busy) await waitForTurn()
      busy = true
      return giveBack()
    },
    load: () => ({ inUse: busy ? 1 : 0, idle: busy ? 0 : 1, waiting: queue.length, max: 1 }),
  }
}
