import { expect, it } from 'vitest'
import { describeOnEveryDatabase } from '../../../test/support/databases.ts'
import { readJobs } from '../../../test/support/jobs.ts'
import { defineJob, enqueue } from './index.ts'
import { claim } from './leases.ts'

const greet = defineJob<{ name: string }>({ kind: 'greet', maxAttempts: 3 })
const everything = { kinds: ['greet'], limit: 10, now: 1000, leaseMs: 100 }

describeOnEveryDatabase('enqueue', (open) => {
  it('queues nothing when the transaction it belongs to is rolled back', async () => {
    const database = await open()
    const failing = database.queries.transaction().execute(async (transaction) => {
      await enqueue(transaction, greet, { key: 'a', payload: { name: 'Ann' } })
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    expect(await readJobs(database)).toEqual([])
  })

  it('queues one job per key, at the earliest time asked for and with the first payload', async () => {
    const database = await open()
    const first = await enqueue(database.queries, greet, { key: 'a', payload: { name: 'Ann' }, runAt: 500 })
    const earlier = await enqueue(database.queries, greet, { key: 'a', payload: { name: 'Bob' }, runAt: 300 })
    const later = await enqueue(database.queries, greet, { key: 'a', payload: { name: 'Cid' }, runAt: 900 })
    expect([earlier, later]).toEqual([first, first])
    expect(await readJobs(database)).toMatchObject([{ key: 'a', state: 'queued', run_at: 300, payload: '{"name":"Ann"}' }])
  })

  it('queues one more job while one with the same key is running, which then waits for it', async () => {
    const database = await open()
    await enqueue(database.queries, greet, { key: 'a', payload: { name: 'Ann' }, runAt: 1 })
    expect(await claim(database, everything)).toHaveLength(1)
    await enqueue(database.queries, greet, { key: 'a', payload: { name: 'Bob' }, runAt: 1 })
    await enqueue(database.queries, greet, { key: 'b', payload: { name: 'Cid' }, runAt: 1 })
    expect(await claim(database, everything)).toMatchObject([{ key: 'b' }])
    const states = (await readJobs(database)).map(({ key, state }) => `${key} ${state}`)
    expect(states.toSorted()).toEqual(['a queued', 'a running', 'b running'])
  })

  it('queues one job when many ask at the same time', async () => {
    const database = await open()
    await Promise.all(
      [...Array(20).keys()].map((number) =>
        enqueue(database.queries, greet, { key: 'a', payload: { name: `${number}` }, runAt: number + 5 }),
      ),
    )
    expect(await readJobs(database)).toMatchObject([{ key: 'a', run_at: 5 }])
  })
})
