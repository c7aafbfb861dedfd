// Runs the jobs of one lane, in slots that no other lane can use.
import type { Database } from '../../database/index.ts'
import { Attempt, type AttemptParts } from './attempt.ts'
import { createBell } from './bell.ts'
import { claim } from './claim.ts'
import type { Heartbeat } from './heartbeat.ts'
import type { HandledJob } from './job.ts'
import { MAX_STANDSTILL_MS } from './lanes.ts'
import { type Choice, type ClaimedJob, chooseNext } from './queue-rows.ts'
import { Turns } from './turns.ts'

export interface LaneWorkerParts extends AttemptParts {
  database: Database
  handlers: readonly HandledJob[]
  slots: number
  leaseMs: number
  pollMs: number
  heartbeat: Heartbeat
  /** called after each job, because it may have queued work for another lane */
  ended(): void
}

export class LaneWorker {
  readonly #parts: LaneWorkerParts
  readonly #handlers: ReadonlyMap<string, HandledJob>
  readonly #turns: Turns
  readonly #running = new Map<Attempt, Promise<void>>()
  readonly #bell = createBell()
  #stopping = false
  #failing = false
  #loop: Promise<void> = Promise.resolve()

  constructor(parts: LaneWorkerParts) {
    this.#parts = parts
    this.#handlers = new Map(parts.handlers.map((handled) => [handled.job.kind, handled]))
    this.#turns = new Turns(parts.slots)
  }

  get attempts(): Attempt[] {
    return [...this.#running.keys()]
  }

  /** resolve when their attempts end */
  get endings(): Promise<void>[] {
    return [...this.#running.values()]
  }

  start(): void {
    this.#loop = this.#work()
  }

  wake(): void {
    this.#bell.ring()
  }

  /** Claims no more jobs. Running ones continue. */
  async stopClaiming(): Promise<void> {
    this.#stopping = true
    this.#bell.ring()
    await this.#loop
  }

  /** Starts due jobs while slots are free. @returns the number of jobs started */
  async fill(): Promise<number> {
    const { database, clock, leaseMs, slots } = this.#parts
    // A result that waits to be written tells that the database is away. Its job must not be found without a lease before it is.
    if (this.attempts.some(({ waitsForDatabase }) => waitsForDatabase)) return 0
    let started = 0
    for (; this.#turns.inSlots(this.attempts, clock.now()).length < slots && !this.#stopping; started += 1) {
      const job = await claim(database, { ...this.#choice(), leaseMs })
      if (job === undefined) return started
      this.#begin(job)
    }
    if (!this.#stopping) await this.#makeRoom()
    return started
  }

  #choice(): Choice {
    const now = this.#parts.clock.now()
    return { kinds: [...this.#handlers.keys()], full: this.#turns.full(this.attempts, now), served: this.#turns.served, now }
  }

  /** When all places are taken and others wait, the job that has waited the longest for its host gives way. */
  async #makeRoom(): Promise<void> {
    const ending = this.attempts.filter(({ isEnding }) => isEnding)
    if (ending.length >= this.#parts.slots) return
    const waits = this.attempts.filter(({ job, isEnding }) => job.host !== '' && !isEnding)
    const [stuck] = waits.toSorted((one, other) => one.progressedAt - other.progressedAt)
    if (stuck === undefined || this.#parts.clock.now() - stuck.progressedAt < MAX_STANDSTILL_MS) return
    const waiting = await chooseNext(this.#parts.database, this.#choice())
    if (waiting !== undefined && waiting.id !== null) stuck.giveWay()
  }

  async #work(): Promise<void> {
    while (!this.#stopping) {
      await this.fill().then(
        () => this.#noteClaiming(undefined),
        (error: unknown) => this.#noteClaiming(error),
      )
      await this.#bell.wait(this.#parts.pollMs)
    }
  }

  /** What goes on failing is said once. */
  #noteClaiming(error: unknown): void {
    const isFailing = error !== undefined
    if (isFailing && !this.#failing) this.#parts.logger.error({ err: error }, 'jobs could not be claimed; trying again')
    this.#failing = isFailing
  }

  #begin(job: ClaimedJob): void {
    const { heartbeat, ended } = this.#parts
    const handled = this.#handlers.get(job.kind)
    if (handled === undefined) return
    // This process let the lease expire, and now claims the same job again.
    for (const former of this.attempts) if (former.job.id === job.id) former.lose()
    this.#turns.note(job)
    const attempt = new Attempt(job, this.#parts)
    heartbeat.add(attempt)
    const ending = attempt.run(handled).then(() => {
      this.#running.delete(attempt)
      heartbeat.delete(attempt)
      ended()
    })
    this.#running.set(attempt, ending)
  }
}
