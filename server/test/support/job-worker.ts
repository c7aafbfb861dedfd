// A process that runs `mark` jobs until it is killed. Each job inserts one row into module_inspections.
// Arguments: the database configuration as JSON, and the number of jobs after which it completes no more.
import { setTimeout as sleep } from 'node:timers/promises'
import { openDatabase } from '../../src/database/index.ts'
import { systemClock } from '../../src/kernel/index.ts'
import { createJobRunner, handleJob } from '../../src/platform/jobs/index.ts'
import { createListLogger, MARK_LEASE_MS, mark } from './jobs.ts'

const database = await openDatabase(JSON.parse(process.argv[2] ?? ''))
let left = Number(process.argv[3])
const handler = handleJob(mark, async ({ payload }) => {
  if (left-- <= 0) await new Promise(() => undefined)
  await sleep(5)
  await database.queries
    .insertInto('module_inspections')
    .values({ key: payload.key, document: '{}', format: 0, tried_at: 0, created_at: 0 })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  process.stdout.write('.')
})
const { logger } = createListLogger()
createJobRunner({ database, clock: systemClock, logger, handlers: [handler], leaseMs: MARK_LEASE_MS, pollMs: 20 }).start()
