// Putting jobs into the queue, together with the change that makes them necessary.
import { randomUUID } from 'node:crypto'
import { type QueryExecutorProvider, sql } from 'kysely'
import type { Job } from './job.ts'

export interface JobRequest<Payload> {
  /** What the job is about, such as `sync_repository:repo-…`. Jobs with the same key must mean the same work. */
  key: string
  payload: Payload
  /** Not before; milliseconds. At once when absent (by the system clock: give `clock.now()` where there is a clock). */
  runAt?: number
}

/**
 * Queues a job in the caller's transaction: it runs if and when that commits. While a job with the same key waits, no second one is queued;
 * the waiting one keeps its payload and the earlier of the two times. A running one does not count: its view may be too old already.
 * @param queries a Kysely instance or transaction on any part of the schema
 * @returns the id of the waiting job
 */
export async function enqueue<Payload>(queries: QueryExecutorProvider, job: Job<Payload>, request: JobRequest<Payload>): Promise<string> {
  const now = Date.now()
  const runAt = request.runAt ?? now
  const { rows } = await sql<{ id: string }>`
    insert into jobs (id, kind, key, payload, state, run_at, attempts, max_attempts, created_at, updated_at)
    values (${`job-${randomUUID()}`}, ${job.kind}, ${request.key}, ${JSON.stringify(request.payload ?? null)}, 'queued', ${runAt},
      0, ${job.maxAttempts}, ${now}, ${now})
    on conflict (key) where state = 'queued' do update
      set run_at = case when excluded.run_at < jobs.run_at then excluded.run_at else jobs.run_at end
    returning id`.execute(queries)
  const [row] = rows
  if (row === undefined) throw new Error(`job ${request.key} was not queued`)
  return row.id
}
