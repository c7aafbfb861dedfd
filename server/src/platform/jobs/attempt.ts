// One attempt at one claimed job: runs the handler, then writes the result.
import { setTimeout as wait } from 'node:timers/promises'
import { type Database, isOutage } from '../../database/index.ts'
import type { Clock } from '../../kernel/index.ts'
import type { Logger } from '../observability/index.ts'
import { backoffMs } from './backoff.ts'
import { type HandledJob, PermanentFailure } from './job.ts'
import { complete, fail, forgetAttempts, requeue } from './lease-rows.ts'
import type { ClaimedJob } from './queue-rows.ts'

const MAX_ERROR_LENGTH = 2000
/** Shorter than the time between two looks for work, so that a job is given back before its lease is found to have run out. */
const OUTAGE_PAUSE_MS = 200

export interface AttemptParts {
  database: Database
  clock: Clock
  logger: Logger
  random: () => number
}

/** The attempt exceeded the time limit of its kind of job. */
class TimedOut extends Error {
  override readonly name = 'TimedOut'

  constructor(timeoutMs: number) {
    super(`the attempt was stopped after ${timeoutMs / 1000} seconds, the limit for this kind of job`)
  }
}

/** The attempt waited for somebody slow while others waited for it. */
class GaveWay extends Error {
  override readonly name = 'GaveWay'

  constructor(host: string) {
    super(`the job waited for ${host} without progress while others waited for the job; it is tried again later`)
  }
}

type Outcome = { done: true } | { done: false; error: unknown }

export class Attempt {
  /** as of the last successful heartbeat */
  leaseUntil: number
  readonly job: ClaimedJob
  readonly startedAt: number
  /** when it last reported progress, or began */
  progressedAt: number
  readonly #parts: AttemptParts
  readonly #controller = new AbortController()
  #leaving = false
  /** whether what came of the job cannot be written, because the database is away */
  waitsForDatabase = false
  /** why it was told to stop, when that counts as a failure */
  #failure: TimedOut | GaveWay | undefined
  /** `interrupted` and `failed`: told to stop, still held; `given up`: no longer held, so nothing may be written */
  #state: 'running' | 'interrupted' | 'failed' | 'settling' | 'given up' = 'running'

  constructor(job: ClaimedJob, parts: AttemptParts) {
    this.job = job
    this.leaseUntil = job.lease_until
    this.#parts = parts
    this.startedAt = parts.clock.now()
    this.progressedAt = this.startedAt
  }

