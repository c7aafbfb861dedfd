// Runs queued jobs in this process: every lane claims what is due for it, the leases are kept alive, and all ends cleanly.
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
  /** Jobs of other kinds are left to other processes. */
  handlers: readonly HandledJob[]
  /** of lanes that have other than the usual number; for tests */
  slots?: Partial<Record<Lane, number>>
  /** how long a job is safe from others when this process dies; milliseconds, 30 s when absent */
  leaseMs?: number
  /** how often to look for work when nobody calls `wake`; milliseconds, 1 s when absent */
  pollMs?: number
  /** for the jitter of retries */
  random?: () => number
}

export interface JobRunner {
  /** whether a job is running here */
  isWorking(): boolean
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
      await attempt.abandon().catch((error: unknown) => this.#options.logger.error({ err: error }, 'job could not be handed back'))
    }
  }

  async runUntilIdle(): Promise<void> {
    for (;;) {
      // What ends while the lanes fill may have queued work for a lane that was already asked.
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
