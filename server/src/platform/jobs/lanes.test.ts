import { expect, it, onTestFinished } from 'vitest'
import { describeOnEveryDatabase, type TestDatabase } from '../../../test/support/databases.ts'
import { createListLogger, createManualClock, type ManualClock } from '../../../test/support/jobs.ts'
import { createJobRunner, defineJob, enqueue, handleJob, type JobRun, type Priority, type Turn } from './index.ts'

const fetching = defineJob<string>({ kind: 'fetch', lane: 'imports', priority: 'due', maxAttempts: 1, timeoutMs: 60_000 })
const uploading = defineJob<string>({ kind: 'upload', lane: 'uploads', priority: 'due', maxAttempts: 1, timeoutMs: 60_000 })

const TEN_MINUTES = 10 * 60_000

interface Errand extends Turn {
  name: string
  priority?: Priority
}

/** Does not end before the test does. */
function hanging({ signal }: JobRun<unknown>): Promise<void> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason))
  })
}

/** @param parts.isSlow of jobs that do not end before the test does */
function startRunner(database: TestDatabase, parts: { clock: ManualClock; slots: number; isSlow?: (name: string) => boolean }) {
  const begun: string[] = []
  const waits = new Map<string, PromiseWithResolvers<void>>()
  const arrival = (name: string) => {
    const wait = waits.get(name) ?? Promise.withResolvers<void>()
    waits.set(name, wait)
    return wait
  }
  const handler = async (run: JobRun<string>) => {
    begun.push(run.payload)
    arrival(run.payload).resolve()
    if (parts.isSlow?.(run.payload) === true) await hanging(run)
  }
  const runner = createJobRunner({
    database,
    clock: parts.clock,
    logger: createListLogger().logger,
    handlers: [handleJob(fetching, handler), handleJob(uploading, handler)],
    slots: { imports: parts.slots },
    pollMs: 5,
  })
  onTestFinished(() => runner.stop(0))
  return { runner, begun, arrived: (name: string) => arrival(name).promise }
}

describeOnEveryDatabase('jobs in lanes', (open) => {
  async function prepare() {
    const database = await open()
    const clock = createManualClock()
    const queue = async (errands: readonly Errand[], job = fetching) => {
      for (const { name, priority, ...turn } of errands) {
        await enqueue(database.queries, job, { key: name, payload: name, now: clock.now(), priority, turn })
        clock.advance(1)
      }
    }
    return { database, clock, queue }
  }

  it('let other lanes run while all their own slots are held', async () => {
    const { database, clock, queue } = await prepare()
    await queue([{ name: 'stuck 1' }, { name: 'stuck 2' }, { name: 'behind' }])
    await queue([{ name: 'upload' }], uploading)
    const { runner, begun, arrived } = startRunner(database, { clock, slots: 2, isSlow: (name) => name.startsWith('stuck') })
    runner.start()
    await Promise.all(['stuck 1', 'stuck 2', 'upload'].map(arrived))
    expect(begun).not.toContain('behind')
  })

  it('leave slots to others when one host hangs, whichever organizations call it', async () => {
    const { database, clock, queue } = await prepare()
    await queue('abcdefgh'.split('').map((name, index) => ({ name: `slow ${name}`, organization: `org-${index % 4}`, host: 'slow.test' })))
    const { runner, begun, arrived } = startRunner(database, { clock, slots: 4, isSlow: (name) => name.startsWith('slow') })
    runner.start()
    await Promise.all(['slow a', 'slow b'].map(arrived))
    await queue('abcd'.split('').map((name) => ({ name: `quick ${name}`, organization: 'org-0', host: 'quick.test' })))
    await Promise.all('abcd'.split('').map((name) => arrived(`quick ${name}`)))
    expect(begun.filter((name) => name.startsWith('slow'))).toEqual(['slow a', 'slow b'])
  })

  it('leave a slot to other organizations, however many slow hosts one has', async () => {
    const { database, clock, queue } = await prepare()
    await queue('abcdefgh'.split('').map((name) => ({ name: `slow ${name}`, organization: 'org-many', host: `${name}.test` })))
    const { runner, begun, arrived } = startRunner(database, { clock, slots: 3, isSlow: (name) => name.startsWith('slow') })
    runner.start()
    await Promise.all(['slow a', 'slow b'].map(arrived))
    await queue([{ name: 'other', organization: 'org-other', host: 'quick.test' }])
    await arrived('other')
    expect(begun).toEqual(['slow a', 'slow b', 'other'])
  })

  it('give organizations turns, however much one of them has queued', async () => {
    const { database, clock, queue } = await prepare()
    for (const organization of ['a', 'b', 'c']) {
      await queue([1, 2, 3].map((number) => ({ name: `${organization}${number}`, organization, host: 'git.test' })))
    }
    const { runner, begun } = startRunner(database, { clock, slots: 1 })
    await runner.runUntilIdle()
    expect(begun).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'c2', 'a3', 'b3', 'c3'])
  })

  it('give the hosts of an organization turns', async () => {
    const { database, clock, queue } = await prepare()
    for (const host of ['a', 'b']) {
      await queue([1, 2].map((number) => ({ name: `${host}${number}`, organization: 'org', host })))
    }
    const { runner, begun } = startRunner(database, { clock, slots: 1 })
    await runner.runUntilIdle()
    expect(begun).toEqual(['a1', 'b1', 'a2', 'b2'])
  })

  it('count running jobs of other processes: whoever has the fewest goes first', async () => {
    const { database, clock, queue } = await prepare()
    await queue([{ name: 'slow', organization: 'busy', host: 'a.test' }])
    const other = startRunner(database, { clock, slots: 1, isSlow: (name) => name === 'slow' })
    other.runner.start()
    await other.arrived('slow')
    await queue([
      { name: 'of the busy', organization: 'busy', host: 'b.test' },
      { name: 'of the idle', organization: 'idle', host: 'b.test' },
    ])
    const { runner, begun } = startRunner(database, { clock, slots: 1 })
    await runner.runUntilIdle()
    expect(begun).toEqual(['of the idle', 'of the busy'])
  })

  it('run requested jobs before scheduled ones, unless those have waited for ten minutes', async () => {
    const { database, clock, queue } = await prepare()
    await queue([{ name: 'overdue' }])
    clock.advance(TEN_MINUTES)
    await queue([{ name: 'due' }, { name: 'asked', priority: 'asked' }])
    const { runner, begun } = startRunner(database, { clock, slots: 1 })
    await runner.runUntilIdle()
    expect(begun).toEqual(['overdue', 'asked', 'due'])
  })
})
