// Jobs while the database is away: nobody counts that as a failure of theirs.
import { Client } from 'pg'
import { afterEach, beforeEach, describe, expect, inject, it, onTestFinished } from 'vitest'
import { type Database, openDatabase } from '../../src/database/index.ts'
import { createJobRunner, defineJob, enqueue, handleJob, type JobHandler, type JobRun } from '../../src/platform/jobs/index.ts'
import { createListLogger, createManualClock, readJobs } from '../support/jobs.ts'
import { type PostgresProxy, startPostgresProxy } from '../support/postgres-proxy.ts'
import { createSharedDatabase, type SharedDatabase } from '../support/shared-installation.ts'

const LEASE_MS = 300
const OUTAGE_MS = 60_000
const A_MINUTE = 60_000
/** The first failure is the last one. */
const errand = defineJob<null>({ kind: 'errand', lane: 'imports', priority: 'due', maxAttempts: 1, timeoutMs: A_MINUTE })

const serverUrl = inject('postgresUrl')

describe.skipIf(serverUrl === null)('a job, while the database is away', () => {
  let shared: SharedDatabase
  let proxy: PostgresProxy
  /** as the runner has it */
  let database: Database
  /** which never goes away */
  let direct: Database
  const clock = createManualClock()

  beforeEach(async () => {
    shared = await createSharedDatabase(serverUrl ?? '')
    proxy = await startPostgresProxy(shared.url)
    database = await openDatabase({ kind: 'postgres', url: proxy.url, limits: { lockMs: 50 } })
    direct = await openDatabase({ kind: 'postgres', url: shared.url })
  })
  afterEach(async () => {
    await direct.close()
    await database.close()
    await proxy[Symbol.asyncDispose]()
    await shared[Symbol.asyncDispose]()
  })

  function start(handler: JobHandler<null>): string[] {
    const { logger, messages } = createListLogger()
    const handlers = [handleJob(errand, handler)]
    const runner = createJobRunner({ database, clock, logger, handlers, leaseMs: LEASE_MS, pollMs: 10, random: () => 0 })
    onTestFinished(() => runner.stop(0))
    runner.start()
    return messages
  }
  const queue = (key = 'a') => enqueue(direct.queries, errand, { key, payload: null, now: clock.now() })

  it('fails with it, and runs again as if it had not, however long that takes', async () => {
    await queue()
    const runs: number[] = []
    const failed = Promise.withResolvers<void>()
    const messages = start(async ({ attempt }) => {
      runs.push(attempt)
      if (runs.length > 1) return
      proxy.cut()
      await readJobs(database).finally(failed.resolve)
    })
    await failed.promise
    clock.advance(OUTAGE_MS)
    proxy.mend()
    await expect.poll(async () => (await readJobs(direct)).map(({ state, attempts }) => [state, attempts])).toEqual([['queued', 0]])
    clock.advance(A_MINUTE)
    await expect.poll(() => readJobs(direct)).toEqual([])
    expect(runs).toEqual([1, 1])
    expect(messages).not.toContain('job failed')
  })

  it('is done, and that is written once the database is back', async () => {
    await queue()
    let runs = 0
    start(async () => {
      runs += 1
      proxy.cut()
    })
    await expect.poll(() => runs).toBe(1)
    clock.advance(OUTAGE_MS)
    proxy.mend()
    await expect.poll(() => readJobs(direct)).toEqual([])
    expect(runs).toBe(1)
  })

  it('is stopped when its lease can no longer be renewed, and that does not count', async () => {
    await queue()
    const runs: JobRun<null>[] = []
    start(async (run) => {
      runs.push(run)
      if (runs.length > 1) return
      proxy.cut()
      clock.advance(OUTAGE_MS)
      await new Promise((_resolve, reject) => run.signal.addEventListener('abort', () => reject(run.signal.reason)))
    })
    await expect.poll(() => runs[0]?.signal.aborted).toBe(true)
    proxy.mend()
    await expect.poll(() => readJobs(direct)).toEqual([])
    expect(runs.map(({ attempt }) => attempt)).toEqual([1, 1])
  })

  it('that is queued by somebody else is found once the database is back', async () => {
    const done = Promise.withResolvers<void>()
    const messages = start(async () => done.resolve())
    proxy.cut()
    await expect.poll(() => messages).toContain('jobs could not be claimed; trying again')
    await queue()
    proxy.mend()
    await done.promise
  })

  it('goes on beside one that a process standing still holds in the middle of a change', async () => {
    await queue('held')
    await direct.queries
      .updateTable('jobs')
      .set({ state: 'running', lease_id: 'theirs', lease_until: clock.now() - 1 })
      .execute()
    const still = new Client({ connectionString: shared.url })
    await still.connect()
    await still.query("begin; select * from jobs where lease_id = 'theirs' for update")
    await queue('free')
    start(async () => undefined)
    await expect.poll(async () => (await readJobs(direct)).map(({ key }) => key)).toEqual(['held'])
    await still.query('rollback')
    await still.end()
    await expect.poll(() => readJobs(direct)).toEqual([])
  })
})
