// Runs queued jobs in this process: every lane claims its due jobs, a heartbeat renews leases, and shutdown is graceful.
import type { Database } from '../../database/index.ts'
import type { Clock } from '../../kernel/index.ts'
import type { Logger } from '../observability/index.ts'
import { Heartbeat } from './heartbeat.ts'
import type { HandledJob } from './job.ts'
import { LaneWorker } from './lane-worker.ts'
import { LANES, type Lane } from './lanes.ts'
import { releaseAll } from './lease-rows.ts'

export interface JobRunnerOptions {
  database: Database
  clock: Clock
  logger: Logger
  /** Other processes run jobs of other kinds. */
  handlers: readonly HandledJob[]
  /** overrides the slots of lanes; for tests */
  slots?: Partial<Record<Lane, number>>
  /** how long a claim lasts after this process dies; milliseconds, default 30 s */
  leaseMs?: number
  /** how often to look for work without a call of `wake`; milliseconds, default 1 s */
  pollMs?: number
  /** source of the jitter of retries */
  random?: () => number
}

export interface JobRunner {
  /** whether a job is running here */
  isWorking(): boolean
  /** Releases the jobs of a process that died. Call it only when no other process uses the database. @returns how many */
  releaseAll(): Promise<number>
  start(): void
  /** Hints at new work. Call it after the transaction with `enqueue` commits. */
  wake(): void
  /**
   * Claims no more jobs, aborts the handlers' signals, and waits for the handlers.
   * @param graceMs after this, abandons handlers that still run and requeues their jobs
   */
  stop(graceMs?: number): Promise<void>
  /** Without `start`, runs all due jobs and those that they make due. Later jobs stay queued. For tests and commands. */
  runUntilIdle(): Promise<void>
}

const DEFAULT_LEASE_MS = 30_000
const DEFAULT_POLL_MS = 1000
const DEFAULT_GRACE_MS = 10_000

export function createJobRunner(options: JobRunnerOptions): JobRunner {
  return new Runner(options)
}

class Runner implements JobRunner {
  readonly #options: JobRunnerOptions
  readonly #heartbeat: Heartbeat
  readonly #lanes: readonly LaneWorker[]

  constructor(options: JobRunnerOptions) {
    const { handlers, leaseMs = DEFAULT_LEASE_MS, pollMs = DEFAULT_POLL_MS, random = Math.random } = options
    const slots: Record<Lane, number> = { ...LANES, ...options.slots }
    const lanes = Map.groupBy(handlers, ({ job }) => job.lane)
    const heartbeat = new Heartbeat({ ...options, leaseMs })
    const parts = { ...options, leaseMs, pollMs, random, heartbeat, ended: () => this.wake() }
    this.#options = options
    this.#heartbeat = heartbeat
    this.#lanes = [...lanes].map(([lane, some]) => new LaneWorker({ ...parts, handlers: some, slots: slots[lane] }))
  }

  isWorking(): boolean {
    return this.#lanes.some((lane) => lane.attempts.length > 0)
  }

  releaseAll(): Promise<number> {
    return releaseAll(this.#options.database, this.#options.clock.now())
  }

  start(): void {
    for (const lane of this.#lanes) lane.start()
  }

  wake(): void {
    for (const lane of this.#lanes) lane.wake()
  }

  async stop(graceMs = DEFAULT_GRACE_MS): Promise<void> {
    await Promise.all(this.#lanes.map((lane) => lane.stopClaiming()))
    for (const attempt of this.#attempts()) attempt.interrupt()
    await endedOrLate(this.#endings(), graceMs)
    this.#heartbeat.stop()
    for (const attempt of this.#attempts()) {
      await attempt.abandon().catch((error: unknown) => this.#options.logger.error({ err: error }, 'job could not be requeued'))
    }
  }

  async runUntilIdle(): Promise<void> {
    for (;;) {
      // A job that ends while the lanes fill may have queued work for a lane that was already filled.
      let busy = this.#endings().length > 0
      for (const lane of this.#lanes) busy = (await lane.fill()) > 0 || busy
      const endings = this.#endings()
      if (!busy) return
      if (endings.length > 0) await Promise.race(endings)
    }
  }

  #attempts() {
    return this.#lanes.flatMap((lane) => lane.attempts)
  }

  #endings() {
    return this.#lanes.flatMap((lane) => lane.endings)
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
