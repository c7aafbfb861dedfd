import { expect, it } from 'vitest'
import { describeOnEveryDatabase } from '../../../test/support/databases.ts'
import { createListLogger, createManualClock, readJobs } from '../../../test/support/jobs.ts'
import { createJobRunner, defineJob, handleJob, recurring, startSchedule } from './index.ts'
import { queueNext } from './schedule.ts'

const HOUR = 3_600_000
const sweep = defineJob<null>({ kind: 'sweep', lane: 'upkeep', priority: 'due', maxAttempts: 1, timeoutMs: 60_000 })
const hourly = recurring(sweep, { key: 'sweep', payload: null, everyMs: HOUR })

describeOnEveryDatabase('a recurring job', (open) => {
  it('runs once per period, however many processes queue it and however often', async () => {
    const database = await open()
    const clock = createManualClock(10 * HOUR + 5)
    const runs: number[] = []
    const handlers = [handleJob(sweep, async () => void runs.push(clock.now()))]
    const runner = createJobRunner({ database, clock, logger: createListLogger().logger, handlers })
    for (let quarter = 0; quarter < 12; quarter++) {
      await Promise.all([queueNext(database.queries, hourly, clock.now()), queueNext(database.queries, hourly, clock.now())])
      await runner.runUntilIdle()
      clock.advance(HOUR / 4)
    }
    expect(runs.map((time) => Math.floor(time / HOUR))).toEqual([11, 12])
  })

  it('is queued when the schedule starts', async () => {
    const database = await open()
    const clock = createManualClock(10 * HOUR + 5)
    const stop = startSchedule({ database, clock, logger: createListLogger().logger, jobs: [hourly] })
    await expect.poll(() => readJobs(database)).toMatchObject([{ key: 'sweep', run_at: 11 * HOUR }])
    stop()
  })
})
