// A job: a kind, whose name is stored, and a payload.
import type { Lane, Priority } from './lanes.ts'

/** Defines a kind of job. */
interface JobOptions {
  /** stored in the database: do not rename it while rows of it may exist */
  kind: string
  /** the lane whose slots it uses */
  lane: Lane
  /** the default priority */
  priority: Priority
  /** attempts before the job counts as failed */
  maxAttempts: number
  /** longer attempts are told to stop and count as failed; milliseconds */
  timeoutMs: number
}

/** A kind of job. Its type carries the payload, which must survive a round trip through JSON. */
export interface Job<Payload> extends Readonly<JobOptions> {
  /** for the compiler only */
  readonly payload?: Payload
}

/**
 * @example
 * const syncRepository = defineJob<{ id: VcsRepositoryId }>({
 *   kind: 'sync_repository', lane: 'imports', priority: 'asked', maxAttempts: 5, timeoutMs: 600_000,
 * })
 */
export function defineJob<Payload>(options: JobOptions): Job<Payload> {
  return options
}

/** The context of one attempt. */
export interface JobRun<Payload> {
  payload: Payload
  /** counts from 1 */
  attempt: number
  /** whether a failure now is final, so that the handler can report it */
  lastAttempt: boolean
  /**
   * Reports lasting progress and resets the count of attempts. A long job that advances every time never runs out of attempts,
   * however often its process is killed.
   */
  progressed(): Promise<void>
  /** aborted at shutdown, at the time limit, or when another process takes over the job: stop, and write nothing more */
  signal: AbortSignal
}

/** Does the work. It may run more than once for the same job, so it must be idempotent. */
export type JobHandler<Payload> = (run: JobRun<Payload>) => Promise<void>

/** A kind of job with its handler. `handleJob` checks the type of the payload, then erases it. */
export interface HandledJob {
  readonly job: Readonly<JobOptions>
  readonly handle: JobHandler<unknown>
}

/** Pairs a kind of job with its handler, for the runner. */
export function handleJob<Payload>(job: Job<Payload>, handler: JobHandler<Payload>): HandledJob {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the payload was written by `enqueue` for the same job
  return { job, handle: (run) => handler(run as JobRun<Payload>) }
}

/** A handler throws it when a retry cannot help. The job fails at once. */
export class PermanentFailure extends Error {
  override readonly name = 'PermanentFailure'
}
