// The SQL of waiting jobs: inserts them, chooses the next one and claims it.
import { randomUUID } from 'node:crypto'
import { CompiledQuery, type QueryExecutorProvider, type RawBuilder, sql } from 'kysely'
import { type Database, isUniqueViolation } from '../../database/index.ts'
import { PRIORITIES } from './lanes.ts'

export interface NewJob {
  kind: string
  key: string
  payload: string
  /** empty: nobody's */
  organization: string
  /** empty: none */
  host: string
  priority: number
  runAt: number
  maxAttempts: number
  now: number
}

/** A job that this process holds until its lease expires. */
export interface ClaimedJob {
  id: string
  kind: string
  key: string
  payload: string
  organization: string
  host: string
  attempts: number
  max_attempts: number
  deaths: number
  lease_id: string
  lease_until: number
}

export interface Choice {
  /** of the lane */
  kinds: readonly string[]
  now: number
  /** organizations, hosts, and organizations at a host (`organization host`), that are at their limit */
  full: readonly string[]
  /** organizations and hosts that had a turn, the latest at the end */
  served: readonly string[]
}

/** The next job, or the news that leases of the lane have expired. */
export interface Chosen {
  id: string | null
  expired: number
}

/** For this long, jobs that users asked for may overtake jobs that are due. */
const MAX_OUTRANKED_MS = 10 * 60_000

