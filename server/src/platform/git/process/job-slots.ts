// Lets a fixed number of jobs run at a time, of each host fewer; a limited number of others wait in order.
import { GitFailure } from './git-failure.ts'

export interface JobSlots {
  /**
   * @param host whose share of the slots the job takes from; undefined for what is nobody's
   * @throws GitFailure worth another attempt, when too many wait already
   */
  run<T>(job: () => Promise<T>, host?: string): Promise<T>
}

export interface JobSlotsOptions {
  count: number
  /** how many jobs may wait beside those that run */
  waitingMost: number
  /** how many of one host may run at a time, so that one that answers slowly leaves some to the others; default all */
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
    else throw new GitFailure('busy', 'too many repositories are being read at the moment; try again in a minute')
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
