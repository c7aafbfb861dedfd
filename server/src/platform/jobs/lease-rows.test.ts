import { expect, it } from 'vitest'
import { describeOnEveryDatabase, type TestDatabase } from '../../../test/support/databases.ts'
import { readJobs } from '../../../test/support/jobs.ts'
import { openDatabase } from '../../database/index.ts'
import { claim } from './claim.ts'
import { defineJob, enqueue, retryFailed } from './index.ts'
import { complete, fail, forgetAttempts, releaseAll, releaseExpired, renew, requeue } from './lease-rows.ts'
import type { ClaimedJob } from './queue-rows.ts'

const LEASE_MS = 100
const A_MINUTE = 60_000
const build = defineJob<null>({ kind: 'build', lane: 'imports', priority: 'due', maxAttempts: 2, timeoutMs: 60_000 })
const at = (now: number) => ({ kinds: ['build'], now, leaseMs: LEASE_MS })

async function enqueueAll(database: TestDatabase, ...keys: string[]): Promise<void> {
  for (const [index, key] of keys.entries()) await enqueue(database.queries, build, { key, payload: null, now: index })
}

async function claimOne(database: TestDatabase, now: number) {
  const job = await claim(database, at(now))
  if (job === undefined) throw new Error('nothing to claim')
  return job
}

/** Claims at most `limit` jobs. */
async function claimAll(database: Omit<TestDatabase, 'config'>, now: number, limit = 10): Promise<ClaimedJob[]> {
  const jobs: ClaimedJob[] = []
  while (jobs.length < limit) {
    const job = await claim(database, at(now))
    if (job === undefined) break
    jobs.push(job)
  }
  return jobs
}

const states = async (database: TestDatabase) => (await readJobs(database)).map(({ key, state }) => `${key} ${state}`)

/** What happens after the process of a running job died. @returns when the job waits no longer */
const ENDINGS: [string, (database: TestDatabase, now: number) => Promise<number>][] = [
  [
    'starts again, alone with the database',
    async (database, now) => {
      await releaseAll(database, now)
      return now + A_MINUTE
    },
  ],
  [
    'others see the lease run out',
    async (database, now) => {
      await releaseExpired(database, ['build'], now + LEASE_MS)
      return now + A_MINUTE
    },
  ],
]