/** When a job with the key already waits, merges time, priority and kind into it. @returns the id of the waiting job */
export async function insertJob(queries: QueryExecutorProvider, job: NewJob): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    insert into jobs (id, kind, key, payload, state, organization, host, priority, run_at, attempts, max_attempts, created_at, updated_at)
    values (${`job-${randomUUID()}`}, ${job.kind}, ${job.key}, ${job.payload}, 'queued', ${job.organization}, ${job.host}, ${job.priority},
      ${job.runAt}, 0, ${job.maxAttempts}, ${job.now}, ${job.now})
    on conflict (key) where state = 'queued' do update set
      run_at = case when excluded.run_at < jobs.run_at then excluded.run_at else jobs.run_at end,
      kind = case when excluded.priority < jobs.priority then excluded.kind else jobs.kind end,
      priority = case when excluded.priority < jobs.priority then excluded.priority else jobs.priority end
    returning id`.execute(queries)
  const [row] = rows
  if (row === undefined) throw new Error(`job ${job.key} was not queued`)
  return row.id
}

/**
 * Chooses among the first due job of every turn. Order: the organization's running jobs in the lane, fewest first; then priority, the
 * longest wait for a turn, the longest overdue. Those at the same host do not count: a host that many share would always come last.
 * Reads one row per turn, however many jobs wait.
 */
export async function chooseNext({ queries, kind }: Database, { kinds, now, full, served }: Choice): Promise<Chosen | undefined> {
  const given: Given = { now, outranked: now - MAX_OUTRANKED_MS, full: listed(full), served: listed(served) }
  const query = compiled(`choice ${kind} ${kinds.join(' ')}`, queries, () => choiceAmong(kinds, kind))
  const { rows } = await queries.executeQuery<Chosen>(filledIn(query, given))
  return rows[0]
}

/** Whether `chooseNext` may find something. A lane asks at every ring, mostly in vain: planning the choice takes PostgreSQL milliseconds. */
export async function anyDue({ queries, kind }: Database, { kinds, now }: Pick<Choice, 'kinds' | 'now'>): Promise<boolean> {
  const query = compiled(`due ${kind} ${kinds.join(' ')}`, queries, () => dueAmong(kinds))
  const { rows } = await queries.executeQuery<{ due: number }>(filledIn(query, { now }))
  return rows[0]?.due === 1
}

interface Given {
  now: number
  outranked: number
  full: string
  served: string
}

/** Stands where a value of every choice goes. */
class Blank {
  readonly name: keyof Given

  constructor(name: keyof Given) {
    this.name = name
  }
}

const queriesByName = new Map<string, CompiledQuery>()

/** Once for each lane and database: compiling takes longer than reading. */
function compiled(name: string, queries: QueryExecutorProvider, make: () => RawBuilder<unknown>): CompiledQuery {
  const query = queriesByName.get(name) ?? make().compile(queries)
  queriesByName.set(name, query)
  return query
}

function filledIn({ sql: text, parameters }: CompiledQuery, given: Partial<Given>) {
  const values = parameters.map((parameter) => (parameter instanceof Blank ? given[parameter.name] : parameter))
  return CompiledQuery.raw(text, values)
}

function dueAmong(kinds: readonly string[]) {
  const [now, anyKind] = [new Blank('now'), sql.join(kinds)]
  return sql`select case
      when exists (select 1 from jobs where state = 'queued' and kind in (${anyKind}) and run_at <= ${now}) then 1
      when exists (select 1 from jobs where state = 'running' and kind in (${anyKind}) and lease_until <= ${now}) then 1
      else 0 end as due`
}

function choiceAmong(kinds: readonly string[], database: Database['kind']) {
  const position = sql.raw(database === 'postgres' ? 'strpos' : 'instr')
  const [now, outranked, full, served] = [new Blank('now'), new Blank('outranked'), new Blank('full'), new Blank('served')]
  const anyKind = sql.join(kinds)
  const running = sql`(select organization, count(*) as jobs from jobs
    where state = 'running' and kind in (${anyKind}) and organization <> '' group by organization)`
  // Starts with `select`, so that SQLite does not treat it as a write. With row values, SQLite would scan every job of a turn.
  return sql<Chosen>`
    select id, expired from (
      with recursive turns (id, kind, organization, host, priority) as (
        select id, kind, organization, host, priority from jobs where id in (${sql.join(kinds.map(firstOfKind))})
        union all
        select next.id, next.kind, next.organization, next.host, next.priority from turns join jobs as next on next.id = coalesce(
          (select id from jobs where state = 'queued' and kind = turns.kind and organization = turns.organization and host = turns.host
            and priority > turns.priority order by priority, run_at limit 1),
          (select id from jobs where state = 'queued' and kind = turns.kind and organization = turns.organization and host > turns.host
            order by host, priority, run_at limit 1),
          (select id from jobs where state = 'queued' and kind = turns.kind and organization > turns.organization
            order by organization, host, priority, run_at limit 1))
      ), expired (jobs) as (
        select count(*) from jobs where state = 'running' and lease_until <= ${now} and kind in (${anyKind})
      ), chosen (id) as (
        select first.id from turns
        join jobs as first on first.id = (
          select id from jobs as waiting
          where state = 'queued' and kind = turns.kind and organization = turns.organization and host = turns.host
            and priority = turns.priority and run_at <= ${now}
            and not exists (select 1 from jobs as other where other.state = 'running' and other.key = waiting.key)
          order by run_at limit 1)
        left join ${running} as of_organization on of_organization.organization = turns.organization
        where ${position}(${full}, '<' || turns.organization || '>') = 0 and ${position}(${full}, '<' || turns.host || '>') = 0
          and ${position}(${full}, '<' || turns.organization || ' ' || turns.host || '>') = 0
        order by coalesce(of_organization.jobs, 0),
          case when first.run_at <= ${outranked} then ${sql.lit(PRIORITIES.asked)} else turns.priority end,
          ${position}(${served}, '<' || turns.organization || '>'), ${position}(${served}, '<' || turns.host || '>'), first.run_at
        limit 1
      )
      select chosen.id as id, expired.jobs as expired from expired left join chosen on 1 = 1
    ) as outcome`
}

function firstOfKind(kind: string) {
  return sql`(select id from jobs where state = 'queued' and kind = ${kind} order by organization, host, priority, run_at limit 1)`
}

/** One text for any number of names, so that the SQL stays the same. `<name>` has a position in it. */
function listed(names: readonly string[]): string {
  return names.map((name) => `<${name}>`).join('')
}

export interface Lease {
  now: number
  leaseMs: number
}

/** Claims no job while another with the same key runs. @returns undefined when another process was faster */
export async function take(queries: QueryExecutorProvider, id: string, { now, leaseMs }: Lease): Promise<ClaimedJob | undefined> {
  try {
    const { rows } = await sql<ClaimedJob>`
      update jobs set state = 'running', lease_id = ${randomUUID()}, lease_until = ${now + leaseMs}, attempts = attempts + 1, updated_at = ${now}
      where id = ${id} and state = 'queued'
        and not exists (select 1 from jobs as other where other.state = 'running' and other.key = jobs.key)
      returning id, kind, key, payload, organization, host, attempts, max_attempts, deaths, lease_id, lease_until`.execute(queries)
    return rows[0]
  } catch (error) {
    // Two processes saw the same key free concurrently. The unique index let one of them through.
    if (isUniqueViolation(error)) return undefined
    throw error
  }
}
