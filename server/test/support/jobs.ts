// Helpers for tests of jobs: a manual clock, a readable log, and the content of the queue.
import type { Database } from '../../src/database/index.ts'
import type { Clock } from '../../src/kernel/index.ts'
import { defineJob } from '../../src/platform/jobs/index.ts'
import type { Logger } from '../../src/platform/observability/index.ts'

export interface ManualClock extends Clock {
  advance(ms: number): void
}

export function createManualClock(start = 1_700_000_000_000): ManualClock {
  let time = start
  return {
    now: () => time,
    advance: (ms) => {
      time += ms
    },
  }
}

/** Advances by a millisecond on every read, so that events have distinct times. */
export function createRisingClock(start = Date.now()): ManualClock {
  let time = start
  return {
    now: () => time++,
    advance: (ms) => {
      time += ms
    },
  }
}

/** Keeps the messages of warnings and errors. */
export function createListLogger(): { logger: Logger; messages: string[] } {
  const messages: string[] = []
  const keep = (_fields: unknown, message?: string) => void messages.push(message ?? '')
  return { logger: { error: keep, warn: keep, info: () => undefined, debug: () => undefined }, messages }
}

/** Every job in the table, oldest key first. */
export function readJobs({ queries }: Pick<Database, 'queries'>) {
  return queries
    .selectFrom('jobs')
    .select(['key', 'state', 'attempts', 'run_at', 'priority', 'last_error', 'payload'])
    .orderBy('key')
    .orderBy('run_at')
    .execute()
}

/** The job of job-worker.ts. */
export const mark = defineJob<{ key: string }>({ kind: 'mark', lane: 'imports', priority: 'due', maxAttempts: 50, timeoutMs: 60_000 })
/** Short leases, so that another process takes over soon. */
export const MARK_LEASE_MS = 300
