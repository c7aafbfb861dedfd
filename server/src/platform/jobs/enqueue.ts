// Queues jobs in the same transaction as the change that needs them.
import type { QueryExecutorProvider } from 'kysely'
import type { Job } from './job.ts'
import { PRIORITIES, type Priority, type Turn } from './lanes.ts'
import { insertJob } from './queue-rows.ts'

export interface JobRequest<Payload> {
  /** identifies the work, such as `sync_repository:repo-…`; jobs with the same key do the same work */
  key: string
  payload: Payload
  /** the caller's time; milliseconds */
  now: number
  /** the earliest start; milliseconds, default `now` */
  runAt?: number
  /** default the kind's own */
  priority?: Priority | undefined
  /** whose turn it takes; default nobody's */
  turn?: Turn
}

/**
 * Queues a job in the caller's transaction: it runs once that commits. While a job with the same key waits, it queues no second
 * one. The waiting job keeps its payload and takes the earlier time, and the more urgent priority with its kind. Running jobs do
 * not count: what they read may be outdated.
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
