// What a job is: a kind with a name that is stored, and a payload.
import type { Lane, Priority } from './lanes.ts'

/** All there is to say about a kind of job. */
interface JobOptions {
  /** Stored in the database: never renamed while rows of it may exist. */
  kind: string
  /** whose slots it runs in */
  lane: Lane
  /** unless the request says otherwise */
  priority: Priority
  /** How often it is tried before it counts as failed. */
  maxAttempts: number
  /** Longer attempts are told to stop, and count as failed; milliseconds. */
  timeoutMs: number
}

/** A kind of job. The type remembers the payload, which must survive being written as JSON. */
export interface Job<Payload> extends Readonly<JobOptions> {
  /** Only for the compiler. */
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

/** What a handler gets for one attempt. */
export interface JobRun<Payload> {
  payload: Payload
  /** counts from 1 */
  attempt: number
  /** whether a failure now is final, so that the handler can say so to whoever waits */
  lastAttempt: boolean
  /**
   * Says that part of the work is done for good. The attempts before it are forgotten: a long job that gets further every
   * time is not given up, however often the process is killed under it.
   */
  progressed(): Promise<void>
  /** Aborted when the process shuts down, time is up or somebody else has taken the job over: stop, and write nothing more. */
  signal: AbortSignal
}

/** Does the work. May run more than once for the same job, so its effects must be the same when repeated. */
export type JobHandler<Payload> = (run: JobRun<Payload>) => Promise<void>

/** A job and who does it, with the payload type checked and then forgotten. */
export interface HandledJob {
  readonly job: Readonly<JobOptions>
  readonly handle: JobHandler<unknown>
}

/** Couples a job with its handler for the runner's list. */
export function handleJob<Payload>(job: Job<Payload>, handler: JobHandler<Payload>): HandledJob {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the payload was written by `enqueue` for the same job
  return { job, handle: (run) => handler(run as JobRun<Payload>) }
}

/** Thrown by a handler when trying again cannot help: the job fails at once. */
export class PermanentFailure extends Error {
  override readonly name = 'PermanentFailure'
}
