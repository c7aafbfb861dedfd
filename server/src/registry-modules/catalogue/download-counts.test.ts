import { expect, it } from 'vitest'
import { describeOnOneDatabase } from '../../../test/support/databases.ts'
import { type ModuleServices, moduleServices } from '../../../test/support/module-services.ts'
import { newId, type RegistryModuleId } from '../../kernel/index.ts'
import type { PublishedArchive } from '../registry-module/document-rows.ts'
import { newVersion } from '../registry-module/new-version.ts'
import { insertVersions, versionsOf } from '../registry-module/version-rows.ts'
import { DownloadCounts } from './download-counts.ts'

const DAY = 24 * 3_600_000

async function withModule(services: ModuleServices, ...numbers: string[]) {
  const module = await services.createModule()
  const rows = numbers.map((version) => newVersion(module.id, { version, source: 'tfe-api', now: 0 }))
  await insertVersions(services.database.queries, rows)
  const archives = rows.map(({ id }): PublishedArchive => ({ moduleId: module.id, versionId: id, key: 'key', sha256: 'aa' }))
  const counted = async () =>
    Object.fromEntries((await versionsOf(services.database.queries, [module.id])).map(({ version, downloads }) => [version, downloads]))
  return { module, archives: archives as [PublishedArchive, ...PublishedArchive[]], counted }
}

/** Counts of another process on the same database, whose transactions do this first. */
function countsWith({ database, clock }: ModuleServices, before: (transaction: number) => unknown): DownloadCounts {
  let transactions = 0
  const queries = Object.assign(Object.create(database.queries), {
    transaction: () => ({
      execute: async (work: never) => {
        await before(++transactions)
        return await database.queries.transaction().execute(work)
      },
    }),
  })
  const consumers = { record: () => undefined, flush: async () => undefined }
  return new DownloadCounts({ database: { ...database, queries }, clock, consumers })
}

const totalOf = async ({ downloads }: ModuleServices, id: RegistryModuleId) => (await downloads.summary(id)).total

