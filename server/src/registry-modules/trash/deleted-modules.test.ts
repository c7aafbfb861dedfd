// The trash of modules without a repository: what comes back, what does not, and until when.
import { expect, it } from 'vitest'
import { describeOnOneDatabase } from '../../../test/support/databases.ts'
import { type ModuleServices, moduleServices, packageOf, sha256 } from '../../../test/support/module-services.ts'
import { Conflict, NotFound, newId, Unauthenticated } from '../../kernel/index.ts'
import { ANONYMOUS, NO_ACCESS, type Subject } from '../../permissions/index.ts'
import { purgeTrash } from './purge-job.ts'

const MODULE = { registryName: 'private', namespace: 'acme', name: 'vpc', provider: 'aws' }
const ADDRESS = { namespace: 'acme', name: 'vpc', provider: 'aws' }
const THIRTY_DAYS = 30 * 24 * 3_600_000
const PAGE = { number: 1, size: 100 }

const trash = async ({ deletedModules, owner }: ModuleServices) => (await deletedModules.list(owner, 'acme', PAGE)).items

async function lastDeleted(services: ModuleServices) {
  const [deleted] = await trash(services)
  if (deleted === undefined) throw new Error('nothing in the trash')
  return deleted.id
}

/** What `terraform init` finds. */
async function listed({ catalogue }: ModuleServices) {
  const entry = await catalogue.find(ADDRESS)
  return entry === undefined ? undefined : JSON.parse(entry.versions).modules[0].versions.map(({ version }: { version: string }) => version)
}

async function withModule(services: ModuleServices, ...versions: string[]) {
  const module = await services.createModule()
  for (const version of versions) await services.published(module.id, version)
  return module
}

describeOnOneDatabase('a deleted module', (open) => {
  it('is gone at once, and comes back under the same ids with every version', async () => {
    const services = await moduleServices(await open())
    const module = await withModule(services, '1.0.0', '1.1.0')
    const versions = () => services.database.queries.selectFrom('registry_module_versions').selectAll().orderBy('version').execute()
    const before = await versions()
    await services.deletions.deleteModules(services.owner, 'acme', { name: 'vpc' })
    expect(await listed(services)).toBeUndefined()
    expect(await versions()).toEqual([])
    expect(await services.deletedModules.restore(services.owner, await lastDeleted(services))).toMatchObject({ id: module.id })
    expect(await versions()).toEqual(before)
    expect(await listed(services)).toEqual(['1.1.0', '1.0.0'])
    expect(await trash(services)).toEqual([])
  })

  it('can be restored for thirty days and not a moment longer', async () => {
    const services = await moduleServices(await open())
    await withModule(services, '1.0.0')
    await services.deletions.deleteModules(services.owner, 'acme', { name: 'vpc' })
    const id = await lastDeleted(services)
    services.clock.advance(THIRTY_DAYS - 1)
    expect(await purgeTrash(services.database.queries, services.clock.now())).toBe(0)
    expect(await trash(services)).toHaveLength(1)
    services.clock.advance(1)
    expect(await trash(services)).toEqual([])
    await expect(services.deletedModules.restore(services.owner, id)).rejects.toThrow(NotFound)
    expect(await purgeTrash(services.database.queries, services.clock.now())).toBe(1)
    expect(await services.database.queries.selectFrom('deleted_module_archives').selectAll().execute()).toEqual([])
  })

  it('keeps its archives from being swept until it is purged', async () => {
    const services = await moduleServices(await open())
    const module = await withModule(services, '1.0.0')
    const waiting = await services.version(module.id, '2.0.0')
    await services.upload(waiting.id, 'waiting')
    const keys = [packageOf('1.0.0').archive.key, `uploads/${waiting.id}`]
    await services.deletions.deleteModules(services.owner, 'acme', { name: 'vpc' })
    expect(await services.packages.referenced([...keys, packageOf('other').archive.key])).toEqual(new Set(keys))
    services.clock.advance(THIRTY_DAYS)
    await purgeTrash(services.database.queries, services.clock.now())
    expect(await services.packages.referenced(keys)).toEqual(new Set())
  })

  it('comes back with an import that was under way begun again', async () => {
    const services = await moduleServices(await open())
    const module = await withModule(services, '1.0.0')
    const { id } = await services.version(module.id, '2.0.0')
    await services.upload(id, 'content')
    const task = await services.begin(id)
    await services.deletions.deleteModules(services.owner, 'acme', { name: 'vpc' })
    services.requested.length = 0
    await services.deletedModules.restore(services.owner, await lastDeleted(services))
    expect((await services.row(id)).status).toBe('pending')
    expect(services.requested).toEqual([id])
    expect(await services.outcomes.publish(task, packageOf('stale'))).toBe(false)
    expect(await services.outcomes.publish(await services.begin(id), packageOf('content'))).toBe(true)
    expect(await listed(services)).toEqual(['2.0.0', '1.0.0'])
  })

  it('is never taken for the one whose address it had: the answers count on', async () => {
    const services = await moduleServices(await open())
    await withModule(services, '1.0.0', '1.1.0')
    const before = await services.catalogue.find(ADDRESS)
    await services.deletions.deleteModules(services.owner, 'acme', { name: 'vpc' })
    await services.deletedModules.restore(services.owner, await lastDeleted(services))
    const after = await services.catalogue.find(ADDRESS)
    expect(after?.revision).toBeGreaterThan(before?.revision ?? Infinity)
  })

  it('stays in the trash when its address is taken, and comes back when it is free again', async () => {
    const services = await moduleServices(await open())
    const module = await withModule(services, '1.0.0')
    await services.deletions.deleteModules(services.owner, 'acme', { name: 'vpc' })
    const id = await lastDeleted(services)
    services.clock.advance(1)
    const usurper = await services.createModule()
    await expect(services.deletedModules.restore(services.owner, id)).rejects.toThrow(Conflict)
    expect(await trash(services)).toMatchObject([{ id, registryModuleId: module.id }])
    expect((await services.catalogue.find(ADDRESS))?.id).toBe(usurper.id)
    await services.deletions.deleteModules(services.owner, 'acme', { name: 'vpc' })
    expect(await services.deletedModules.restore(services.owner, id)).toMatchObject({ id: module.id })
  })

  it('is restored once, also when two want it at the same moment', async () => {
    const services = await moduleServices(await open())
    await withModule(services, '1.0.0')
    await services.deletions.deleteModules(services.owner, 'acme', { name: 'vpc' })
    const id = await lastDeleted(services)
    const outcomes = await Promise.allSettled([1, 2].map(() => services.deletedModules.restore(services.owner, id)))
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    expect(services.recorded.filter(({ action }) => action === 'restore')).toHaveLength(1)
  })

  it('is seen and restored by those who manage modules, and by nobody else', async () => {
    const services = await moduleServices(await open())
    await withModule(services, '1.0.0')
    await services.deletions.deleteModules(services.owner, 'acme', { name: 'vpc' })
    const id = await lastDeleted(services)
    const role = { organizationId: services.organization.id, owner: false, access: NO_ACCESS }
    const member: Subject = { kind: 'user', userId: newId('user'), siteAdmin: true, roles: [role] }
    const stranger: Subject = { ...member, roles: [{ ...role, organizationId: newId('organization'), owner: true }] }
    for (const subject of [member, stranger]) {
      await expect(services.deletedModules.list(subject, 'acme', PAGE)).rejects.toThrow(NotFound)
      await expect(services.deletedModules.restore(subject, id)).rejects.toThrow(NotFound)
    }
    await expect(services.deletedModules.restore(ANONYMOUS, id)).rejects.toThrow(Unauthenticated)
    expect(await trash(services)).toHaveLength(1)
  })
})

