// The life of a job row: claimed under a lease, kept alive, and ended by whoever still holds the lease.
import { randomUUID } from 'node:crypto'
import { type QueryExecutorProvider, sql } from 'kysely'
import { type Database, isUniqueViolation } from '../../database/index.ts'

/** A job that this process holds until `leaseUntil`. */
export interface ClaimedJob {
  id: string
  kind: string
  key: string
  payload: string
  attempts: number
  max_attempts: number
  lease_id: string
  lease_until: number
}

export interface ClaimRequest {
  kinds: readonly string[]
  limit: number
  now: number
  leaseMs: number
}

const CRASHED = 'the process that ran the job ended before the job did'

/**
 * Takes jobs that are due, and jobs whose holder let the lease run out. Never a job while another with the same key is running.
 * The order is by due time. @returns at most `limit` jobs
 */
export async function claim(database: Database, request: ClaimRequest): Promise<ClaimedJob[]> {
  const next = await nextTimes(database.queries)
  const expired = next.lease !== null && next.lease <= request.now
  const due = next.run !== null && next.run <= request.now
  if (request.limit <= 0 || !(expired || due)) return []
  const takenOver = expired ? await takeOver(database, request) : []
  if (takenOver.length > 0) return takenOver
  try {
    return await takeQueued(database, request)
  } catch (error) {
    // Two processes saw the same key free at the same moment; the index let one of them through.
    if (isUniqueViolation(error)) return []
    throw error
  }
}

/** A look from outside, so that polling an idle queue writes nothing. */
async function nextTimes(queries: QueryExecutorProvider): Promise<{ lease: number | null; run: number | null }> {
  const { rows } = await sql<{ lease: number | null; run: number | null }>`
    select (select min(lease_until) from jobs where state = 'running') as lease, (select min(run_at) from jobs where state = 'queued') as run`.execute(
    queries,
  )
  return rows[0] ?? { lease: null, run: null }
}

/** Only PostgreSQL has (and needs) row locks: on SQLite, a writing transaction is alone. */
const skipLocked = (kind: Database['kind']) => sql.raw(kind === 'postgres' ? 'for update skip locked' : '')

function takeOver({ queries, kind }: Database, request: ClaimRequest): Promise<ClaimedJob[]> {
  return queries.transaction().execute(async (transaction) => {
    await failCrashed(transaction, sql`lease_until <= ${request.now}`, request.now)
    return take(
      transaction,
      request,
      sql`
      select id from jobs
      where state = 'running' and lease_until <= ${request.now} and kind in (${sql.join(request.kinds)})
      order by lease_until limit ${request.limit} ${skipLocked(kind)}`,
    )
  })
}

function takeQueued({ queries, kind }: Database, request: ClaimRequest): Promise<ClaimedJob[]> {
  return take(
    queries,
    request,
    sql`
    select id from jobs
    where state = 'queued' and run_at <= ${request.now} and kind in (${sql.join(request.kinds)})
      and not exists (select 1 from jobs as other where other.state = 'running' and other.key = jobs.key)
    order by run_at limit ${request.limit} ${skipLocked(kind)}`,
  )
}

async function take(queries: QueryExecutorProvider, request: ClaimRequest, ids: ReturnType<typeof sql>): Promise<ClaimedJob[]> {
  // Materialized, or the planner might evaluate the limit more than once.
  const { rows } = await sql<ClaimedJob>`
    with chosen as materialized (${ids})
    update jobs set state = 'running', lease_id = ${randomUUID()}, lease_until = ${request.now + request.leaseMs}, attempts = attempts + 1,
      updated_at = ${request.now}
    where id in (select id from chosen)
    returning id, kind, key, payload, attempts, max_attempts, lease_id, lease_until`.execute(queries)
  return rows
}

/** A job that took its process down at every attempt would do so for ever. */
async function failCrashed(queries: QueryExecutorProvider, which: ReturnType<typeof sql>, now: number): Promise<void> {
  await sql`
    update jobs set state = 'failed', lease_id = null, lease_until = null, updated_at = ${now}, last_error = coalesce(last_error, ${CRASHED})
    where state = 'running' and attempts >= max_attempts and ${which}`.execute(queries)
}