describeOnEveryDatabase('leases', (open) => {
  it('are granted in due order, only for the requested kinds, and not before their time', async () => {
    const database = await open()
    await enqueueAll(database, 'first', 'second', 'third')
    await enqueue(database.queries, defineJob<null>({ ...build, kind: 'other' }), { key: 'other', payload: null, now: 0 })
    expect(await claimAll(database, 1)).toHaveLength(2)
    expect(await states(database)).toEqual(['first running', 'other queued', 'second running', 'third queued'])
  })

  it('pass to another process after expiry, and the previous holder can write nothing more', async () => {
    const database = await open()
    await enqueueAll(database, 'a')
    const former = await claimOne(database, 0)
    expect(await claim(database, at(LEASE_MS - 1))).toBeUndefined()
    const present = await claimOne(database, LEASE_MS)
    expect(present).toMatchObject({ id: former.id, attempts: 1 })

    expect(await renew(database.queries, [former], 999)).toEqual(new Set())
    expect(await complete(database.queries, former)).toBe(false)
    expect(await fail(database.queries, former, 'late', 1)).toBe(false)
    expect(await requeue(database.queries, former, { runAt: 1, now: 1 })).toBe(false)
    expect(await states(database)).toEqual(['a running'])
    expect(await complete(database.queries, present)).toBe(true)
    expect(await states(database)).toEqual([])
  })

  it('are distinct when a process claims its own job again: only the second can be renewed', async () => {
    const database = await open()
    await enqueueAll(database, 'a')
    const former = await claimOne(database, 0)
    const present = await claimOne(database, LEASE_MS)
    expect(await renew(database.queries, [former, present], 500)).toEqual(new Set([present]))
  })

  it('last longer when renewed', async () => {
    const database = await open()
    await enqueueAll(database, 'a', 'b')
    const jobs = await claimAll(database, 1)
    expect(await renew(database.queries, jobs, 500)).toEqual(new Set(jobs))
    expect(await claim(database, at(499))).toBeUndefined()
    expect(await claimAll(database, 500)).toHaveLength(2)
  })

  it.each(ENDINGS)('cost no attempt when the process dies and %s', async (_ending, afterDeath) => {
    const database = await open()
    await enqueueAll(database, 'a')
    let now = 0
    for (let kills = 0; kills < 20; kills++) {
      expect(await claimOne(database, now)).toMatchObject({ attempts: 1 })
      now = await afterDeath(database, now)
    }
    expect(await claimOne(database, now)).toMatchObject({ attempts: 1 })
  })

  it.each(ENDINGS)('run out for good when the process dies of the job every time and %s', async (_ending, afterDeath) => {
    const database = await open()
    await enqueueAll(database, 'a')
    let now = 0
    for (let deaths = 0; deaths < 30; deaths++) {
      await claimOne(database, now)
      now = await afterDeath(database, now)
    }
    expect(await claim(database, at(now))).toBeUndefined()
    const [failed] = await readJobs(database)
    expect(failed).toMatchObject({ state: 'failed', last_error: 'the process died 30 times in a row while it ran the job' })
  })

  it.each(ENDINGS)(
    'run out for good also when the job is queued again while it runs, the process dies and %s',
    async (_ending, afterDeath) => {
      const database = await open()
      await enqueueAll(database, 'a')
      let now = 0
      for (let deaths = 0; deaths < 30; deaths++) {
        expect(await claimOne(database, now)).toMatchObject({ key: 'a', deaths })
        await enqueueAll(database, 'a')
        now = await afterDeath(database, now)
      }
      expect(await claim(database, at(now))).toBeUndefined()
      expect(await readJobs(database)).toMatchObject([
        { state: 'failed', last_error: 'the process died 30 times in a row while it ran the job' },
      ])
      // A later request is a new one.
      await enqueueAll(database, 'a')
      expect(await claimOne(database, now)).toMatchObject({ deaths: 0 })
    },
  )

  it('leave time to live without the job after its second death', async () => {
    const database = await open()
    await enqueueAll(database, 'a')
    await claimOne(database, 0)
    await releaseAll(database, 1)
    await claimOne(database, 1)
    await releaseAll(database, 2)
    expect(await claim(database, at(1001))).toBeUndefined()
    expect(await claim(database, at(2002))).toBeDefined()
  })

  it('are forgiven for the deaths before when the process dies while the job waits, or when the job gets further', async () => {
    const database = await open()
    await enqueueAll(database, 'waits', 'gets further')
    let now = 1
    for (let deaths = 0; deaths < 29; deaths++) {
      await claimAll(database, now)
      await releaseAll(database, now)
      now += A_MINUTE
    }
    await forgetAttempts(database.queries, await claimOne(database, now))
    // The other one waits meanwhile.
    await releaseAll(database, now)
    await claimAll(database, now + A_MINUTE)
    await releaseAll(database, now + A_MINUTE)
    expect(await states(database)).toEqual(['gets further queued', 'waits queued'])
  })

  it('of a dead process are released at once, without duplicating jobs queued meanwhile', async () => {
    const database = await open()
    await enqueueAll(database, 'a', 'b')
    await claimAll(database, 5)
    await enqueueAll(database, 'a')
    expect(await releaseAll(database, 6)).toBe(1)
    expect(await states(database)).toEqual(['a queued', 'b queued'])
    expect(await claimAll(database, 6)).toHaveLength(2)
  })

  it('end with one queued job when the same key was queued while the job ran', async () => {
    const database = await open()
    await enqueueAll(database, 'a')
    const job = await claimOne(database, 5)
    await enqueueAll(database, 'a')
    expect(await requeue(database.queries, job, { runAt: 9, now: 6, error: 'flaky' })).toBe(true)
    expect(await readJobs(database)).toMatchObject([{ state: 'queued', run_at: 0, attempts: 0 }])
  })

  it('of failed jobs leave one failure per key, which can be retried or yields to a queued job', async () => {
    const database = await open()
    for (const error of ['first', 'second']) {
      await enqueueAll(database, 'a')
      await fail(database.queries, await claimOne(database, 5), error, 5)
    }
    const [failed] = await database.queries.selectFrom('jobs').select(['id', 'last_error']).execute()
    expect(failed?.last_error).toBe('second')

    expect(await retryFailed(database, failed?.id ?? '', 7)).toBe(true)
    expect(await readJobs(database)).toMatchObject([{ state: 'queued', attempts: 0, run_at: 7 }])
    expect(await retryFailed(database, failed?.id ?? '', 7)).toBe(false)

    await fail(database.queries, await claimOne(database, 7), 'third', 7)
    await enqueueAll(database, 'a')
    expect(await retryFailed(database, failed?.id ?? '', 8)).toBe(true)
    expect(await states(database)).toEqual(['a queued'])
  })

  it('are never granted twice to concurrent processes', async () => {
    const database = await open()
    await enqueueAll(database, ...[...Array(40).keys()].map((number) => `job ${number}`))
    const others = await Promise.all([openDatabase(database.config), openDatabase(database.config)])
    const claims = await Promise.all([database, ...others, database, ...others].map((each) => claimAll(each, 1000, 5)))
    await Promise.all(others.map((other) => other.close()))
    const ids = claims.flat().map(({ id }) => id)
    expect(ids).toHaveLength(30)
    expect(new Set(ids).size).toBe(ids.length)
  })
})
