// Runs a fixed number of jobs at a time, and fewer of each host. A bounded queue holds the others in order.
import { GitFailure } from './git-failure.ts'

export interface JobSlots {
  /**
   * @param host the host whose share of the slots the job uses; undefined for jobs without a host
   * @throws GitFailure worth another attempt, when the queue is full
   */
  run<T>(job: () => Promise<T>, host?: string): Promise<T>
}

export interface JobSlotsOptions {
  count: number
  /** length of the queue */
  waitingMost: number
  /** slots that one host may hold, so that a slow host leaves some to the others; default all */
  perHost?: number
}

interface Waiting {
  host: string | undefined
  start: () => void
}

export function createJobSlots({ count, waitingMost, perHost = count }: JobSlotsOptions): JobSlots {
  const waiting: Waiting[] = []
  const running = new Map<string, number>()
  let free = count
  const hasRoom = (host: string | undefined) => free > 0 && (host === undefined || (running.get(host) ?? 0) < perHost)
  const take = (host: string | undefined) => {
    free -= 1
    if (host !== undefined) running.set(host, (running.get(host) ?? 0) + 1)
  }
  const give = (host: string | undefined) => {
    free += 1
    if (host !== undefined) {
      const left = (running.get(host) ?? 1) - 1
      if (left === 0) running.delete(host)
      else running.set(host, left)
    }
    const next = waiting.findIndex((each) => hasRoom(each.host))
    const [started] = next === -1 ? [] : waiting.splice(next, 1)
    if (started === undefined) return
    take(started.host)
    started.start()
  }
  const enter = async (host: string | undefined) => {
    if (hasRoom(host)) take(host)
    else if (waiting.length < waitingMost) await new Promise<void>((start) => void waiting.push({ host, start }))
    else throw new GitFailure('busy', 'the server is reading too many repositories; try again in a minute')
  }
  return {
    async run(job, host) {
      await enter(host)
      try {
        return await job()
      } finally {
        give(host)
      }
    },
  }
}
