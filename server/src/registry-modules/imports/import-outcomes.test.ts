// What becomes of a version when two work on it, or when an upload arrives while another one is imported.
import { describe, expect, it } from 'vitest'
import { describeOnOneDatabase } from '../../../test/support/databases.ts'
import { type ModuleServices, moduleServices, packageOf, sha256 } from '../../../test/support/module-services.ts'
import { Conflict, NotFound } from '../../kernel/index.ts'

/** A version whose upload one worker began to import. */
async function beginOf(services: ModuleServices, content: string) {
  const module = await services.createModule()
  const { id } = await services.version(module.id, '1.0.0')
  await services.upload(id, content)
  return { module, id, task: await services.begin(id) }
}

/** The slow worker's task, after a second worker put the version back, imported it again and published it. */
async function overtaken(services: ModuleServices) {
  const { module, id, task } = await beginOf(services, 'content')
  const published = packageOf('made by the second worker')
  expect(await services.outcomes.publish(await services.begin(id), published)).toBe(true)
  services.clock.advance(60_000)
  return { module, id, task, published, before: await services.row(id) }
}

/** What `terraform init` is answered. */
async function listed({ catalogue }: ModuleServices) {
  const entry = await catalogue.find({ namespace: 'acme', name: 'vpc', provider: 'aws' })
  return entry === undefined ? undefined : JSON.parse(entry.versions).modules[0].versions
}

async function installed({ catalogue }: ModuleServices, version: string) {
  const entry = await catalogue.find({ namespace: 'acme', name: 'vpc', provider: 'aws' })
  return entry === undefined ? undefined : (await catalogue.archiveOf(entry, version, undefined))?.sha256
}

describeOnOneDatabase('an import', (open) => {
  it('publishes what was made: the list has it, and it is installed from that archive', async () => {
    const services = await moduleServices(await open())
    const { task, id } = await beginOf(services, 'content')
    expect(await listed(services)).toEqual([])
    expect(await services.outcomes.publish(task, packageOf('content'))).toBe(true)
    expect(await listed(services)).toEqual([{ version: '1.0.0' }])
    expect(await installed(services, '1.0.0')).toBe(sha256('content'))
    expect(await services.row(id)).toMatchObject({ status: 'ok', publishedAt: services.clock.now(), error: null })
  })

  it('is begun by one worker only', async () => {
    const services = await moduleServices(await open())
    const module = await services.createModule()
    const { id } = await services.version(module.id, '1.0.0')
    const task = await services.taskOf(id)
    expect([await services.tasks.startCloning(task), await services.tasks.startCloning(task)]).toEqual([true, false])
    expect(await services.tasks.startCloningAll([task])).toEqual([])
    expect([await services.tasks.startIngress(task), await services.tasks.startIngress(task)]).toEqual([true, false])
  })

  describe('whose worker was taken for dead and ends after another one published the version', () => {
    it.each<[string, (services: ModuleServices, task: Awaited<ReturnType<typeof overtaken>>['task']) => Promise<unknown>]>([
      ['publishes nothing over it', ({ outcomes }, task) => outcomes.publish(task, packageOf('made by the first worker'))],
      ['makes no failure of it', ({ outcomes }, task) => outcomes.fail(task, 'reg_ingressing', { message: 'refused' })],
      ['makes no failure of it in an earlier stage', ({ outcomes }, task) => outcomes.fail(task, 'cloning', { message: 'gone' })],
      ['does not let it wait again', ({ outcomes }, task) => outcomes.postpone(task, 'reg_ingressing', 'no space left')],
      ['does not take it away', ({ outcomes }, task) => outcomes.skip(task, 'nothing to publish')],
      ['does not begin it again', ({ tasks }, task) => tasks.startCloning(task)],
      ['does not correct its upload', ({ tasks }, task) => tasks.correctUpload(task, sha256('other'))],
    ])('%s', async (_what, ends) => {
      const services = await moduleServices(await open())
      const { id, task, published, before } = await overtaken(services)
      const said = services.recorded.length
      await ends(services, task)
      expect(await services.row(id)).toEqual(before)
      expect(await listed(services)).toEqual([{ version: '1.0.0' }])
      expect(await installed(services, '1.0.0')).toBe(published.archive.sha256)
      expect(services.recorded.slice(said)).toEqual([])
    })

    it('puts nothing back that is published when it asks for its task', async () => {
      const services = await moduleServices(await open())
      const { id, before } = await overtaken(services)
      expect(await services.tasks.uploaded(id)).toBeUndefined()
      expect(await services.row(id)).toEqual(before)
    })
  })

  it('of a version that was deleted meanwhile publishes nothing', async () => {
    const services = await moduleServices(await open())
    const { module, task } = await beginOf(services, 'content')
    await services.published(module.id, '0.9.0')
    await services.deletions.deleteVersion(
      services.owner,
      'acme',
      { registryName: 'private', namespace: 'acme', name: 'vpc', provider: 'aws' },
      '1.0.0',
    )
    expect(await services.outcomes.publish(task, packageOf('content'))).toBe(false)
    await services.deletions.deleteModules(services.owner, 'acme', { name: 'vpc' })
    expect(await services.outcomes.publish(task, packageOf('content'))).toBe(false)
    expect(await listed(services)).toBeUndefined()
  })
})

