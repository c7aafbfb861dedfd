// The SQL behind the gauges: what the database holds of all organizations together, at this moment.
import { setImmediate } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Queries } from '../../database/index.ts'

export interface JobCount {
  kind: string
  state: 'queued' | 'running' | 'failed'
  count: number
  /** when the first queued one was due, or will be */
  due: number | null
}

export interface ArchiveTotals {
  count: number
  bytes: number
}

export interface WordCount {
  word: string
  count: number
}

/** Each part reads one index, however many jobs there are. */
export async function jobCounts(queries: Queries): Promise<JobCount[]> {
  const { rows } = await sql<JobCount>`
    select kind, 'queued' as state, count(*) as count, min(run_at) as due from jobs where state = 'queued' group by kind
    union all select kind, 'running', count(*), null from jobs where state = 'running' group by kind
    union all select kind, 'failed', count(*), null from jobs where state = 'failed' group by kind`.execute(queries)
  return rows
}

const PAGE = 2000

/** Versions that share an archive count once. Reads every version, in pages, so that on SQLite nobody waits for all of them. */
export async function archiveTotals(queries: Queries, pageSize = PAGE): Promise<ArchiveTotals> {
  const totals = { count: 0, bytes: 0 }
  for (let after = ''; ; await setImmediate()) {
    const { rows } = await sql<ArchiveTotals & { last: string | null }>`
      select count(*) as count, coalesce(sum(size), 0) as bytes, max(archive_key) as last from (
        select archive_key, max(archive_size) as size from registry_module_versions
        where archive_key > ${after} group by archive_key order by archive_key limit ${pageSize}
      ) as archives`.execute(queries)
    const { count = 0, bytes = 0, last = null } = rows[0] ?? {}
    totals.count += count
    totals.bytes += bytes
    if (count < pageSize || last === null) return totals
    after = last
  }
}

/** By the problem that was found last. */
export async function damagedArchives(queries: Queries): Promise<WordCount[]> {
  const { rows } = await sql<WordCount>`
    select archive_problem as word, count(distinct archive_key) as count from registry_module_versions
    where archive_problem is not null group by archive_problem`.execute(queries)
  return rows
}

export async function connectionStates(queries: Queries): Promise<WordCount[]> {
  return await queries
    .selectFrom('oauth_tokens')
    .select(({ fn }) => ['state as word', fn.countAll<number>().as('count')])
    .groupBy('state')
    .execute()
}

/** By the reason. Those that are over do not count. */
export async function connectionPauses(queries: Queries, now: number): Promise<WordCount[]> {
  return await queries
    .selectFrom('vcs_connection_pauses')
    .select(({ fn }) => ['reason as word', fn.countAll<number>().as('count')])
    .where('paused_until', '>', now)
    .groupBy('reason')
    .execute()
}
