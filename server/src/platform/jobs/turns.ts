// Tracks who holds slots of a lane in this process, and who had a turn recently.
import { slotsPerHost, slotsPerOrganization } from './lanes.ts'
import type { ClaimedJob } from './queue-rows.ts'

type TurnOfJob = Pick<ClaimedJob, 'organization' | 'host'>

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

  /** @returns those at their limit of slots */
  full(running: readonly TurnOfJob[]): string[] {
    const hosts = countsOf(running.map(({ host }) => host))
    const organizations = countsOf(running.map(({ organization }) => organization))
    return [...reaching(hosts, slotsPerHost(this.#slots)), ...reaching(organizations, slotsPerOrganization(this.#slots))]
  }
}

function countsOf(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const name of names) if (name !== '') counts.set(name, (counts.get(name) ?? 0) + 1)
  return counts
}

function reaching(counts: ReadonlyMap<string, number>, limit: number): string[] {
  return [...counts].filter(([, count]) => count >= limit).map(([name]) => name)
}
