// What is remembered of a module, for how long, and whom a change reaches. The clock stands still unless a test moves it.
import type { KyselyPlugin } from 'kysely'
import { expect, it } from 'vitest'
import { describeOnOneDatabase } from '../../../test/support/databases.ts'
import { type ModuleServices, moduleServices, sha256 } from '../../../test/support/module-services.ts'
import type { Database } from '../../database/index.ts'
import { Forbidden, type RegistryModuleId } from '../../kernel/index.ts'
import { Catalogue } from './catalogue.ts'

const ADDRESS = { namespace: 'acme', name: 'vpc', provider: 'aws' }
const DEPRECATION = { deprecation: { reason: 'old', link: '' } }
const REVOCATION = { revocation: { message: 'leaks', link: '', replacement: '' } }

const versionsIn = (entry: { versions: string } | undefined) =>
  entry === undefined ? undefined : JSON.parse(entry.versions).modules[0].versions.map(({ version }: { version: string }) => version)

/** A catalogue for which every answer of the database is as old as what `meanwhile` does. */
function slowCatalogue({ database, clock }: ModuleServices) {
  const slow = { meanwhile: async () => undefined as unknown, asked: 0 }
  const plugin: KyselyPlugin = {
    transformQuery: ({ node }) => node,
    transformResult: async ({ result }) => {
      slow.asked++
      const happens = slow.meanwhile
      slow.meanwhile = async () => undefined
      await happens()
      return result
    },
  }
  const parts = { clock, consumers: { isKnown: async () => false }, repositories: { describe: async () => new Map() } }
  return Object.assign(slow, { catalogue: new Catalogue({ database: { queries: database.queries.withPlugin(plugin) }, ...parts }) })
}

async function withModule(database: Database) {
  const services = await moduleServices(database)
  const module = await services.createModule()
  await services.published(module.id, '1.0.0')
  const slow = slowCatalogue(services)
  /** Published by this process, as all its services tell. */
  const publish = async (version: string) => {
    await services.published(module.id, version)
    slow.catalogue.moduleChanged(module.id)
  }
  const change = async (version: string, what: typeof DEPRECATION | typeof REVOCATION) => {
    await services.lifecycles.change(services.owner, module, version, what)
    slow.catalogue.moduleChanged(module.id)
  }
  const find = async () => slow.catalogue.find(ADDRESS)
  return { services, module, slow, publish, change, find, catalogue: slow.catalogue }
}

describeOnOneDatabase('the catalogue', (open) => {
  it('does not remember what it read before a change and got after it', async () => {
    const { slow, publish, find, catalogue } = await withModule(await open())
    slow.meanwhile = () => publish('1.1.0')
    // Whoever asked before the change may be told what was so when they asked, but nobody else.
    await find()
    expect(catalogue.fresh('acme/vpc/aws')).toBeUndefined()
    expect(versionsIn(await find())).toEqual(['1.1.0', '1.0.0'])
  })

  it('does not remember it after a change of another process either: within a second it looks again', async () => {
    const { services, module, slow, find, catalogue } = await withModule(await open())
    slow.meanwhile = () => services.published(module.id, '1.1.0')
    expect(versionsIn(await find())).toEqual(['1.0.0'])
    services.clock.advance(999)
    expect(versionsIn(catalogue.fresh('acme/vpc/aws'))).toEqual(['1.0.0'])
    services.clock.advance(1)
    expect(catalogue.fresh('acme/vpc/aws')).toBeUndefined()
    expect(versionsIn(await find())).toEqual(['1.1.0', '1.0.0'])
  })

  it('does not take back what another request read since', async () => {
    const { slow, publish, find } = await withModule(await open())
    slow.meanwhile = async () => {
      await publish('1.1.0')
      expect(versionsIn(await find())).toEqual(['1.1.0', '1.0.0'])
    }
    await find()
    expect(versionsIn(await find())).toEqual(['1.1.0', '1.0.0'])
  })

  it('answers from memory until something changes, and asks once then', async () => {
    const { slow, publish, find } = await withModule(await open())
    await find()
    const { asked } = slow
    await find()
    expect(slow.asked).toBe(asked)
    await publish('1.1.0')
    await find()
    await find()
    expect(slow.asked).toBe(asked + 1)
  })

  it('asks once for all who ask at the same moment, and anew for those who ask after a change', async () => {
    const { slow, publish, find } = await withModule(await open())
    await Promise.all([find(), find(), find()])
    expect(slow.asked).toBe(1)
    slow.catalogue.moduleChanged('another' as RegistryModuleId)
    const before = find()
    await publish('1.1.0')
    expect(versionsIn(await find())).toEqual(['1.1.0', '1.0.0'])
    await before
  })

  it('forgets only the module that changed', async () => {
    const { services, publish, find, catalogue } = await withModule(await open())
    const other = await services.createModule('label')
    await catalogue.find({ ...ADDRESS, name: 'label' })
    await find()
    await publish('1.1.0')
    expect(catalogue.fresh('acme/label/aws')?.id).toBe(other.id)
  })

  it('keeps the archives it knows when it looks again and nothing changed, and none of them when something did', async () => {
    const { services, module, find, catalogue } = await withModule(await open())
    const entry = await find()
    if (entry === undefined) throw new Error('no module')
    const archive = await catalogue.archiveOf(entry, '1.0.0', undefined)
    services.clock.advance(1000)
    expect((await find())?.archives.get('1.0.0')).toBe(archive)
    await services.published(module.id, '1.1.0')
    services.clock.advance(1000)
    expect((await find())?.archives.size).toBe(0)
  })

  it('gives out the archive of no version but the one that was asked for, and of none that is not published', async () => {
    const { services, module, publish, find, catalogue } = await withModule(await open())
    await publish('1.1.0')
    const other = await services.createModule('label')
    await services.published(other.id, '3.0.0')
    const waiting = await services.version(module.id, '2.0.0')
    await services.upload(waiting.id, 'not looked at')
    const entry = await find()
    if (entry === undefined) throw new Error('no module')
    const archives = await Promise.all(
      ['1.0.0', '1.1.0', '2.0.0', '3.0.0', '9.9.9'].map((version) => catalogue.archiveOf(entry, version, undefined)),
    )
    expect(archives.map((archive) => archive?.sha256)).toEqual([sha256('1.0.0'), sha256('1.1.0'), undefined, undefined, undefined])
  })

  it('refuses revoked versions every time, and names the newest that still stands', async () => {
    const { publish, change, find, catalogue } = await withModule(await open())
    for (const version of ['1.1.0', '2.0.0-rc.1', '2.0.0']) await publish(version)
    await change('2.0.0', DEPRECATION)
    await change('2.0.0', REVOCATION)
    const entry = await find()
    if (entry === undefined) throw new Error('no module')
    for (const attempt of [1, 2]) {
      const refused: unknown = await catalogue.archiveOf(entry, '2.0.0', undefined).catch((error: unknown) => error)
      expect([attempt, refused]).toEqual([attempt, expect.any(Forbidden)])
      expect((refused as Error).message).toBe('version 2.0.0 of acme/vpc/aws was revoked: leaks. Use version 1.1.0 instead.')
    }
  })

  it('knows nothing of modules that are not there, and remembers nothing of them', async () => {
    const { services, catalogue } = await withModule(await open())
    expect(await catalogue.find({ ...ADDRESS, name: 'label' })).toBeUndefined()
    expect(await catalogue.find({ ...ADDRESS, namespace: 'other' })).toBeUndefined()
    const made = await services.createModule('label')
    expect((await catalogue.find({ ...ADDRESS, name: 'label' }))?.id).toBe(made.id)
  })
})
