import { describe, expect, it } from 'vitest'
import { describeOnOneDatabase } from '../../../test/support/databases.ts'
import { type ModuleServices, moduleServices, packageOf } from '../../../test/support/module-services.ts'
import { Invalid, type NoCodeModuleId, NotFound, newId, Unauthenticated } from '../../kernel/index.ts'
import { ANONYMOUS, NO_ACCESS, type Subject } from '../../permissions/index.ts'
import { NoCodeModules } from './no-code-modules.ts'

const OPTIONS = '/data/relationships/variable-options/data'

const option = (variableName: string, ...options: string[]) => ({ variableName, variableType: 'string', options })

async function offered(services: ModuleServices) {
  const module = await services.createModule()
  const noCode = await services.noCode.create(services.owner, 'acme', module.id, {})
  return { module, noCode }
}

async function problemsOf(attempt: Promise<unknown>): Promise<(string | undefined)[]> {
  const refusal: unknown = await attempt.catch((error: unknown) => error)
  expect(refusal).toBeInstanceOf(Invalid)
  return (refusal as Invalid).problems.map(({ pointer }) => pointer)
}

/** The service as it meets a module that somebody deletes between its checks and its change. */
function overtaken({ database, organizations, changes, deletions, owner }: ModuleServices): NoCodeModules {
  return new NoCodeModules({
    database,
    organizations,
    changes: Object.assign(Object.create(changes), {
      change: async (...change: Parameters<typeof changes.change>) => {
        await deletions.deleteModules(owner, 'acme', { name: 'vpc' })
        return await changes.change(...change)
      },
    }),
  })
}

