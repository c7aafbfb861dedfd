// Runs the jobs of one lane, in slots that no other lane can use.
import type { Database } from '../../database/index.ts'
import { Attempt, type AttemptParts } from './attempt.ts'
import { createBell } from './bell.ts'
import { claim } from './claim.ts'
import type { Heartbeat } from './heartbeat.ts'
import type { HandledJob } from './job.ts'
import type { ClaimedJob } from './queue-rows.ts'
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
    const kinds = [...this.#handlers.keys()]
    let started = 0
    for (; this.#running.size < slots && !this.#stopping; started += 1) {
      const full = this.#turns.full(this.attempts.map(({ job }) => job))
      const job = await claim(database, { kinds, full, served: this.#turns.served, now: clock.now(), leaseMs })
      if (job === undefined) break
      this.#begin(job)
    }
    return started
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