describeOnOneDatabase('a deleted version', (open) => {
  it('is gone alone, and comes back with what it was published from', async () => {
    const services = await moduleServices(await open())
    const module = await withModule(services, '1.0.0', '1.1.0')
    await services.deletions.deleteVersion(services.owner, 'acme', MODULE, '1.1.0')
    expect(await listed(services)).toEqual(['1.0.0'])
    expect(await services.deletedModules.restore(services.owner, await lastDeleted(services))).toMatchObject({
      id: module.id,
      latestVersion: '1.1.0',
    })
    expect(await listed(services)).toEqual(['1.1.0', '1.0.0'])
    const entry = await services.catalogue.find(ADDRESS)
    expect(entry === undefined ? undefined : (await services.catalogue.archiveOf(entry, '1.1.0', undefined))?.sha256).toBe(sha256('1.1.0'))
  })

  it('takes the module with it when it is the last', async () => {
    const services = await moduleServices(await open())
    await withModule(services, '1.0.0')
    await services.deletions.deleteVersion(services.owner, 'acme', MODULE, '1.0.0')
    expect(await listed(services)).toBeUndefined()
    expect(await trash(services)).toMatchObject([{ version: null, versionCount: 1 }])
  })

  it('does not come back over another one of the same number, nor without its module', async () => {
    const services = await moduleServices(await open())
    const module = await withModule(services, '1.0.0', '1.1.0')
    await services.deletions.deleteVersion(services.owner, 'acme', MODULE, '1.1.0')
    const id = await lastDeleted(services)
    const again = await services.published(module.id, '1.1.0', 'made anew')
    await expect(services.deletedModules.restore(services.owner, id)).rejects.toThrow('version 1.1.0 already exists')
    expect((await services.row(again.id)).archiveSha256).toBe(sha256('made anew'))
    await services.deletions.deleteModules(services.owner, 'acme', { name: 'vpc' })
    await expect(services.deletedModules.restore(services.owner, id)).rejects.toThrow('restore the module first')
    expect(new Set((await trash(services)).map(({ version }) => version))).toEqual(new Set(['1.1.0', null]))
  })
})
