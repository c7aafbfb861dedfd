import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, it } from 'vitest'
import { describeOnEveryDatabase, type TestDatabase } from '../../../test/support/databases.ts'
import { mark, readJobs } from '../../../test/support/jobs.ts'
import { enqueue } from './index.ts'

const WORKER = fileURLToPath(new URL('../../../test/support/job-worker.ts', import.meta.url))
const JOBS = 150
const KILLS = 4
const JOBS_BEFORE_KILL = 15

/** Waits until the worker has completed so many jobs. It prints a dot for each. */
async function ended({ stdout }: ChildProcess, count: number): Promise<void> {
  if (stdout === null) throw new Error('no output to read')
  let dots = 0
  for await (const text of stdout.iterator({ destroyOnReturn: false })) {
    dots += String(text).length
    if (dots >= count) return
  }
  throw new Error('the worker ended by itself')
}

describeOnEveryDatabase('jobs whose process is killed', (open) => {
  const children = new Set<ChildProcess>()
  afterEach(async () => {
    for (const child of children) await kill(child)
  })

  /** @param limit of jobs it ends; it holds on to the next ones until it is killed */
  function startWorker({ config }: TestDatabase, limit = JOBS): ChildProcess {
    const child = spawn(process.execPath, [WORKER, JSON.stringify(config), String(limit)], { stdio: ['ignore', 'pipe', 'inherit'] })
    children.add(child)
    return child
  }

  async function kill(child: ChildProcess): Promise<void> {
    children.delete(child)
    if (child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill('SIGKILL')
    await gone
  }

  it('are all completed in the end, by the surviving processes', async () => {
    const database = await open()
    const keys = [...Array(JOBS).keys()].map((number) => `mark ${String(number).padStart(3, '0')}`)
    await database.queries.transaction().execute(async (transaction) => {
      for (const key of keys) await enqueue(transaction, mark, { key, payload: { key }, now: 0 })
    })
    for (let kills = 0; kills < KILLS; kills++) {
      const child = startWorker(database, JOBS_BEFORE_KILL)
      await ended(child, JOBS_BEFORE_KILL)
      await kill(child)
    }
    expect((await readJobs(database)).length).toBeGreaterThanOrEqual(JOBS - KILLS * JOBS_BEFORE_KILL)

    startWorker(database)
    await expect.poll(() => readJobs(database)).toEqual([])
    const marks = await database.queries.selectFrom('module_inspections').select('key').orderBy('key').execute()
    expect(marks.map(({ key }) => key)).toEqual(keys)
  })
})
