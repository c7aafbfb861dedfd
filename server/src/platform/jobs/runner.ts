// Runs queued jobs in this process: claims what is due, keeps the leases alive, and ends cleanly.
import type { Database } from '../../database/index.ts'
import type { Clock } from '../../kernel/index.ts'
import type { Logger } from '../observability/index.ts'
import { Attempt, type AttemptParts } from './attempt.ts'
import { createBell } from './bell.ts'
import type { HandledJob } from './job.ts'
import { claim, releaseAll, renew } from './leases.ts'

export interface JobRunnerOptions {
  database: Database
  clock: Clock
  logger: Logger
  /** Jobs of other kinds are left to other processes. */
  handlers: readonly HandledJob[]
  /** how many jobs at the same time */
  concurrency: number
  /** how long a job is safe from others when this process dies; milliseconds, 30 s when absent */
  leaseMs?: number
  /** how often to look for work when nobody calls `wake`; milliseconds, 1 s when absent */
  pollMs?: number
  /** for the jitter of retries */
  random?: () => number
}

export interface JobRunner {
  /** Frees the jobs of a process that died. Only when no other process uses the database. @returns how many */
  releaseAll(): Promise<number>
  start(): void
  /** A hint that there is work: call after the transaction with `enqueue` has committed. */
  wake(): void
  /**
   * Claims nothing more, aborts the handlers' signals, and waits for them.
   * @param graceMs after which handlers still running are left and their jobs handed back
   */
  stop(graceMs?: number): Promise<void>
  /** Runs everything that is due, and what that makes due, without `start`. Jobs for later stay queued. For tests and commands. */
  runUntilIdle(): Promise<void>
}

const DEFAULT_LEASE_MS = 30_000
const DEFAULT_POLL_MS = 1000
const DEFAULT_GRACE_MS = 10_000
const HEARTBEATS_PER_LEASE = 3

export function createJobRunner(options: JobRunnerOptions): JobRunner {
  return new Runner(options)
}

class Runner implements JobRunner {
  readonly #options: JobRunnerOptions
  readonly #parts: AttemptParts
  readonly #leaseMs: number
  readonly #handlers: ReadonlyMap<string, HandledJob>
  readonly #running = new Map<Attempt, Promise<void>>()
  readonly #bell = createBell()
  #stopping = false
  #loop: Promise<void> = Promise.resolve()
  #heartbeat: NodeJS.Timeout | undefined

  constructor(options: JobRunnerOptions) {
    this.#options = options
    this.#parts = { ...options, random: options.random ?? Math.random }
    this.#leaseMs = options.leaseMs ?? DEFAULT_LEASE_MS
    this.#handlers = new Map(options.handlers.map((handled) => [handled.kind, handled]))
  }

  releaseAll(): Promise<number> {
    return releaseAll(this.#options.database, this.#options.clock.now())
  }

  start(): void {
    this.#loop = this.#work()
  }

  wake(): void {
    this.#bell.ring()
  }

  async stop(graceMs = DEFAULT_GRACE_MS): Promise<void> {
    this.#stopping = true
    this.#bell.ring()
    await this.#loop
    for (const attempt of this.#running.keys()) attempt.interrupt()
    await endedOrLate([...this.#running.values()], graceMs)
    clearInterval(this.#heartbeat)
    for (const attempt of this.#running.keys()) {
      await attempt.abandon().catch((error: unknown) => this.#options.logger.error({ err: error }, 'job could not be handed back'))
    }
  }

  async runUntilIdle(): Promise<void> {
    while ((await this.#claimAndStart()) > 0 || this.#running.size > 0) {
      if (this.#running.size > 0) await Promise.race(this.#running.values())
    }
  }

  async #work(): Promise<void> {
    while (!this.#stopping) {
      const started = await this.#claimAndStart().catch((error: unknown) => {
        this.#options.logger.error({ err: error }, 'jobs could not be claimed')
        return 0
      })
      if (started === 0) await this.#bell.wait(this.#options.pollMs ?? DEFAULT_POLL_MS)
    }
  }

  /** @returns how many jobs were started */
  async #claimAndStart(): Promise<number> {
    const { database, clock, concurrency } = this.#options
    const limit = concurrency - this.#running.size
    const claimed = await claim(database, { kinds: [...this.#handlers.keys()], limit, now: clock.now(), leaseMs: this.#leaseMs })
    for (const job of claimed) {
      const handled = this.#handlers.get(job.kind)
      if (handled !== undefined) this.#begin(new Attempt(job, this.#parts), handled)
    }
    return claimed.length
  }

  #begin(attempt: Attempt, handled: HandledJob): void {
    this.#heartbeat ??= setInterval(() => void this.#renewLeases(), this.#leaseMs / HEARTBEATS_PER_LEASE)
    const ended = attempt.run(handled).then(() => {
      this.#running.delete(attempt)
      if (this.#running.size === 0) {
        clearInterval(this.#heartbeat)
        this.#heartbeat = undefined
      }
      this.#bell.ring()
    })
    this.#running.set(attempt, ended)
  }

  async #renewLeases(): Promise<void> {
    const { database, clock, logger } = this.#options
    const attempts = [...this.#running.keys()]
    if (attempts.length === 0) return
    const leaseUntil = clock.now() + this.#leaseMs
    try {
      const held = await renew(
        database.queries,
        attempts.map(({ job }) => job),
        leaseUntil,
      )
      for (const attempt of attempts) {
        if (held.has(attempt.job)) attempt.leaseUntil = leaseUntil
        else attempt.lose()
      }
    } catch (error) {
      logger.error({ err: error }, 'leases on jobs could not be renewed')
      for (const attempt of attempts) if (attempt.leaseUntil <= clock.now()) attempt.lose()
    }
  }
}

async function endedOrLate(work: Promise<void>[], longestMs: number): Promise<void> {
  if (work.length === 0) return
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, longestMs)
  })
  await Promise.race([Promise.all(work), late])
  clearTimeout(timer)
}