describeOnOneDatabase('download counts', (open) => {
  it('are written once, however often they are flushed', async () => {
    const services = await moduleServices(await open())
    const { module, archives, counted } = await withModule(services, '1.0.0', '1.1.0')
    const [first, second] = archives
    for (const archive of [first, first, second!]) services.downloads.record(archive, undefined)
    expect(await totalOf(services, module.id)).toBe(0)
    await services.downloads.flush()
    await services.downloads.flush()
    expect(await counted()).toEqual({ '1.0.0': 2, '1.1.0': 1 })
    expect(await totalOf(services, module.id)).toBe(3)
  })

  it('of several processes add up', async () => {
    const services = await moduleServices(await open())
    const { module, archives, counted } = await withModule(services, '1.0.0')
    const other = countsWith(services, () => undefined)
    for (const counts of [services.downloads, other]) counts.record({ ...archives[0] }, undefined)
    await Promise.all([services.downloads.flush(), other.flush()])
    expect(await counted()).toEqual({ '1.0.0': 2 })
    expect(await totalOf(services, module.id)).toBe(2)
  })

  it('of one version add up, whichever entry of the catalogue they were downloaded from', async () => {
    const services = await moduleServices(await open())
    const { module, archives, counted } = await withModule(services, '1.0.0')
    for (const archive of [archives[0], { ...archives[0] }]) services.downloads.record(archive, undefined)
    await services.downloads.flush()
    expect(await counted()).toEqual({ '1.0.0': 2 })
    expect(await totalOf(services, module.id)).toBe(2)
  })

  it.each([1, 2])('that could not be written are written with the next, and none of them twice (transaction %i)', async (failing) => {
    const services = await moduleServices(await open())
    const numbers = Array.from({ length: 250 }, (_, minor) => `1.${minor}.0`)
    const { module, archives, counted } = await withModule(services, ...numbers)
    const counts = countsWith(services, (transaction) => {
      if (transaction !== failing) return
      // Somebody downloads while the write fails.
      for (const archive of archives) counts.record(archive, undefined)
      throw new Error('the disk is full')
    })
    for (const archive of archives) counts.record(archive, undefined)
    await expect(counts.flush()).rejects.toThrow('the disk is full')
    const written = await totalOf(services, module.id)
    expect([written > 0, written < 250]).toEqual([failing === 2, true])
    await counts.flush()
    expect(await counted()).toEqual(Object.fromEntries(numbers.map((number) => [number, 2])))
    expect(await totalOf(services, module.id)).toBe(500)
  })

  it('of downloads during a flush are written with the next', async () => {
    const services = await moduleServices(await open())
    const { archives, counted } = await withModule(services, '1.0.0')
    const counts = countsWith(services, (transaction) => {
      if (transaction === 1) counts.record(archives[0], undefined)
    })
    counts.record(archives[0], undefined)
    await counts.flush()
    expect(await counted()).toEqual({ '1.0.0': 1 })
    await counts.flush()
    expect(await counted()).toEqual({ '1.0.0': 2 })
  })

  it('pass over what was deleted meanwhile', async () => {
    const services = await moduleServices(await open())
    const { module, archives, counted } = await withModule(services, '1.0.0', '1.1.0')
    const gone: PublishedArchive = {
      moduleId: newId('registry-module'),
      versionId: newId('registry-module-version'),
      key: 'key',
      sha256: 'aa',
    }
    for (const archive of [...archives, gone]) services.downloads.record(archive, undefined)
    await services.deletions.deleteVersion(
      services.owner,
      'acme',
      { registryName: 'private', namespace: 'acme', name: 'vpc', provider: 'aws' },
      '1.1.0',
    )
    await services.downloads.flush()
    expect(await counted()).toEqual({ '1.0.0': 1 })
    // The module was downloaded as often, even if one of its versions is gone.
    expect(await totalOf(services, module.id)).toBe(2)
    expect(await totalOf(services, gone.moduleId)).toBe(0)
  })

  it('sum up the last 7, 30 and 365 days, today included', async () => {
    const services = await moduleServices(await open())
    const { module, archives } = await withModule(services, '1.0.0')
    const today = Math.floor(services.clock.now() / DAY)
    services.clock.advance((today + 400) * DAY - services.clock.now())
    const summaryAfter = async (days: number) => {
      services.clock.advance(days * DAY)
      const summary = await services.downloads.summary(module.id)
      services.clock.advance(-days * DAY)
      return summary
    }
    services.downloads.record(archives[0], undefined)
    await services.downloads.flush()
    const [none, once] = [0, 1]
    expect(await summaryAfter(0)).toEqual({ week: once, month: once, year: once, total: once })
    expect(await summaryAfter(6)).toEqual({ week: once, month: once, year: once, total: once })
    expect(await summaryAfter(7)).toEqual({ week: none, month: once, year: once, total: once })
    expect(await summaryAfter(29)).toMatchObject({ month: once })
    expect(await summaryAfter(30)).toEqual({ week: none, month: none, year: once, total: once })
    expect(await summaryAfter(364)).toMatchObject({ year: once })
    expect(await summaryAfter(365)).toEqual({ week: none, month: none, year: none, total: once })
  })

  it('know whose downloads they were', async () => {
    const services = await moduleServices(await open())
    const { archives } = await withModule(services, '1.0.0')
    const [consumer, other] = [newId('user'), newId('user')]
    services.downloads.record(archives[0], consumer)
    await services.downloads.flush()
    const { queries } = services.database
    expect(await queries.selectFrom('registry_module_version_consumers').select('consumer_id').execute()).toEqual([
      { consumer_id: consumer },
    ])
    services.downloads.record(archives[0], consumer)
    services.downloads.record(archives[0], other)
    await services.downloads.flush()
    const ids = (await queries.selectFrom('registry_module_version_consumers').select('consumer_id').execute()).map(
      (row) => row.consumer_id,
    )
    expect(ids.toSorted()).toEqual([consumer, other].toSorted())
  })
})
