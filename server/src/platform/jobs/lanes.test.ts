import { expect, it, onTestFinished } from 'vitest'
import { describeOnEveryDatabase, type TestDatabase } from '../../../test/support/databases.ts'
import { createListLogger, createManualClock, type ManualClock, readJobs } from '../../../test/support/jobs.ts'
import { createJobRunner, defineJob, enqueue, handleJob, type JobRun, type Priority, type Turn } from './index.ts'

const fetching = defineJob<string>({ kind: 'fetch', lane: 'imports', priority: 'due', maxAttempts: 1, timeoutMs: 60_000 })
const uploading = defineJob<string>({ kind: 'upload', lane: 'uploads', priority: 'due', maxAttempts: 1, timeoutMs: 60_000 })

const TEN_MINUTES = 10 * 60_000
const FOUR_SECONDS = 4000
const HALF_A_MINUTE = 30_000

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
  const stopped: string[] = []
  const progress = new Map<string, () => Promise<void>>()
  const handler = async (run: JobRun<string>) => {
    begun.push(run.payload)
    progress.set(run.payload, run.progressed)
    run.signal.addEventListener('abort', () => void stopped.push(run.payload))
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
  return { runner, begun, stopped, progress, arrived: (name: string) => arrival(name).promise }
}

const slow = (name: string, host: string): Errand => ({ name: `slow ${name}`, organization: 'org-slow', host })

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

  it('let others begin once all that hold slots take long', async () => {
    const { database, clock, queue } = await prepare()
    const stuck = ['a', 'b', 'c', 'd']
    const { runner, begun, arrived, stopped } = startRunner(database, { clock, slots: 2, isSlow: (name) => stuck.includes(name) })
    runner.start()
    for (const pair of [stuck.slice(0, 2), stuck.slice(2)]) {
      await queue(pair.map((name) => ({ name, organization: `org-${name}`, host: `${name}.test` })))
      await Promise.all(pair.map(arrived))
      clock.advance(FOUR_SECONDS)
    }
    await queue([{ name: 'other', organization: 'org-other', host: 'quick.test' }])
    await arrived('other')
    expect(begun).toEqual([...stuck, 'other'])
    expect(stopped).toEqual([])
  })

  it('do not let an organization begin more, nor more at one host, because its jobs take long', async () => {
    const { database, clock, queue } = await prepare()
    await queue(['a', 'b', 'c'].map((name) => slow(name, 'a.test')))
    const { runner, begun, arrived } = startRunner(database, { clock, slots: 4, isSlow: (name) => name.startsWith('slow') })
    runner.start()
    await Promise.all(['slow a', 'slow b'].map(arrived))
    clock.advance(FOUR_SECONDS)
    await queue([slow('d', 'b.test')])
    await arrived('slow d')
    await queue([slow('e', 'c.test')])
    clock.advance(FOUR_SECONDS)
    for (const name of ['1', '2', '3']) {
      await queue([{ name, organization: 'org-other', host: 'a.test' }])
      await arrived(name)
    }
    expect(begun.filter((name) => name.startsWith('slow'))).toEqual(['slow a', 'slow b', 'slow d'])
  })

  it('make the one that waits for its host the longest give way, when slow jobs have all places and others wait', async () => {
    const { database, clock, queue } = await prepare()
    const stuck = 'abcdefg'.split('')
    const { runner, arrived, stopped, progress } = startRunner(database, { clock, slots: 1, isSlow: (name) => stuck.includes(name) })
    runner.start()
    for (const name of stuck) {
      await queue([{ name, organization: `org-${name}`, host: `${name}.test` }])
      await arrived(name)
      clock.advance(FOUR_SECONDS)
    }
    clock.advance(HALF_A_MINUTE)
    await progress.get('a')?.()
    await queue([{ name: 'other', organization: 'org-other', host: 'quick.test' }])
    await arrived('other')
    expect(stopped).toEqual(['b'])
    await expect
      .poll(async () => (await readJobs(database)).find(({ key }) => key === 'b'))
      .toMatchObject({
        state: 'failed',
        last_error: expect.stringContaining('waited for b.test without progress'),
      })
  })

  it("keep their slots when they are nobody's, however long they take", async () => {
    const { database, clock, queue } = await prepare()
    await queue([{ name: 'sweep' }])
    const { runner, begun, arrived, stopped } = startRunner(database, { clock, slots: 1, isSlow: (name) => name === 'sweep' })
    runner.start()
    await arrived('sweep')
    clock.advance(TEN_MINUTES)
    await queue([{ name: 'behind' }])
    await queue([{ name: 'upload' }], uploading)
    await arrived('upload')
    expect(begun).toEqual(['sweep', 'upload'])
    expect(stopped).toEqual([])
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
