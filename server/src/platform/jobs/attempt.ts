// One attempt at one claimed job: run the handler, then write what came of it.
import type { Database } from '../../database/index.ts'
import type { Clock } from '../../kernel/index.ts'
import type { Logger } from '../observability/index.ts'
import { backoffMs } from './backoff.ts'
import { type HandledJob, PermanentFailure } from './job.ts'
import { complete, fail, forgetAttempts, requeue } from './lease-rows.ts'
import type { ClaimedJob } from './queue-rows.ts'

const MAX_ERROR_LENGTH = 2000

export interface AttemptParts {
  database: Database
  clock: Clock
  logger: Logger
  random: () => number
}

/** The attempt took longer than the kind of job allows. */
class TimedOut extends Error {
  override readonly name = 'TimedOut'

  constructor(timeoutMs: number) {
    super(`the attempt was stopped after ${timeoutMs / 1000} seconds, the limit for this kind of job`)
  }
}

type Outcome = { done: true } | { done: false; error: unknown }

export class Attempt {
  /** as of the last successful heartbeat */
  leaseUntil: number
  readonly job: ClaimedJob
  readonly #parts: AttemptParts
  readonly #controller = new AbortController()
  /** `interrupted` and `timed out`: asked to stop, still ours; `given up`: no longer ours to write about */
  #state: 'running' | 'interrupted' | 'timed out' | 'settling' | 'given up' = 'running'

  constructor(job: ClaimedJob, parts: AttemptParts) {
    this.job = job
    this.leaseUntil = job.lease_until
    this.#parts = parts
  }

  /** Never throws: what cannot be written now is repeated when the lease runs out. */
  async run(handled: HandledJob): Promise<void> {
    const outcome = await this.#attempt(handled)
    if (this.#state === 'given up') return
    const interrupted = this.#state === 'interrupted'
    this.#state = 'settling'
    try {
      const ours = await this.#settle(outcome, interrupted)
      if (!ours) this.#parts.logger.warn(this.#fields(), 'job ended after another process had taken it over')
    } catch (error) {
      this.#parts.logger.error({ ...this.#fields(), err: error }, 'result of a job could not be written; it will run again')
    }
  }

  /** Asks the handler to stop because the process does. */
  interrupt(): void {
    if (this.#state !== 'running') return
    this.#state = 'interrupted'
    this.#controller.abort(new Error('the server is shutting down'))
  }

  /** The lease belongs to somebody else now, or may at any moment. */
  lose(): void {
    if (this.#state === 'settling' || this.#state === 'given up') return
    this.#state = 'given up'
    this.#parts.logger.warn(this.#fields(), 'lease on a job was lost')
    this.#controller.abort(new Error('the job was taken over'))
  }

  /** Hands the job back to the queue although the handler has not ended; what it still does counts for nothing. */
  async abandon(): Promise<void> {
    if (this.#state === 'settling' || this.#state === 'given up') return
    this.#state = 'given up'
    const now = this.#parts.clock.now()
    await requeue(this.#parts.database.queries, this.job, { runAt: now, now })
    this.#parts.logger.warn(this.#fields(), 'job did not stop in time and was left')
  }

  /** A handler that does not stop keeps its slot and its lease: two must never do the same work. */
  #timeOut(error: TimedOut): void {
    if (this.#state !== 'running') return
    this.#state = 'timed out'
    this.#parts.logger.warn(this.#fields(), 'job took too long and was told to stop')
    this.#controller.abort(error)
  }

  async #attempt(handled: HandledJob): Promise<Outcome> {
    const { payload, attempts, max_attempts } = this.job
    const { signal } = this.#controller
    const late = new TimedOut(handled.job.timeoutMs)
    const timer = setTimeout(() => this.#timeOut(late), handled.job.timeoutMs).unref()
    try {
      await handled.handle({
        payload: JSON.parse(payload),
        attempt: attempts,
        lastAttempt: attempts >= max_attempts,
        signal,
        progressed: () => this.#progressed(),
      })
      // Even when it ended in peace: it may have stopped half-way.
      return this.#state === 'timed out' ? { done: false, error: late } : { done: true }
    } catch (error) {
      return { done: false, error: this.#state === 'timed out' ? late : error }
    } finally {
      clearTimeout(timer)
    }
  }

  async #progressed(): Promise<void> {
    if ((this.job.attempts === 1 && this.job.deaths === 0) || this.#state !== 'running') return
    await forgetAttempts(this.#parts.database.queries, this.job)
    this.job.attempts = 1
    this.job.deaths = 0
  }

  async #settle(outcome: Outcome, interrupted: boolean): Promise<boolean> {
    const { database, clock, logger, random } = this.#parts
    const now = clock.now()
    if (outcome.done) return complete(database.queries, this.job)
    if (interrupted) return requeue(database.queries, this.job, { runAt: now, now })
    const error = String(outcome.error).slice(0, MAX_ERROR_LENGTH)
    if (outcome.error instanceof PermanentFailure || this.job.attempts >= this.job.max_attempts) {
      logger.error({ ...this.#fields(), err: outcome.error }, 'job failed')
      return database.queries.transaction().execute((transaction) => fail(transaction, this.job, error, now))
    }
    const delay = backoffMs(this.job.attempts, random())
    logger.warn({ ...this.#fields(), err: outcome.error, retry_in_ms: delay }, 'job failed and will be tried again')
    return requeue(database.queries, this.job, { runAt: now + delay, now, error })
  }

  #fields() {
    return { job: this.job.kind, key: this.job.key, attempt: this.job.attempts }
  }
}