  /** Never throws: when the result cannot be written, the job runs again after its lease expires. */
  async run(handled: HandledJob): Promise<void> {
    const outcome = await this.#attempt(handled)
    if (this.#state === 'given up') return
    const interrupted = this.#state === 'interrupted'
    this.#state = 'settling'
    try {
      const ours = await this.#settleAfterOutage(outcome, interrupted)
      if (!ours) this.#parts.logger.warn(this.#fields(), 'job ended after another process had taken it over')
    } catch (error) {
      this.#parts.logger.error({ ...this.#fields(), err: error }, 'job result could not be written; the job will run again')
    }
  }

  /** Tells the handler to stop, because the process is shutting down. */
  interrupt(): void {
    this.#leaving = true
    this.#stop('the server is shutting down')
  }

  /** Asks the handler to stop because nobody knows whether the lease is still ours. The attempt does not count. */
  doubt(): void {
    this.#stop('the lease on the job could not be renewed')
  }

  #stop(reason: string): void {
    if (this.#state !== 'running') return
    this.#state = 'interrupted'
    this.#controller.abort(new Error(reason))
  }

  /** Another process holds the lease now, or may at any moment. */
  lose(): void {
    if (this.#state === 'settling' || this.#state === 'given up') return
    this.#state = 'given up'
    this.#parts.logger.warn(this.#fields(), 'job lease was lost')
    this.#controller.abort(new Error('the job was taken over'))
  }

  /** Requeues the job although the handler has not ended. Whatever it still does has no effect. */
  async abandon(): Promise<void> {
    if (this.#state === 'settling' || this.#state === 'given up') return
    this.#state = 'given up'
    const now = this.#parts.clock.now()
    await requeue(this.#parts.database.queries, this.job, { runAt: now, now })
    this.#parts.logger.warn(this.#fields(), 'job did not stop in time and was abandoned')
  }

  /** Whether it was told to stop. */
  get isEnding(): boolean {
    return this.#state !== 'running'
  }

  /** Tells the handler to stop waiting for its host, because others wait. The attempt counts as failed. */
  giveWay(): void {
    this.#fail(new GaveWay(this.job.host), 'job made no progress and was told to give way to others')
  }

  /** A handler that does not stop keeps its lease: two attempts must never do the same work. */
  #fail(error: TimedOut | GaveWay, message: string): void {
    if (this.#state !== 'running') return
    this.#state = 'failed'
    this.#failure = error
    this.#parts.logger.warn(this.#fields(), message)
    this.#controller.abort(error)
  }

  async #attempt(handled: HandledJob): Promise<Outcome> {
    const { payload, attempts, max_attempts } = this.job
    const { signal } = this.#controller
    const late = new TimedOut(handled.job.timeoutMs)
    const timer = setTimeout(() => this.#fail(late, 'job exceeded its time limit and was told to stop'), handled.job.timeoutMs).unref()
    try {
      await handled.handle({
        payload: JSON.parse(payload),
        attempt: attempts,
        lastAttempt: attempts >= max_attempts,
        signal,
        progressed: () => this.#progressed(),
      })
      // Even when it ended without an error: it may have stopped halfway.
      return this.#failure === undefined ? { done: true } : { done: false, error: this.#failure }
    } catch (error) {
      return { done: false, error: this.#failure ?? error }
    } finally {
      clearTimeout(timer)
    }
  }

  async #progressed(): Promise<void> {
    this.progressedAt = this.#parts.clock.now()
    if ((this.job.attempts === 1 && this.job.deaths === 0) || this.#state !== 'running') return
    await forgetAttempts(this.#parts.database.queries, this.job)
    this.job.attempts = 1
    this.job.deaths = 0
  }

  /** However long the database is away: the lease tells whether the job is still ours. */
  async #settleAfterOutage(outcome: Outcome, interrupted: boolean): Promise<boolean> {
    for (;;) {
      try {
        return await this.#settle(outcome, interrupted)
      } catch (error) {
        if (!isOutage(error) || this.#leaving) throw error
        this.waitsForDatabase = true
        await wait(OUTAGE_PAUSE_MS)
      }
    }
  }

  async #settle(outcome: Outcome, interrupted: boolean): Promise<boolean> {
    const { database, clock, logger, random } = this.#parts
    const now = clock.now()
    if (outcome.done) return complete(database.queries, this.job)
    if (interrupted) return requeue(database.queries, this.job, { runAt: now, now })
    if (isOutage(outcome.error)) return this.#repeat(outcome.error)
    const error = String(outcome.error).slice(0, MAX_ERROR_LENGTH)
    if (outcome.error instanceof PermanentFailure || this.job.attempts >= this.job.max_attempts) {
      logger.error({ ...this.#fields(), err: outcome.error }, 'job failed')
      return database.queries.transaction().execute((transaction) => fail(transaction, this.job, error, now))
    }
    const delay = backoffMs(this.job.attempts, random())
    logger.warn({ ...this.#fields(), err: outcome.error, retry_in_ms: delay }, 'job failed and will be tried again')
    return requeue(database.queries, this.job, { runAt: now + delay, now, error })
  }

  /** The database was away, which is not the job's failure. */
  async #repeat(error: unknown): Promise<boolean> {
    const { database, clock, logger, random } = this.#parts
    const now = clock.now()
    const delay = backoffMs(1, random())
    logger.warn({ ...this.#fields(), err: error, retry_in_ms: delay }, 'the database was away; the job runs again')
    return requeue(database.queries, this.job, { runAt: now + delay, now })
  }

  #fields() {
    return { job: this.job.kind, key: this.job.key, attempt: this.job.attempts }
  }
}
