// Recurring jobs: one run per period for the whole installation, however many processes run.
import type { QueryExecutorProvider } from 'kysely'
import type { Database } from '../../database/index.ts'
import type { Clock } from '../../kernel/index.ts'
import type { Logger } from '../observability/index.ts'
import { enqueue } from './enqueue.ts'
import type { Job } from './job.ts'

/** A job and its period. */
export interface RecurringJob {
  readonly everyMs: number
  /** @param runAt default now */
  enqueue(queries: QueryExecutorProvider, now: number, runAt?: number): Promise<unknown>
}

/** @example recurring(sweep, { key: 'sweep', payload: {}, everyMs: 3_600_000 }) */
export function recurring<Payload>(
  job: Job<Payload>,
  { key, payload, everyMs }: { key: string; payload: Payload; everyMs: number },
): RecurringJob {
  return { everyMs, enqueue: (queries, now, runAt = now) => enqueue(queries, job, { key, payload, now, runAt }) }
}

/** Several checks per period, so that none is missed while the previous run still waits. */
const LOOKS_PER_PERIOD = 4

export interface ScheduleOptions {
  database: Database
  clock: Clock
  logger: Logger
  jobs: readonly RecurringJob[]
}

/** Keeps the next run of every job queued. @returns a function that stops this; queued runs stay */
export function startSchedule({ database, clock, logger, jobs }: ScheduleOptions): () => void {
  const timers = jobs.map((job) => {
    const look = () => {
      queueNext(database.queries, job, clock.now()).catch((error: unknown) =>
        logger.error({ err: error }, 'recurring job could not be queued'),
      )
    }
    look()
    return setInterval(look, job.everyMs / LOOKS_PER_PERIOD)
  })
  return () => timers.forEach((timer) => clearInterval(timer))
}

/** Queues the run at the end of the current period. Periods start at the epoch, so all processes agree on them. */
export async function queueNext(queries: QueryExecutorProvider, job: RecurringJob, now: number): Promise<void> {
  await job.enqueue(queries, now, (Math.floor(now / job.everyMs) + 1) * job.everyMs)
}
