// The gauges, filled in when somebody looks.
import { Gauge, type Registry } from 'prom-client'
import type { Database } from '../../database/index.ts'
import type { HandledJob } from '../../platform/jobs/index.ts'
import type { StoredState } from './stored-state.ts'
import type { WordCount } from './stored-state-rows.ts'

export interface GaugesParts {
  registry: Registry
  version: string
  database: Database
  /** the jobs whose lanes are known */
  handlers: readonly HandledJob[]
  /** @returns how many event streams are open */
  eventStreams(): number
}

/** @returns how to fill them in. Without a stored state, because the database gives no answer, its gauges are absent. */
export function createGauges(parts: GaugesParts): (state: StoredState | undefined) => void {
  const showOwn = ownGauges(parts)
  const showStored = storedGauges(parts)
  return (state) => {
    showOwn(state !== undefined)
    showStored(state)
  }
}

type Values = [labels: Record<string, string>, value: number][]

/** @returns a function that replaces all values */
function gaugeIn(registry: Registry, name: string, help: string, labelNames: readonly string[] = []): (values: Values) => void {
  const gauge = new Gauge({ name, help, labelNames, registers: [registry] })
  return (values) => {
    gauge.reset()
    // A gauge without labels begins at 0, which would look like an answer.
    if (labelNames.length === 0) gauge.remove()
    for (const [labels, value] of values) gauge.set(labels, value)
  }
}

function ownGauges({ registry, version, database, eventStreams }: GaugesParts): (isUp: boolean) => void {
  const build = gaugeIn(registry, 'terrace_build_info', 'Always 1. The version of Terrace and the kind of its database.', [
    'version',
    'database',
  ])
  const up = gaugeIn(registry, 'terrace_database_up', 'Whether the database answered this request for metrics within 2 seconds.')
  const connections = gaugeIn(
    registry,
    'terrace_database_connections',
    'Connections of this process to PostgreSQL; on SQLite, the one connection that writes.',
    ['state'],
  )
  const most = gaugeIn(registry, 'terrace_database_connections_max', 'How many connections this process may have.')
  const waiting = gaugeIn(registry, 'terrace_database_waiting', 'Callers that wait for a connection, or on SQLite for their turn to write.')
  const streams = gaugeIn(registry, 'terrace_event_streams', 'Event streams that are open at this process.')
  return (isUp) => {
    const load = database.load()
    build([[{ version, database: database.kind }, 1]])
    up([[{}, isUp ? 1 : 0]])
    connections([
      [{ state: 'in_use' }, load.inUse],
      [{ state: 'idle' }, load.idle],
    ])
    most([[{}, load.max]])
    waiting([[{}, load.waiting]])
    streams([[{}, eventStreams()]])
  }
}

/** What all processes of an installation show alike, because it stands in their database. */
function storedGauges({ registry, handlers }: GaugesParts): (state: StoredState | undefined) => void {
  const lanes = new Map(handlers.map(({ job }) => [job.kind, job.lane]))
  const named = (kind: string) => ({ kind, lane: lanes.get(kind) ?? 'unknown' })
  const jobs = gaugeIn(registry, 'terrace_jobs', 'Jobs that wait, run or have failed for good.', ['kind', 'lane', 'state'])
  const oldest = gaugeIn(
    registry,
    'terrace_job_oldest_waiting_seconds',
    'For how long the job that has waited the longest has been due; 0 when none is due.',
    ['kind', 'lane'],
  )
  const archives = gaugeIn(registry, 'terrace_archives', 'Archives of published versions; counted once a minute.')
  const bytes = gaugeIn(registry, 'terrace_archives_size_bytes', 'Bytes of the archives of published versions; counted once a minute.')
  const damaged = gaugeIn(registry, 'terrace_archives_unusable', 'Archives whose last check found a problem.', ['problem'])
  const connections = gaugeIn(registry, 'terrace_connections', 'Connections to git hosts.', ['state'])
  const pauses = gaugeIn(registry, 'terrace_connections_paused', 'Connections that wait because their host fails or limits the rate.', [
    'reason',
  ])
  return (state) => {
    jobs((state?.jobs ?? []).map(({ kind, state: word, count }) => [{ ...named(kind), state: word }, count]))
    const queued = (state?.jobs ?? []).filter((each) => each.state === 'queued')
    oldest(queued.map(({ kind, due }) => [named(kind), Math.max(0, (state?.at ?? 0) - (due ?? 0)) / 1000]))
    const totals = state?.archives
    archives(totals === undefined ? [] : [[{}, totals.count]])
    bytes(totals === undefined ? [] : [[{}, totals.bytes]])
    damaged(wordsOf(state?.damaged, ['damaged', 'missing', 'unreadable'], 'problem'))
    connections(wordsOf(state?.connections, ['active', 'needs_reauthorization'], 'state'))
    pauses(wordsOf(state?.pauses, ['failing', 'rate_limited'], 'reason'))
  }
}

/** With 0 for words that do not occur, so that a series does not end when a problem does. */
function wordsOf(counts: readonly WordCount[] | undefined, words: readonly string[], label: string): Values {
  if (counts === undefined) return []
  const byWord = new Map(counts.map(({ word, count }) => [word, count]))
  return words.map((word) => [{ [label]: word }, byWord.get(word) ?? 0])
}
