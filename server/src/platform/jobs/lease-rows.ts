// The row of a claimed job: renewed under its lease, and ended by the holder of the lease.
import { type QueryExecutorProvider, sql } from 'kysely'
import { type Database, isUniqueViolation } from '../../database/index.ts'
import { MAX_DEATHS, OWN_FAULT, PAUSE_MS } from './deaths.ts'
import type { ClaimedJob } from './queue-rows.ts'

/** A job that takes its process down every time would do so for ever. */
async function failDeadly(queries: QueryExecutorProvider, which: ReturnType<typeof sql>, now: number): Promise<void> {
  await sql`
    update jobs set state = 'failed', lease_id = null, lease_until = null, updated_at = ${now}, last_error = ${OWN_FAULT}, deaths = deaths + 1
    where state = 'running' and deaths >= ${MAX_DEATHS - 1} and ${which}`.execute(queries)
  await sql`
    update jobs set state = 'failed', updated_at = ${now}, last_error = ${OWN_FAULT}
    where state = 'queued' and deaths >= ${MAX_DEATHS}`.execute(queries)
}

/**
 * Where another with the key of a running job waits, that one does the work. The death counts for it: what is queued again while
 * it runs would otherwise take its process down for ever.
 */
async function mergeIntoWaiting(queries: QueryExecutorProvider, which: ReturnType<typeof sql>, now: number): Promise<void> {
  const former = sql`from jobs as former where former.state = 'running' and former.key = jobs.key and ${which}`
  const deaths = sql`(select former.deaths ${former})`
  await sql`
    update jobs set deaths = ${deaths} + 1, updated_at = ${now}, run_at = case when ${deaths} = 0 then run_at else ${pauseAfter(deaths, now)} end
    where state = 'queued' and exists (select 1 ${former})`.execute(queries)
  await sql`
    delete from jobs where state = 'running' and ${which}
      and exists (select 1 from jobs as waiting where waiting.state = 'queued' and waiting.key = jobs.key)`.execute(queries)
}

function pauseAfter(deaths: ReturnType<typeof sql>, now: number) {
  return sql`${now} + ${deaths} * (${PAUSE_MS} + created_at % ${PAUSE_MS})`
}

/** Renews leases. @returns the jobs that are still held */
export async function renew(queries: QueryExecutorProvider, held: readonly ClaimedJob[], leaseUntil: number): Promise<Set<ClaimedJob>> {
  const { rows } = await sql<{ id: string; lease_id: string }>`
    update jobs set lease_until = ${leaseUntil}
    where state = 'running' and id in (${sql.join(held.map(({ id }) => id))}) and lease_id in (${sql.join(held.map((job) => job.lease_id))})
    returning id, lease_id`.execute(queries)
  const leases = new Map(rows.map((row) => [row.id, row.lease_id]))
  return new Set(held.filter((job) => leases.get(job.id) === job.lease_id))
}

const isHeld = (job: ClaimedJob) => sql`id = ${job.id} and lease_id = ${job.lease_id}`

/** Counts the current attempt as the first, and forgets earlier deaths. */
export async function forgetAttempts(queries: QueryExecutorProvider, job: ClaimedJob): Promise<void> {
  await sql`update jobs set attempts = 1, deaths = 0 where ${isHeld(job)}`.execute(queries)
}

/** Deletes a completed job. @returns false when another process has taken it over */
export async function complete(queries: QueryExecutorProvider, job: ClaimedJob): Promise<boolean> {
  const { rows } = await sql`delete from jobs where ${isHeld(job)} returning id`.execute(queries)
  return rows.length > 0
}

/** Marks a job as failed and replaces an older failure with the same key. @returns false when another process has taken it over */
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
  /** absent when the attempt was interrupted and does not count */
  error?: string
}

/**
 * Requeues a job. When another with its key already waits, that one does the work and this one ends.
 * @returns false when another process has taken it over
 */
export async function requeue(queries: QueryExecutorProvider, job: ClaimedJob, { runAt, now, error }: Requeue): Promise<boolean> {
  const attempts = error === undefined ? job.attempts - 1 : job.attempts
  try {
    const { rows } = await sql`
      update jobs set state = 'queued', lease_id = null, lease_until = null, run_at = ${runAt}, attempts = ${attempts}, deaths = 0,
        last_error = coalesce(${error ?? null}, last_error), updated_at = ${now}
      where ${isHeld(job)} returning id`.execute(queries)
    return rows.length > 0
  } catch (failure) {
    if (!isUniqueViolation(failure)) throw failure
    return complete(queries, job)
  }
}

/**
 * Releases every running job, whoever holds it. Call it only right after start, in the only process that uses the database.
 * Jobs that were waiting when the previous process ended did not cause its end.
 * @returns the number of requeued jobs
 */
export async function releaseAll(database: Database, now: number): Promise<number> {
  return database.queries.transaction().execute(async (transaction) => {
    await sql`update jobs set deaths = 0 where state = 'queued' and deaths > 0`.execute(transaction)
    return release(transaction, sql`1 = 1`, now)
  })
}

/** Releases the jobs of these kinds whose lease has expired. @returns the number of requeued jobs */
export async function releaseExpired(database: Database, kinds: readonly string[], now: number): Promise<number> {
  const which = sql`lease_until <= ${now} and kind in (${sql.join(kinds)})`
  return database.queries.transaction().execute((transaction) => release(transaction, which, now))
}

/** Gives the attempt back: the job did not fail. */
async function release(transaction: QueryExecutorProvider, which: ReturnType<typeof sql>, now: number): Promise<number> {
  await mergeIntoWaiting(transaction, which, now)
  await failDeadly(transaction, which, now)
  const { rows } = await sql`
    update jobs set state = 'queued', lease_id = null, lease_until = null, updated_at = ${now}, attempts = attempts - 1, deaths = deaths + 1,
      run_at = case when deaths = 0 then run_at else ${pauseAfter(sql`deaths`, now)} end
    where state = 'running' and ${which} returning id`.execute(transaction)
  return rows.length
}

/**
 * Requeues a failed job with all its attempts. When another with its key already waits, it deletes the failed one.
 * @returns false when no failed job has this id
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
      update jobs set state = 'queued', attempts = 0, deaths = 0, run_at = ${now}, updated_at = ${now} where id = ${id} and state = 'failed' returning id`.execute(
      transaction,
    )
    return retried.rows.length > 0
  })
}
