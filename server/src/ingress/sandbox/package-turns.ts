// Whose package is prepared next. No organization takes all processes, and heavy packages leave some to light ones.

/** What waits for a turn, or has one. */
export interface Turn {
  readonly organization: string
}

export interface PackageTurnsOptions {
  /** how many have a turn at a time */
  processes: number
  now(): number
}

/** An organization with a heavy package counts as heavy for so long. Its next packages are likely to be heavy too. */
const REMEMBERED_MS = 5 * 60_000
/** Organizations to remember; the oldest are forgotten first. */
const MAX_REMEMBERED = 1000

export class PackageTurns<Order extends Turn> {
  readonly #processes: number
  readonly #now: () => number
  #waiting: Order[] = []
  readonly #running = new Map<Order, 'light' | 'heavy'>()
  /** organizations that had a turn, the latest at the end */
  readonly #served = new Set<string>()
  readonly #heavyUntil = new Map<string, number>()

  constructor({ processes, now }: PackageTurnsOptions) {
    this.#processes = processes
    this.#now = now
  }

  /** Processes that heavy packages may take. With a single process, they cannot leave one to the others. */
  get #maxHeavy(): number {
    return Math.max(1, Math.floor(this.#processes / 2))
  }

  get #maxOfOrganization(): number {
    return Math.max(1, this.#processes - 1)
  }

  wait(order: Order): void {
    this.#waiting.push(order)
  }

  /** @returns false when it does not wait */
  withdraw(order: Order): boolean {
    const before = this.#waiting.length
    this.#waiting = this.#waiting.filter((each) => each !== order)
    return this.#waiting.length < before
  }

  /**
   * Gives the next turn: to the organization with the fewest running packages, of these to the one whose last turn was the
   * longest ago.
   * @returns undefined when nobody may have one
   */
  next(): Order | undefined {
    if (this.#running.size >= this.#processes) return undefined
    const served = [...this.#served]
    const [first] = this.#firstOfEach().toSorted(
      ({ organization: one }, { organization: other }) =>
        this.#runningOf(one) - this.#runningOf(other) || served.indexOf(one) - served.indexOf(other),
    )
    if (first === undefined) return undefined
    this.withdraw(first)
    this.#running.set(first, this.#isHeavy(first) ? 'heavy' : 'light')
    remember(this.#served, first.organization)
    return first
  }

  /** Ends its turn. */
  end(order: Order): void {
    this.#running.delete(order)
  }

  /** Its turn takes long: it is heavy. @returns false when it has to give its turn back, because other heavy ones have all of theirs */
  takesLong(order: Order): boolean {
    this.#heavyUntil.delete(order.organization)
    this.#heavyUntil.set(order.organization, this.#now() + REMEMBERED_MS)
    const [oldest] = this.#heavyUntil.keys()
    if (this.#heavyUntil.size > MAX_REMEMBERED && oldest !== undefined) this.#heavyUntil.delete(oldest)
    const isNew = this.#running.get(order) === 'light'
    if (isNew && this.#heavyRunning() >= this.#maxHeavy) return false
    if (isNew) this.#running.set(order, 'heavy')
    return true
  }

  #firstOfEach(): Order[] {
    const found = new Map<string, Order>()
    const isFull = this.#heavyRunning() >= this.#maxHeavy
    for (const order of this.#waiting) {
      const { organization } = order
      if (found.has(organization) || this.#runningOf(organization) >= this.#maxOfOrganization) continue
      if (!isFull || !this.#isHeavy(order)) found.set(organization, order)
    }
    return [...found.values()]
  }

  #isHeavy({ organization }: Order): boolean {
    return (this.#heavyUntil.get(organization) ?? 0) > this.#now()
  }

  #heavyRunning(): number {
    return [...this.#running.values()].filter((weight) => weight === 'heavy').length
  }

  #runningOf(organization: string): number {
    return [...this.#running.keys()].filter((order) => order.organization === organization).length
  }
}

function remember(names: Set<string>, name: string): void {
  names.delete(name)
  names.add(name)
  const [oldest] = names
  if (names.size > MAX_REMEMBERED && oldest !== undefined) names.delete(oldest)
}
