import { once } from 'node:events'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { KyselyPlugin } from 'kysely'
import { expect, it, onTestFinished } from 'vitest'
import { describeOnEveryDatabase, type TestDatabase } from '../../../test/support/databases.ts'
import { createListLogger, createManualClock, type ManualClock, readJobs } from '../../../test/support/jobs.ts'
import { openDatabase } from '../../database/index.ts'
import { createJobRunner, defineJob, enqueue, handleJob, type JobHandler, type JobRun, type JobRunner, PermanentFailure } from './index.ts'
import type { Lane } from './lanes.ts'

interface Errand {
  to: string
}
const errand = defineJob<Errand>({ kind: 'errand', lane: 'imports', priority: 'due', maxAttempts: 3, timeoutMs: 60_000 })

const errandIn = (lane: Lane, kind: string) => defineJob<Errand>({ ...errand, kind, lane })

interface Setup {
  database: Omit<TestDatabase, 'config'>
  clock: ManualClock
  handler: JobHandler<Errand>
  leaseMs?: number
  slots?: number
}

function createRunner({ database, clock, handler, leaseMs = 30_000, slots = 4 }: Setup): JobRunner & { messages: string[] } {
  const { logger, messages } = createListLogger()
  const handlers = [handleJob(errand, handler)]
  const runner = createJobRunner({ database, clock, logger, handlers, slots: { imports: slots }, leaseMs, pollMs: 5, random: () => 0 })
  onTestFinished(() => runner.stop(0))
  return Object.assign(runner, { messages })
}

/** A handler that runs until the test ends it, or its signal is aborted. */
function createPatientHandler() {
  const released = Promise.withResolvers<void>()
  const arrived = Promise.withResolvers<JobRun<Errand>>()
  const handler: JobHandler<Errand> = async (run) => {
    arrived.resolve(run)
    const aborted = new Promise<void>((_resolve, reject) => {
      run.signal.addEventListener('abort', () => reject(run.signal.reason))
    })
    await Promise.race([released.promise, aborted])
  }
  return { handler, arrived: arrived.promise, release: () => released.resolve() }
}

const queue = (database: TestDatabase, clock: ManualClock, key = 'a') =>
  enqueue(database.queries, errand, { key, payload: { to: key }, now: clock.now() })

