import { expect, it } from 'vitest'
import { describeOnOneDatabase } from '../../../test/support/databases.ts'
import { type ModuleServices, moduleServices } from '../../../test/support/module-services.ts'
import { Invalid, NotFound, newId } from '../../kernel/index.ts'
import { NO_ACCESS, type Subject } from '../../permissions/index.ts'
import type { LifecycleChange } from './version-lifecycles.ts'

const DEPRECATED = { deprecation: { reason: 'old', link: '' } }
const revoked = (replacement = '', link = '') => ({ revocation: { message: 'leaks', link, replacement } })

async function withVersions(services: ModuleServices, ...versions: string[]) {
  const module = await services.createModule()
  for (const version of versions) await services.published(module.id, version)
  const change = (version: string, what: LifecycleChange, as = services.owner) => services.lifecycles.change(as, module, version, what)
  const revoke = async (version: string) => {
    await change(version, DEPRECATED)
    await change(version, revoked())
  }
  const latest = async () => (await services.modules.readById(services.owner, module.id)).latestVersion
  return { module, change, revoke, latest }
}

async function listed({ catalogue }: ModuleServices): Promise<Record<string, unknown>[]> {
  const entry = await catalogue.find({ namespace: 'acme', name: 'vpc', provider: 'aws' })
  return JSON.parse(entry?.versions ?? '').modules[0].versions
}

async function problemsOf(attempt: Promise<unknown>): Promise<string[]> {
  const refusal: unknown = await attempt.catch((error: unknown) => error)
  expect(refusal).toBeInstanceOf(Invalid)
  return (refusal as Invalid).problems.map(({ detail, pointer }) => `${pointer ?? ''} ${detail}`)
}

describeOnOneDatabase('a version that should not be used any more', (open) => {
  it('is advised against when it is deprecated, and stays the latest', async () => {
    const services = await moduleServices(await open())
    const { change, latest } = await withVersions(services, '1.0.0', '2.0.0')
    await change('2.0.0', DEPRECATED)
    expect(await listed(services)).toEqual([{ version: '2.0.0', deprecation: { reason: 'old', link: '' } }, { version: '1.0.0' }])
    expect(await latest()).toBe('2.0.0')
    await change('2.0.0', { deprecation: null })
    expect(await listed(services)).toEqual([{ version: '2.0.0' }, { version: '1.0.0' }])
  })

  it('is the latest no longer when it is revoked, although it is listed', async () => {
    const services = await moduleServices(await open())
    const { change, revoke, latest } = await withVersions(services, '1.0.0', '2.0.0')
    await revoke('2.0.0')
    expect((await listed(services)).map(({ version }) => version)).toEqual(['2.0.0', '1.0.0'])
    expect(await latest()).toBe('1.0.0')
    await change('2.0.0', { revocation: null })
    expect(await latest()).toBe('2.0.0')
  })

  it('is the latest all the same when every version is revoked', async () => {
    const services = await moduleServices(await open())
    const { revoke, latest } = await withVersions(services, '1.0.0', '2.0.0')
    await revoke('1.0.0')
    await revoke('2.0.0')
    expect(await latest()).toBe('2.0.0')
  })

  it('is deprecated before it is revoked, and stays deprecated while it is', async () => {
    const services = await moduleServices(await open())
    const { change, revoke } = await withVersions(services, '1.0.0')
    expect(await problemsOf(change('1.0.0', revoked()))).toEqual([
      '/data/attributes/revocation Version 1.0.0 must be deprecated before it can be revoked',
    ])
    await revoke('1.0.0')
    expect(await problemsOf(change('1.0.0', { deprecation: null }))).toEqual([
      '/data/attributes/deprecation Version 1.0.0 is revoked: unrevoke it first',
    ])
    await change('1.0.0', { revocation: null })
    expect(await listed(services)).toEqual([{ version: '1.0.0', ...DEPRECATED }])
  })

  it('can be replaced by another published version that is not revoked, and by nothing else', async () => {
    const services = await moduleServices(await open())
    const { module, change, revoke } = await withVersions(services, '1.0.0', '2.0.0', '3.0.0')
    await services.version(module.id, '4.0.0')
    await revoke('3.0.0')
    await change('1.0.0', DEPRECATED)
    for (const replacement of ['1.0.0', '3.0.0', '4.0.0', '9.9.9', 'latest']) {
      expect([replacement, await problemsOf(change('1.0.0', revoked(replacement)))]).toEqual([
        replacement,
        ['/data/attributes/revocation/replacement Replacement must be another published version that is not revoked'],
      ])
    }
    await change('1.0.0', revoked('2.0.0'))
  })

  it.each(['javascript:alert(1)', 'example.com', 'https://', 'https://a b', ' https://example.com'])(
    'is not explained at %j, which a page would link to',
    async (link) => {
      const services = await moduleServices(await open())
      const { change } = await withVersions(services, '1.0.0')
      expect(await problemsOf(change('1.0.0', { deprecation: { reason: '', link } }))).toEqual([
        '/data/attributes/deprecation/link Link must be a URL that starts with http:// or https://',
      ])
    },
  )

  it('was published before, and is marked by those who manage modules', async () => {
    const services = await moduleServices(await open())
    const { module, change } = await withVersions(services, '1.0.0')
    await services.version(module.id, '2.0.0')
    expect(await problemsOf(change('2.0.0', DEPRECATED))).toEqual([' Version 2.0.0 is not published yet'])
    await expect(change('3.0.0', DEPRECATED)).rejects.toThrow(NotFound)
    const role = { organizationId: services.organization.id, owner: false, access: NO_ACCESS }
    const member: Subject = { kind: 'user', userId: newId('user'), siteAdmin: true, roles: [role] }
    await expect(change('1.0.0', DEPRECATED, member)).rejects.toThrow(NotFound)
    expect(await listed(services)).toEqual([{ version: '1.0.0' }])
  })

  it('is named in the audit trail with each step', async () => {
    const services = await moduleServices(await open())
    const { change, revoke } = await withVersions(services, '1.0.0')
    services.recorded.length = 0
    await revoke('1.0.0')
    await change('1.0.0', { revocation: null })
    await change('1.0.0', { deprecation: null })
    expect(services.recorded.map(({ action }) => action)).toEqual(['deprecate', 'revoke', 'unrevoke', 'undeprecate'])
  })
})
