import { expect, it, onTestFinished } from 'vitest'
import { describeOnEveryDatabase, type TestDatabase } from '../../test/support/databases.ts'
import { createListLogger, createManualClock, type ManualClock, readJobs } from '../../test/support/jobs.ts'
import type { VcsRepositoryId } from '../kernel/index.ts'
import { createJobRunner, handleJob } from '../platform/jobs/index.ts'
import { createIngressRequests, requestLook, requestSync, syncRepository } from './jobs.ts'

const AN_HOUR = 3_600_000

/** Works off the queue, one job at a time. @returns the repositories in the order in which they were looked at */
async function workedOff(database: TestDatabase, clock: ManualClock): Promise<string[]> {
  const order: string[] = []
  const handlers = [handleJob(syncRepository, async ({ payload }) => void order.push(payload.repositoryId))]
  const runner = createJobRunner({ database, clock, logger: createListLogger().logger, handlers, slots: { imports: 1 } })
  onTestFinished(() => runner.stop(0))
  await runner.runUntilIdle()
  return order
}

const id = (name: string) => `repo-${name}` as VcsRepositoryId

describeOnEveryDatabase('requests for imports', (open) => {
  it('come before repositories without news that the clock queued earlier', async () => {
    const [database, clock] = [await open(), createManualClock()]
    for (const name of ['due-1', 'due-2', 'due-3']) await requestSync(database.queries, { repositoryId: id(name) }, clock.now(), 'due')
    clock.advance(30_000)
    const requests = createIngressRequests({ clock, wake: () => undefined })
    await requests.request(database.queries, id('pushed'))
    clock.advance(1000)
    await requests.request(database.queries, id('due-3'))
    expect(await workedOff(database, clock)).toEqual(['due-3', 'pushed', 'due-1', 'due-2'].map(id))
  })

  it('make a sync of a look that the clock queued, so that they do not wait among looks', async () => {
    const [database, clock] = [await open(), createManualClock()]
    await requestLook(database.queries, id('pushed'), clock.now())
    await createIngressRequests({ clock, wake: () => undefined }).request(database.queries, id('pushed'))
    await requestLook(database.queries, id('pushed'), clock.now())
    expect(await workedOff(database, clock)).toEqual([id('pushed')])
    expect(await readJobs(database)).toEqual([])
  })

  it('do not keep back for ever what the clock queued', async () => {
    const [database, clock] = [await open(), createManualClock()]
    await requestSync(database.queries, { repositoryId: id('due') }, clock.now(), 'due')
    clock.advance(AN_HOUR)
    await createIngressRequests({ clock, wake: () => undefined }).request(database.queries, id('pushed'))
    expect(await workedOff(database, clock)).toEqual(['due', 'pushed'].map(id))
  })
})
