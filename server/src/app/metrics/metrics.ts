// What operators can watch, in the words of Prometheus. Loaded only when they ask for it.
import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client'
import type { Database } from '../../database/index.ts'
import type { Clock } from '../../kernel/index.ts'
import type { HandledJob } from '../../platform/jobs/index.ts'
import { createGauges } from './gauges.ts'
import { MeteredOutcomes } from './metered-outcomes.ts'
import { meteredGit, meteredHttp, meteredJobs, meteredReceiver } from './metered-parts.ts'
import type { Metering } from './metering.ts'
import { createRequestMeter } from './request-tally.ts'
import { createStoredState } from './stored-state.ts'

export interface Watched {
  /** of Terrace */
  version: string
  database: Database
  clock: Clock
  handlers: readonly HandledJob[]
  eventStreams(): number
}

export interface Metrics extends Metering {
  readonly contentType: string
  /** Tells it what to look at, once everything is put together. */
  watch(watched: Watched): void
  /** @returns all metrics as text */
  text(): Promise<string>
}

/** Seconds. From a call of a host nearby to a fetch that takes minutes. */
const CALL_BUCKETS = [0.05, 0.2, 0.5, 1, 5, 15, 60, 300]
const JOB_BUCKETS = [0.02, 0.1, 0.5, 2, 10, 60, 300, 1800]
const WAIT_BUCKETS = [0.0005, 0.005, 0.05, 0.2, 1, 3]

/** Their names break the conventions, or say nothing about a server. */
const UNWANTED = [
  'nodejs_active_handles',
  'nodejs_active_handles_total',
  'nodejs_active_requests',
  'nodejs_active_requests_total',
  'nodejs_active_resources',
  'nodejs_active_resources_total',
]

export function createMetrics(): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  for (const name of UNWANTED) registry.removeSingleMetric(name)
  let show: (() => Promise<void>) | undefined
  return {
    ...metering(registry),
    contentType: registry.contentType,
    watch({ database, clock, ...rest }) {
      const waits = durations(registry, 'terrace_database_wait_seconds', 'How long callers waited for a connection.', [], WAIT_BUCKETS)
      database.watchWaits((seconds) => waits.observe(seconds))
      const showGauges = createGauges({ registry, database, ...rest })
      const read = createStoredState(database, clock)
      show = async () => showGauges(await read())
    },
    async text() {
      await show?.()
      return await registry.metrics()
    },
  }
}

const RECEPTIONS = ['accepted', 'ignored', 'refused', 'unknown']
const USUAL_ENDINGS = [
  { outcome: 'ok', reason: 'imported' },
  { outcome: 'no_configuration', reason: 'no_configuration' },
  { outcome: 'pending', reason: 'interrupted' },
  { outcome: 'clone_failed', reason: 'not_found' },
  { outcome: 'clone_failed', reason: 'authentication' },
  { outcome: 'reg_ingress_failed', reason: 'configuration' },
  { outcome: 'reg_ingress_failed', reason: 'over_quota' },
]

/** The counters. */
function metering(registry: Registry): Metering {
  const deliveries = counter(registry, 'terrace_webhook_deliveries_total', 'Deliveries of webhooks, by what became of them.', ['outcome'])
  const imports = counter(registry, 'terrace_imports_total', 'Attempts to import a version that have ended.', ['outcome', 'reason'])
  // From the start at 0: the first increase of a series that has just begun goes unseen.
  for (const outcome of RECEPTIONS) deliveries.inc({ outcome }, 0)
  for (const ended of USUAL_ENDINGS) imports.inc(ended, 0)
  return {
    requests: createRequestMeter(registry),
    ...meteringOfCalls(registry),
    jobs: meteringOfJobs(registry),
    outcomes: (parts) => new MeteredOutcomes({ ...parts, meter: ({ outcome, reason }) => imports.inc({ outcome, reason }) }),
    receiver: (receiver) => meteredReceiver(receiver, (outcome) => deliveries.inc({ outcome })),
  }
}

function meteringOfCalls(registry: Registry): Pick<Metering, 'git' | 'http'> {
  const gitCalls = counter(registry, 'terrace_git_calls_total', 'Calls of git hosts with git.', ['command', 'family', 'outcome'])
  const gitTimes = durations(
    registry,
    'terrace_git_call_duration_seconds',
    'How long calls with git took, with the wait for a slot.',
    ['command', 'family'],
    CALL_BUCKETS,
  )
  const hostCalls = counter(registry, 'terrace_host_calls_total', 'Calls of the APIs of git hosts.', ['family', 'method', 'outcome'])
  const hostTimes = durations(
    registry,
    'terrace_host_call_duration_seconds',
    'How long calls of the APIs of git hosts took, with their repetitions.',
    ['family', 'method'],
    CALL_BUCKETS,
  )
  return {
    git: (git) =>
      meteredGit(git, ({ command, family, outcome, seconds }) => {
        gitCalls.inc({ command, family, outcome })
        gitTimes.observe({ command, family }, seconds)
      }),
    http: (client) =>
      meteredHttp(client, ({ family, method, outcome, seconds }) => {
        hostCalls.inc({ family, method, outcome })
        hostTimes.observe({ family, method }, seconds)
      }),
  }
}

function meteringOfJobs(registry: Registry): Metering['jobs'] {
  const attempts = counter(registry, 'terrace_job_attempts_total', 'Attempts at jobs that have ended.', ['kind', 'lane', 'outcome'])
  const times = durations(
    registry,
    'terrace_job_attempt_duration_seconds',
    'How long attempts at jobs took.',
    ['kind', 'lane'],
    JOB_BUCKETS,
  )
  return (handlers) =>
    meteredJobs(handlers, ({ kind, lane, outcome, seconds }) => {
      attempts.inc({ kind, lane, outcome })
      times.observe({ kind, lane }, seconds)
    })
}

function counter<Label extends string>(registry: Registry, name: string, help: string, labelNames: readonly Label[]): Counter<Label> {
  return new Counter({ name, help, labelNames, registers: [registry] })
}

function durations<Label extends string>(
  registry: Registry,
  name: string,
  help: string,
  labelNames: readonly Label[],
  buckets: number[],
): Histogram<Label> {
  return new Histogram({ name, help, labelNames, buckets, registers: [registry] })
}
