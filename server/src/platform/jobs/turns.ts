// Tracks who holds slots of a lane in this process, and who had a turn recently.
import { maxLongJobs, PATIENCE_MS, slotsPerHost, slotsPerOrganization } from './lanes.ts'
import type { ClaimedJob } from './queue-rows.ts'

type TurnOfJob = Pick<ClaimedJob, 'organization' | 'host'>

interface Running {
  readonly job: TurnOfJob
  readonly startedAt: number
}

/** Enough for everybody who waits at a time. Whoever is forgotten goes first again. */
const MAX_REMEMBERED = 64

export class Turns {
  readonly #slots: number
  /** the latest at the end */
  readonly #served = new Set<string>()

  constructor(slots: number) {
    this.#slots = slots
  }

  get served(): readonly string[] {
    return [...this.#served]
  }

  note({ organization, host }: TurnOfJob): void {
    for (const name of [organization, host].filter((each) => each !== '')) {
      this.#served.delete(name)
      this.#served.add(name)
      const [oldest] = this.#served
      if (this.#served.size > MAX_REMEMBERED && oldest !== undefined) this.#served.delete(oldest)
    }
  }

  /**
   * Jobs that take long go on without a slot, as many as may. Those of nobody are our own, and keep theirs.
   * @param running the longest-running first
   * @returns those that hold a slot
   */
  inSlots<Job extends Running>(running: readonly Job[], now: number): Job[] {
    const isLong = ({ startedAt, job }: Job) => now - startedAt >= PATIENCE_MS && (job.organization !== '' || job.host !== '')
    const long = new Set(running.filter(isLong).slice(0, maxLongJobs(this.#slots)))
    return running.filter((each) => !long.has(each))
  }

  /** @returns organizations, hosts, and organizations at a host, that are at their limit */
  full(running: readonly Running[], now: number): string[] {
    const jobs = running.map(({ job }) => job)
    const hosts = countsOf(this.inSlots(running, now).map(({ job }) => job.host))
    const organizations = countsOf(jobs.map(({ organization }) => organization))
    const pairs = countsOf(jobs.map(pairOf))
    const perHost = slotsPerHost(this.#slots)
    return [...reaching(hosts, perHost), ...reaching(pairs, perHost), ...reaching(organizations, slotsPerOrganization(this.#slots))]
  }
}

/** As `chooseNext` spells it. */
function pairOf({ organization, host }: TurnOfJob): string {
  return organization === '' || host === '' ? '' : `${organization} ${host}`
}

function countsOf(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const name of names) if (name !== '') counts.set(name, (counts.get(name) ?? 0) + 1)
  return counts
}

function reaching(counts: ReadonlyMap<string, number>, limit: number): string[] {
  return [...counts].filter(([, count]) => count >= limit).map(([name]) => name)
}
