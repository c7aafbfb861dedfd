import { expect, it } from 'vitest'
import { describeOnEveryDatabase } from '../../../test/support/databases.ts'
import { readJobs } from '../../../test/support/jobs.ts'
import { claim } from './claim.ts'
import { defineJob, enqueue } from './index.ts'

const greet = defineJob<{ name: string }>({ kind: 'greet', lane: 'imports', priority: 'due', maxAttempts: 3, timeoutMs: 60_000 })
const everything = { kinds: ['greet'], now: 1000, leaseMs: 100 }

describeOnEveryDatabase('enqueue', (open) => {
  it('queues nothing when its transaction is rolled back', async () => {
    const database = await open()
    const failing = database.queries.transaction().execute(async (transaction) => {
      await enqueue(transaction, greet, { key: 'a', payload: { name: 'Ann' }, now: 1 })
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    expect(await readJobs(database)).toEqual([])
  })

  it('queues one job per key, with the earliest time, the highest priority and the first payload', async () => {
    const database = await open()
    const first = await enqueue(database.queries, greet, { key: 'a', payload: { name: 'Ann' }, now: 1, runAt: 500 })
    const earlier = await enqueue(database.queries, greet, { key: 'a', payload: { name: 'Bob' }, now: 1, runAt: 300, priority: 'asked' })
    const later = await enqueue(database.queries, greet, { key: 'a', payload: { name: 'Cid' }, now: 1, runAt: 900 })
    expect([earlier, later]).toEqual([first, first])
    expect(await readJobs(database)).toMatchObject([{ key: 'a', state: 'queued', run_at: 300, priority: 0, payload: '{"name":"Ann"}' }])
  })

  it('queues one more job while one with the same key is running, which then waits for it', async () => {
    const database = await open()
    await enqueue(database.queries, greet, { key: 'a', payload: { name: 'Ann' }, now: 1 })
    expect(await claim(database, everything)).toMatchObject({ key: 'a' })
    await enqueue(database.queries, greet, { key: 'a', payload: { name: 'Bob' }, now: 1 })
    await enqueue(database.queries, greet, { key: 'b', payload: { name: 'Cid' }, now: 1 })
    expect(await claim(database, everything)).toMatchObject({ key: 'b' })
    expect(await claim(database, everything)).toBeUndefined()
    const states = (await readJobs(database)).map(({ key, state }) => `${key} ${state}`)
    expect(states.toSorted()).toEqual(['a queued', 'a running', 'b running'])
  })

  it('queues one job for many concurrent requests', async () => {
    const database = await open()
    await Promise.all(
      [...Array(20).keys()].map((number) =>
        enqueue(database.queries, greet, { key: 'a', payload: { name: `${number}` }, now: 1, runAt: number + 5 }),
      ),
    )
    expect(await readJobs(database)).toMatchObject([{ key: 'a', run_at: 5 }])
  })
})
