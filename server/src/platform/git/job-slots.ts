// Lets a fixed number of jobs run at a time; a limited number of others wait in order.
import { GitFailure } from './git-failure.ts'

export interface JobSlots {
  /** @throws GitFailure worth another attempt, when too many wait already */
  run<T>(job: () => Promise<T>): Promise<T>
}

/** @param waitingMost how many jobs may wait beside those that run */
export function createJobSlots(count: number, waitingMost: number): JobSlots {
  const waiting: (() => void)[] = []
  let free = count
  const take = async () => {
    if (free > 0) free -= 1
    else if (waiting.length < waitingMost) await new Promise<void>((resolve) => void waiting.push(resolve))
    else throw new GitFailure('unreachable', 'too many repositories are being read at the moment; try again in a minute')
  }
  const give = () => {
    const next = waiting.shift()
    if (next === undefined) free += 1
    else next()
  }
  return {
    async run(job) {
      await take()
      try {
        return await job()
      } finally {
        give()
      }
    },
  }
}
