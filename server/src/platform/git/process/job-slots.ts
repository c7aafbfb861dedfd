// Runs a fixed number of jobs at a time, and fewer of each host and organization. A bounded queue holds the others in order.
import { GitFailure } from './git-failure.ts'

/** Whose share of the slots a job uses; absent: nobody's. */
export interface SlotHolder {
  host?: string
  organization?: string
}

export interface JobSlots {
  /** @throws GitFailure worth another attempt, when the queue is full */
  run<T>(job: () => Promise<T>, holder?: SlotHolder): Promise<T>
}

export interface JobSlotsOptions {
  count: number
  /** length of the queue */
  waitingMost: number
  /** slots that one host may hold, so that a slow host leaves some to the others; default all */
  perHost?: number
  /** slots that one organization may hold; default all */
  perOrganization?: number
  /** places in the queue that one organization may take; default all */
  waitingPerOrganization?: number
}

interface Waiting {
  holder: SlotHolder
  start: () => void
}

export function createJobSlots(options: JobSlotsOptions): JobSlots {
  const { count, waitingMost, perHost = count, perOrganization = count, waitingPerOrganization = waitingMost } = options
  const waiting: Waiting[] = []
  const hosts = createTally()
  const organizations = createTally()
  let free = count

  const hasRoom = ({ host, organization }: SlotHolder) =>
    free > 0 && hosts.of(host) < perHost && organizations.of(organization) < perOrganization
  const mayWait = ({ organization }: SlotHolder) => {
    const own = organization === undefined ? 0 : waiting.filter(({ holder }) => holder.organization === organization).length
    return waiting.length < waitingMost && own < waitingPerOrganization
  }
  const move = ({ host, organization }: SlotHolder, by: 1 | -1) => {
    free -= by
    hosts.add(host, by)
    organizations.add(organization, by)
  }
  const give = (holder: SlotHolder) => {
    move(holder, -1)
    const next = waiting.findIndex((each) => hasRoom(each.holder))
    const [started] = next === -1 ? [] : waiting.splice(next, 1)
    if (started === undefined) return
    move(started.holder, 1)
    started.start()
  }
  const enter = async (holder: SlotHolder) => {
    if (hasRoom(holder)) move(holder, 1)
    else if (mayWait(holder)) await new Promise<void>((start) => void waiting.push({ holder, start }))
    else throw new GitFailure('busy', 'the server is reading too many repositories; try again in a minute')
  }
  return {
    async run(job, holder = {}) {
      await enter(holder)
      try {
        return await job()
      } finally {
        give(holder)
      }
    },
  }
}

/** Counts by name. Nobody's count stays 0. */
function createTally() {
  const counts = new Map<string, number>()
  return {
    of: (name: string | undefined) => (name === undefined ? 0 : (counts.get(name) ?? 0)),
    add(name: string | undefined, by: number) {
      if (name === undefined) return
      const count = (counts.get(name) ?? 0) + by
      if (count === 0) counts.delete(name)
      else counts.set(name, count)
    },
  }
}