describeOnOneDatabase('a no-code module', (open) => {
  it('exists once for a module: creating it again updates it', async () => {
    const services = await moduleServices(await open())
    const { module, noCode } = await offered(services)
    await services.version(module.id, '1.0.0')
    await services.noCode.update(services.owner, noCode.id, { versionPin: '1.0.0' })
    const again = await services.noCode.create(services.owner, 'acme', module.id, { enabled: false })
    expect(again).toMatchObject({ id: noCode.id, enabled: false, versionPin: null })
    expect(await services.noCode.read(services.owner, noCode.id)).toEqual(again)
  })

  it('keeps the id of an option for its variable, and for a variable that is renamed by its id', async () => {
    const services = await moduleServices(await open())
    const { noCode } = await offered(services)
    const update = (...variableOptions: (ReturnType<typeof option> & { id?: string })[]) =>
      services.noCode.update(services.owner, noCode.id, { variableOptions })
    const [size, region] = (await update(option('size', 's'), option('region', 'eu'))).variableOptions
    const replaced = await update(option('zone', 'a'), { ...option('place', 'us'), id: region?.id ?? '' }, option('size', 'm', 'l'))
    expect(replaced.variableOptions.map(({ id, variableName, options }) => ({ id, variableName, options }))).toEqual([
      { id: expect.not.stringMatching(`${size?.id}|${region?.id}`), variableName: 'zone', options: ['a'] },
      { id: region?.id, variableName: 'place', options: ['us'] },
      { id: size?.id, variableName: 'size', options: ['m', 'l'] },
    ])
  })

  it('stays untouched and unrecorded by an update without members', async () => {
    const services = await moduleServices(await open())
    const { noCode } = await offered(services)
    const recorded = services.recorded.length
    services.clock.advance(1000)
    expect(await services.noCode.update(services.owner, noCode.id, {})).toEqual(noCode)
    expect(await services.noCode.read(services.owner, noCode.id)).toEqual(noCode)
    expect(services.recorded).toHaveLength(recorded)
    const { updatedAt } = await services.noCode.update(services.owner, noCode.id, { enabled: true })
    expect(updatedAt).toBe(services.clock.now())
  })

  it('is recorded with the names of its variables, and without what may be chosen', async () => {
    const services = await moduleServices(await open())
    const { module, noCode } = await offered(services)
    await services.noCode.update(services.owner, noCode.id, { versionPin: '', variableOptions: [option('size', 'secret choice')] })
    await services.noCode.delete(services.owner, noCode.id)
    const resource = (meta: object) => ({ type: 'no_code_module', id: noCode.id, meta: { registry_module: module.id, ...meta } })
    expect(services.recorded.slice(-3)).toEqual([
      {
        subject: services.owner,
        action: 'create',
        resource: resource({ enabled: true, version_pin: null }),
        organizationId: services.organization.id,
      },
      {
        subject: services.owner,
        action: 'update',
        resource: resource({ version_pin: null, variable_options: ['size'] }),
        organizationId: services.organization.id,
      },
      { subject: services.owner, action: 'destroy', resource: resource({}), organizationId: services.organization.id },
    ])
  })

  it('takes its options along when it is deleted, and leaves the module', async () => {
    const services = await moduleServices(await open())
    const { module, noCode } = await offered(services)
    await services.noCode.update(services.owner, noCode.id, { variableOptions: [option('size', 's')] })
    expect((await services.modules.readById(services.owner, module.id)).noCode).toBe(true)
    await services.noCode.delete(services.owner, noCode.id)
    expect((await services.modules.readById(services.owner, module.id)).noCode).toBe(false)
    expect(await services.database.queries.selectFrom('no_code_variable_options').selectAll().execute()).toEqual([])
    await expect(services.noCode.delete(services.owner, noCode.id)).rejects.toThrow(NotFound)
    await expect(services.noCode.update(services.owner, noCode.id, { enabled: true })).rejects.toThrow(NotFound)
  })

  describe('whose module is deleted at the same moment', () => {
    it.each<[string, (service: NoCodeModules, owner: Subject, id: NoCodeModuleId) => Promise<unknown>]>([
      ['is not updated', (service, owner, id) => service.update(owner, id, { enabled: false })],
      ['is not deleted', (service, owner, id) => service.delete(owner, id)],
    ])('%s, and nothing is recorded of it', async (_what, work) => {
      const services = await moduleServices(await open())
      const { noCode } = await offered(services)
      await expect(work(overtaken(services), services.owner, noCode.id)).rejects.toThrow(NotFound)
      expect(services.recorded.at(-1)).toMatchObject({ action: 'destroy', resource: { type: 'registry_module' } })
    })

    it('is not created, and nothing is recorded of it', async () => {
      const services = await moduleServices(await open())
      const { id } = await services.createModule()
      await expect(overtaken(services).create(services.owner, 'acme', id, {})).rejects.toThrow(NotFound)
      expect(await services.database.queries.selectFrom('no_code_modules').selectAll().execute()).toEqual([])
      expect(services.recorded.at(-1)).toMatchObject({ action: 'destroy', resource: { type: 'registry_module' } })
    })
  })

  it('is refused with every problem at once, and nothing changes then', async () => {
    const services = await moduleServices(await open())
    const { noCode } = await offered(services)
    const refuse = (request: Parameters<NoCodeModules['update']>[2]) =>
      problemsOf(services.noCode.update(services.owner, noCode.id, request))
    expect(await refuse({ versionPin: '1.0.0', variableOptions: [option(''), option('a'), option('a')] })).toEqual([
      '/data/attributes/version-pin',
      `${OPTIONS}/0/attributes/variable-name`,
      `${OPTIONS}/2/attributes/variable-name`,
    ])
    const sameId = { id: newId('variable-option') }
    expect(
      await refuse({
        variableOptions: [
          { ...option('a'), ...sameId },
          { ...option('b'), ...sameId },
        ],
      }),
    ).toEqual([`${OPTIONS}/1/attributes/variable-name`])
    const many = (count: number) => Array.from({ length: count }, (_, index) => option(`v${index}`))
    expect(await refuse({ variableOptions: many(201) })).toEqual([OPTIONS])
    expect(await services.noCode.read(services.owner, noCode.id)).toEqual(noCode)
    expect((await services.noCode.update(services.owner, noCode.id, { variableOptions: many(200) })).variableOptions).toHaveLength(200)
  })

  it('is read by members, changed by people who manage modules, and not found by all others', async () => {
    const services = await moduleServices(await open())
    const { module, noCode } = await offered(services)
    const { organization, owner } = services
    const user = (organizationId: typeof organization.id): Subject => ({
      kind: 'user',
      userId: newId('user'),
      siteAdmin: false,
      roles: [{ organizationId, owner: false, access: NO_ACCESS }],
    })
    const member = user(organization.id)
    expect((await services.noCode.read(member, noCode.id)).id).toBe(noCode.id)
    await expect(services.noCode.update(member, noCode.id, { enabled: false })).rejects.toThrow(NotFound)
    await expect(services.noCode.delete(member, noCode.id)).rejects.toThrow(NotFound)
    const stranger = user(newId('organization'))
    await expect(services.noCode.read(stranger, noCode.id)).rejects.toThrow(NotFound)
    await expect(services.noCode.variables(stranger, noCode.id, '1.0.0')).rejects.toThrow(NotFound)
    await expect(services.noCode.read(ANONYMOUS, noCode.id)).rejects.toThrow(Unauthenticated)
    const other = await services.organizations.create(owner, { name: 'other', email: 'a@b.c' })
    const both: Subject = { ...owner, roles: [...owner.roles, { ...owner.roles[0]!, organizationId: other.id }] }
    await expect(services.noCode.create(both, 'other', module.id, {})).rejects.toThrow(NotFound)
    expect(await services.noCode.read(owner, noCode.id)).toEqual(noCode)
  })

  it('has the variables of the version that is asked for, by name, once it is published', async () => {
    const services = await moduleServices(await open())
    const { module, noCode } = await offered(services)
    await services.noCode.update(services.owner, noCode.id, { variableOptions: [option('size', 's', 'l')] })
    const variables = async (version: string) =>
      (await services.noCode.variables(services.owner, noCode.id, version)).map(({ input, options }) => [input.name, ...options])
    const publish = async (version: string, ...names: string[]) => {
      const { id } = await services.version(module.id, version)
      await services.upload(id, version)
      const made = packageOf(version)
      const document = JSON.stringify({ root: { readme: '', inputs: names.map((name) => ({ name })) } })
      const task = await services.begin(id)
      await expect(variables(version)).rejects.toThrow(NotFound)
      await services.outcomes.publish(task, { ...made, inspection: { ...made.inspection, document } })
    }
    await publish('1.0.0', 'size', 'name')
    await publish('2.0.0', 'zone')
    expect(await variables('1.0.0')).toEqual([['name'], ['size', 's', 'l']])
    expect(await variables('2.0.0')).toEqual([['zone']])
    await expect(variables('3.0.0')).rejects.toThrow(NotFound)
  })
})