describeOnOneDatabase('an upload', (open) => {
  it('that arrives while another is imported is what the version is published from', async () => {
    const services = await moduleServices(await open())
    const { id, task } = await beginOf(services, 'first')
    await services.upload(id, 'second')
    expect(await services.outcomes.publish(task, packageOf('first'))).toBe(false)
    expect(await services.row(id)).toMatchObject({ status: 'pending', uploadSha256: sha256('second'), archiveKey: null })
    expect(await listed(services)).toEqual([])
    // The job that was asked for with the second one; the first one's worker does not come back.
    expect(services.requested).toEqual([id, id])
    expect(await services.outcomes.publish(await services.begin(id), packageOf('second'))).toBe(true)
    expect(await installed(services, '1.0.0')).toBe(sha256('second'))
    expect(await services.outcomes.publish(task, packageOf('first'))).toBe(false)
    expect(await installed(services, '1.0.0')).toBe(sha256('second'))
  })

  it.each(['pending', 'cloning', 'reg_ingressing'] as const)(
    'that arrives in time is not refused for the mistake of another, found while the version was %s',
    async (stage) => {
      const services = await moduleServices(await open())
      const module = await services.createModule()
      const { id } = await services.version(module.id, '1.0.0')
      await services.upload(id, 'broken')
      const task = await services.taskOf(id)
      if (stage !== 'pending') await services.tasks.startCloning(task)
      if (stage === 'reg_ingressing') await services.tasks.startIngress(task)
      await services.upload(id, 'good')
      await services.outcomes.fail(task, stage, { message: 'a mistake', file: 'main.tf', line: 1 })
      expect(await services.row(id)).toMatchObject({ status: 'pending', error: null, errorFile: null, errorLine: null })
      expect(await services.outcomes.publish(await services.begin(id), packageOf('good'))).toBe(true)
    },
  )

  it('that is the same again does not hold the import up', async () => {
    const services = await moduleServices(await open())
    const { id, task } = await beginOf(services, 'content')
    await services.upload(id, 'content')
    expect(await services.outcomes.publish(task, packageOf('content'))).toBe(true)
    expect((await services.row(id)).status).toBe('ok')
  })

  it('that failed is corrected by the next one', async () => {
    const services = await moduleServices(await open())
    const { id, task } = await beginOf(services, 'broken')
    await services.outcomes.fail(task, 'reg_ingressing', { message: 'a mistake', file: 'main.tf', line: 1 })
    expect(await services.row(id)).toMatchObject({ status: 'reg_ingress_failed', error: 'a mistake', errorFile: 'main.tf', errorLine: 1 })
    await services.upload(id, 'good')
    expect(await services.row(id)).toMatchObject({ status: 'pending', error: null, errorFile: null, errorLine: null })
    expect(await services.outcomes.publish(await services.begin(id), packageOf('good'))).toBe(true)
  })

  it('for a published version is accepted when it is the same, changes nothing then, and is refused when it is another', async () => {
    const services = await moduleServices(await open())
    const module = await services.createModule()
    const { id } = await services.published(module.id, '1.0.0', 'content')
    const [before, asked, said] = [await services.row(id), services.requested.length, services.recorded.length]
    services.clock.advance(1000)
    await services.upload(id, 'content')
    await expect(services.upload(id, 'other')).rejects.toThrow(Conflict)
    expect(await services.row(id)).toEqual(before)
    expect([services.requested.length, services.recorded.length]).toEqual([asked, said])
    expect(await installed(services, '1.0.0')).toBe(sha256('content'))
  })

  it('for a version that was deleted finds nothing', async () => {
    const services = await moduleServices(await open())
    const { id } = await beginOf(services, 'content')
    await services.deletions.deleteModules(services.owner, 'acme', { name: 'vpc' })
    await expect(services.upload(id, 'other')).rejects.toThrow(NotFound)
  })

  it('whose stored archive turns out to be another one is imported as that', async () => {
    const services = await moduleServices(await open())
    const { id, task } = await beginOf(services, 'noted')
    await services.tasks.correctUpload(task, sha256('stored'))
    // A third one is acknowledged: what was found in the store before it counts for nothing.
    await services.upload(id, 'third')
    await services.tasks.correctUpload(task, sha256('stored'))
    expect((await services.row(id)).uploadSha256).toBe(sha256('third'))
  })
})
