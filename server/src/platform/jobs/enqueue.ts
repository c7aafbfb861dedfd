// Putting jobs into the queue, together with the change that makes them necessary.
import type { QueryExecutorProvider } from 'kysely'
import type { Job } from './job.ts'
import { PRIORITIES, type Priority, type Turn } from './lanes.ts'
import { insertJob } from './queue-rows.ts'

export interface JobRequest<Payload> {
  /** What the job is about, such as `sync_repository:repo-…`. Jobs with the same key must mean the same work. */
  key: string
  payload: Payload
  /** by the caller's clock; milliseconds */
  now: number
  /** Not before; milliseconds. At once when absent. */
  runAt?: number
  /** the kind's own when absent */
  priority?: Priority | undefined
  /** whose turn it takes; nobody's when absent */
  turn?: Turn
}

/**
 * Queues a job in the caller's transaction: it runs if and when that commits. While a job with the same key waits, no second one
 * is queued; the waiting one keeps its payload, the earlier of the two times and the more urgent of the two priorities, with its kind.
 * A running one does not count: its view may be too old already.
 * @param queries a Kysely instance or transaction on any part of the schema
 * @returns the id of the waiting job
 */
export async function enqueue<Payload>(queries: QueryExecutorProvider, job: Job<Payload>, request: JobRequest<Payload>): Promise<string> {
  const { key, payload, now, runAt = now, priority = job.priority, turn } = request
  return await insertJob(queries, {
    kind: job.kind,
    key,
    payload: JSON.stringify(payload ?? null),
    organization: turn?.organization ?? '',
    host: turn?.host ?? '',
    priority: PRIORITIES[priority],
    runAt,
    maxAttempts: job.maxAttempts,
    now,
  })
}