describeOnEveryDatabase('the job runner', (open) => {
  it('passes every job its payload and deletes completed jobs, including jobs queued by jobs', async () => {
    const database = await open()
    const clock = createManualClock()
    const seen: Partial<JobRun<Errand>>[] = []
    const handler: JobHandler<Errand> = async ({ payload, attempt, lastAttempt }) => {
      seen.push({ payload, attempt, lastAttempt })
      if (payload.to === 'a') await queue(database, clock, 'b')
    }
    await queue(database, clock)
    await createRunner({ database, clock, handler }).runUntilIdle()
    expect(seen).toEqual(['a', 'b'].map((to) => ({ payload: { to }, attempt: 1, lastAttempt: false })))
    expect(await readJobs(database)).toEqual([])
  })

  it('resets the count of attempts once a job reports progress', async () => {
    const database = await open()
    const clock = createManualClock()
    const attempts: number[] = []
    const handler: JobHandler<Errand> = async ({ attempt, progressed }) => {
      attempts.push(attempt)
      if (attempts.length === 3) await progressed()
      if (attempts.length < 5) throw new Error('not yet')
    }
    await queue(database, clock)
    const runner = createRunner({ database, clock, handler })
    for (let tries = 0; tries < 5; tries++) {
      await runner.runUntilIdle()
      clock.advance(3_600_000)
    }
    // Without progress, the third attempt would have been the last.
    expect(attempts).toEqual([1, 2, 3, 2, 3])
    expect(await readJobs(database)).toEqual([])
  })

  it('retries a failing job with growing delays, and keeps the error of the last attempt', async () => {
    const database = await open()
    const clock = createManualClock()
    const attempts: [number, boolean][] = []
    const runner = createRunner({
      database,
      clock,
      handler: async ({ attempt, lastAttempt }) => {
        attempts.push([attempt, lastAttempt])
        throw new Error(`broken ${attempt}`)
      },
    })
    await queue(database, clock)
    for (const wait of [2000, 4000]) {
      await runner.runUntilIdle()
      expect(await readJobs(database)).toMatchObject([{ state: 'queued', run_at: clock.now() + wait }])
      clock.advance(wait - 1)
      await runner.runUntilIdle()
      clock.advance(1)
    }
    await runner.runUntilIdle()
    expect(attempts).toEqual([
      [1, false],
      [2, false],
      [3, true],
    ])
    expect(await readJobs(database)).toMatchObject([{ state: 'failed', attempts: 3, last_error: 'Error: broken 3' }])
    expect(runner.messages).toEqual(['job failed and will be tried again', 'job failed and will be tried again', 'job failed'])
  })

  it('does not retry permanent failures', async () => {
    const database = await open()
    const clock = createManualClock()
    await queue(database, clock)
    const error = new PermanentFailure('no such repository')
    await createRunner({ database, clock, handler: () => Promise.reject(error) }).runUntilIdle()
    expect(await readJobs(database)).toMatchObject([{ state: 'failed', attempts: 1, last_error: 'PermanentFailure: no such repository' }])
  })

  it('starts when woken, and runs a job once although two runners look for work', async () => {
    const database = await open()
    const other = await openDatabase(database.config)
    const clock = createManualClock()
    const running = new Set<string>()
    const done: string[] = []
    const handler: JobHandler<Errand> = async ({ payload }) => {
      if (running.has(payload.to)) throw new PermanentFailure('runs twice')
      running.add(payload.to)
      await new Promise((resolve) => setTimeout(resolve, 2))
      running.delete(payload.to)
      done.push(payload.to)
    }
    const runners = [createRunner({ database, clock, handler }), createRunner({ database: other, clock, handler })]
    for (const runner of runners) runner.start()
    const keys = [...Array(30).keys()].map((number) => `key ${String(number).padStart(2, '0')}`)
    for (const key of keys) await queue(database, clock, key)
    for (const runner of runners) runner.wake()
    await expect.poll(() => readJobs(database)).toEqual([])
    await Promise.all(runners.map((runner) => runner.stop()))
    await other.close()
    expect(done.toSorted()).toEqual(keys)
  })

  it('takes over a job whose runner hangs, which can then neither complete nor fail it', async () => {
    const database = await open()
    const clock = createManualClock()
    const silent = createPatientHandler()
    const first = createRunner({ database, clock, handler: silent.handler })
    await queue(database, clock)
    const firstIdle = first.runUntilIdle()
    await silent.arrived

    const second = createPatientHandler()
    clock.advance(30_000)
    const secondIdle = createRunner({ database, clock, handler: second.handler }).runUntilIdle()
    expect((await second.arrived).attempt).toBe(1)
    silent.release()
    await firstIdle
    expect(first.messages).toEqual(['job ended after another process had taken it over'])
    expect(await readJobs(database)).toMatchObject([{ state: 'running', attempts: 1 }])
    second.release()
    await secondIdle
    expect(await readJobs(database)).toEqual([])
  })

  it('holds a long job by renewing its lease, and stops it when the lease is lost', async () => {
    const database = await open()
    const clock = createManualClock()
    const patient = createPatientHandler()
    const runner = createRunner({ database, clock, handler: patient.handler, leaseMs: 60 })
    await queue(database, clock)
    const idle = runner.runUntilIdle()
    const { signal } = await patient.arrived
    clock.advance(50)
    const lease = () => database.queries.selectFrom('jobs').select('lease_until').executeTakeFirst()
    await expect.poll(lease).toEqual({ lease_until: clock.now() + 60 })
    expect(signal.aborted).toBe(false)

    await database.queries.updateTable('jobs').set({ lease_id: 'somebody else' }).execute()
    await idle
    expect(signal.aborted).toBe(true)
    expect(runner.messages).toEqual(['job lease was lost'])
    expect(await readJobs(database)).toMatchObject([{ state: 'running' }])
  })

  it('stops its own attempt when it claims the same job again', async () => {
    const database = await open()
    const clock = createManualClock()
    const runs: JobRun<Errand>[] = []
    const second = Promise.withResolvers<void>()
    const runner = createRunner({
      database,
      clock,
      handler: async (run) => {
        runs.push(run)
        if (runs.length === 2) return second.resolve()
        clock.advance(30_000)
        runner.wake()
        await second.promise
        run.signal.throwIfAborted()
      },
    })
    await queue(database, clock)
    runner.start()
    await second.promise
    await runner.stop()
    expect(runs.map(({ attempt, signal }) => [attempt, signal.aborted])).toEqual([
      [1, true],
      [1, false],
    ])
    expect(await readJobs(database)).toEqual([])
  })

  it.each([
    ['heeds the signal', ({ signal }: JobRun<unknown>) => signal.throwIfAborted()],
    ['ends in peace', () => undefined],
  ])('fails an attempt that takes too long, when the handler %s', async (_, end) => {
    const database = await open()
    const clock = createManualClock()
    const { logger } = createListLogger()
    const handler = handleJob(defineJob<Errand>({ ...errand, timeoutMs: 1 }), async (run) => {
      await once(run.signal, 'abort')
      end(run)
    })
    await queue(database, clock)
    await createJobRunner({ database, clock, logger, handlers: [handler], random: () => 0 }).runUntilIdle()
    expect(await readJobs(database)).toMatchObject([
      {
        state: 'queued',
        attempts: 1,
        run_at: clock.now() + 2000,
        last_error: 'TimedOut: the attempt was stopped after 0.001 seconds, the limit for this kind of job',
      },
    ])
  })

  it('interrupts handlers when it stops, and the attempt does not count', async () => {
    const database = await open()
    const clock = createManualClock()
    const { handler, arrived } = createPatientHandler()
    const runner = createRunner({ database, clock, handler })
    await queue(database, clock)
    runner.start()
    const { signal } = await arrived
    await runner.stop()
    expect(signal.aborted).toBe(true)
    expect(await readJobs(database)).toMatchObject([{ state: 'queued', attempts: 0, run_at: clock.now(), last_error: null }])
  })

  it('abandons handlers that do not stop in time, and ignores whatever they still do', async () => {
    const database = await open()
    const clock = createManualClock()
    const arrived = Promise.withResolvers<void>()
    const finished = Promise.withResolvers<void>()
    const handler = () => {
      arrived.resolve()
      return finished.promise
    }
    const runner = createRunner({ database, clock, handler })
    await queue(database, clock)
    runner.start()
    await arrived.promise
    await runner.stop(1)
    finished.resolve()
    expect(await readJobs(database)).toMatchObject([{ state: 'queued', attempts: 0 }])
  })

  it('runs as many jobs of a lane concurrently as it has slots, and no more', async () => {
    const database = await open()
    const clock = createManualClock()
    const full = Promise.withResolvers<void>()
    let now = 0
    let most = 0
    const handler = async () => {
      most = Math.max(most, ++now)
      if (now === 3) {
        // Longer than it takes to claim another one.
        for (let looks = 0; looks < 20; looks++) await readJobs(database)
        full.resolve()
      }
      await full.promise
      now--
    }
    for (const key of 'abcdefgh') await queue(database, clock, key)
    await createRunner({ database, clock, handler, slots: 3 }).runUntilIdle()
    expect(most).toBe(3)
    expect(await readJobs(database)).toEqual([])
  })

  it('is not idle when a job that ends while lanes are asked has queued work for a lane that was asked before', async () => {
    const database = await open()
    const clock = createManualClock()
    const done: string[] = []
    const [began, ending, settled] = [Promise.withResolvers<void>(), Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const [late, long, short] = [errandIn('imports', 'late'), errandIn('webhooks', 'long'), errandIn('webhooks', 'short')]
    const request = (key: string) => ({ key, payload: { to: key }, now: clock.now() })
    const handlers = [
      handleJob(late, async () => void done.push('late')),
      handleJob(long, async () => {
        began.resolve()
        await ending.promise
        await enqueue(database.queries, late, request('late'))
        done.push('long')
      }),
      // Whichever is claimed first, both run when it ends.
      handleJob(short, async () => {
        await began.promise
        done.push('short')
      }),
    ]
    // The short job ends first, and every lane is asked again. The long one ends before the first answer arrives.
    const plugin: KyselyPlugin = {
      transformQuery: ({ node }) => node,
      transformResult: async ({ result }) => {
        const isAnswer = result.rows.some((row) => 'due' in row)
        if (isAnswer && done.join() === 'short') {
          ending.resolve()
          await settled.promise
          await nextTurn()
        }
        if (!isAnswer && done.includes('long')) settled.resolve()
        return result
      },
    }
    const queries = database.queries.withPlugin(plugin)
    const { logger } = createListLogger()
    const runner = createJobRunner({ database: { ...database, queries }, clock, logger, handlers, slots: { webhooks: 2 } })
    await enqueue(database.queries, long, request('long'))
    await enqueue(database.queries, short, request('short'))
    await runner.runUntilIdle()
    expect(done).toEqual(['short', 'long', 'late'])
  })
})