/** Extends leases. @returns which of the jobs are still held */
export async function renew(queries: QueryExecutorProvider, held: readonly ClaimedJob[], leaseUntil: number): Promise<Set<ClaimedJob>> {
  const { rows } = await sql<{ id: string; lease_id: string }>`
    update jobs set lease_until = ${leaseUntil}
    where state = 'running' and id in (${sql.join(held.map(({ id }) => id))}) and lease_id in (${sql.join(held.map((job) => job.lease_id))})
    returning id, lease_id`.execute(queries)
  const leases = new Map(rows.map((row) => [row.id, row.lease_id]))
  return new Set(held.filter((job) => leases.get(job.id) === job.lease_id))
}

const isHeld = (job: ClaimedJob) => sql`id = ${job.id} and lease_id = ${job.lease_id}`

/** Counts the attempt under way as the first. */
export async function forgetAttempts(queries: QueryExecutorProvider, job: ClaimedJob): Promise<void> {
  await sql`update jobs set attempts = 1 where ${isHeld(job)}`.execute(queries)
}

/** Removes a job that is done. @returns false when somebody else has taken it over */
export async function complete(queries: QueryExecutorProvider, job: ClaimedJob): Promise<boolean> {
  const { rows } = await sql`delete from jobs where ${isHeld(job)} returning id`.execute(queries)
  return rows.length > 0
}

/** Keeps a job as failed, in place of an older failure with the same key. @returns false when somebody else has taken it over */
export async function fail(queries: QueryExecutorProvider, job: ClaimedJob, error: string, now: number): Promise<boolean> {
  const { rows } = await sql`
    update jobs set state = 'failed', lease_id = null, lease_until = null, last_error = ${error}, updated_at = ${now}
    where ${isHeld(job)} returning id`.execute(queries)
  if (rows.length === 0) return false
  await sql`delete from jobs where state = 'failed' and key = ${job.key} and id <> ${job.id}`.execute(queries)
  return true
}

export interface Requeue {
  runAt: number
  now: number
  /** absent when the attempt does not count, because it was interrupted */
  error?: string
}

/**
 * Gives a job back to the queue. When another with its key waits there already, that one does the work and this one ends.
 * @returns false when somebody else has taken it over
 */
export async function requeue(queries: QueryExecutorProvider, job: ClaimedJob, { runAt, now, error }: Requeue): Promise<boolean> {
  const attempts = error === undefined ? job.attempts - 1 : job.attempts
  try {
    const { rows } = await sql`
      update jobs set state = 'queued', lease_id = null, lease_until = null, run_at = ${runAt}, attempts = ${attempts},
        last_error = coalesce(${error ?? null}, last_error), updated_at = ${now}
      where ${isHeld(job)} returning id`.execute(queries)
    return rows.length > 0
  } catch (failure) {
    if (!isUniqueViolation(failure)) throw failure
    return complete(queries, job)
  }
}

/**
 * Frees every running job, whoever holds it. Only for a process that knows it is alone with the database, right after it started.
 * @returns how many jobs wait again
 */
export async function releaseAll(database: Database, now: number): Promise<number> {
  return database.queries.transaction().execute(async (transaction) => {
    await failCrashed(transaction, sql`1 = 1`, now)
    await sql`
      delete from jobs where state = 'running'
        and exists (select 1 from jobs as waiting where waiting.state = 'queued' and waiting.key = jobs.key)`.execute(transaction)
    const { rows } = await sql`
      update jobs set state = 'queued', lease_id = null, lease_until = null, updated_at = ${now} where state = 'running' returning id`.execute(
      transaction,
    )
    return rows.length
  })
}

/**
 * Puts a failed job back into the queue with all its attempts. When another with its key waits there already, the failed one is removed.
 * @returns false when there is no failed job with this id
 */
export async function retryFailed(database: Database, id: string, now: number): Promise<boolean> {
  return database.queries.transaction().execute(async (transaction) => {
    const { rows } = await sql`
      delete from jobs where id = ${id} and state = 'failed'
        and exists (select 1 from jobs as waiting where waiting.state = 'queued' and waiting.key = jobs.key) returning id`.execute(
      transaction,
    )
    if (rows.length > 0) return true
    const retried = await sql`
      update jobs set state = 'queued', attempts = 0, run_at = ${now}, updated_at = ${now} where id = ${id} and state = 'failed' returning id`.execute(
      transaction,
    )
    return retried.rows.length > 0
  })
}
