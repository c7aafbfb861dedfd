// A database that is still starting, or has no connection left, is worth waiting for.
import { setTimeout as wait } from 'node:timers/promises'
import { Unavailable } from '../kernel/index.ts'

const FIRST_PAUSE_MS = 200
const MAX_PAUSE_MS = 2000

export interface Patience {
  /** milliseconds; 0 is not at all */
  forMs: number
  /** called before every further attempt */
  onFailure(error: Unavailable): void
}

/** Repeats what fails because the database does not work now. @throws the last failure when time is up, and every other at once */
export async function patiently<Result>(work: () => Promise<Result>, { forMs, onFailure }: Patience): Promise<Result> {
  const until = performance.now() + forMs
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, MAX_PAUSE_MS)) {
    try {
      return await work()
    } catch (error) {
      const left = until - performance.now()
      if (!(error instanceof Unavailable) || left <= 0) throw error
      onFailure(error)
      await wait(Math.min(pause, left))
    }
  }
}
