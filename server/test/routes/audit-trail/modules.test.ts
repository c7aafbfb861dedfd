import { expect, it } from 'vitest'
import { type Api, type Caller, describeApi, PUBLIC_URL, SMALL_MODULE } from '../../support/api.ts'
import { createRisingClock } from '../../support/jobs.ts'

const TRAIL = '/api/v2/organization/audit-trail?organization=acme'
const COLLECTION = '/api/v2/organizations/acme/registry-modules'
const MODULE = `${COLLECTION}/private/acme/label/null`

interface Event {
  auth: Record<string, unknown>
  request: Record<string, unknown>
  resource: { id: string; type: string; action: string; meta: Record<string, unknown> }
}

/** Entries about modules, oldest first, as far as their times differ. */
async function eventsOf(owner: Caller): Promise<Event[]> {
  const all = (await owner.get(TRAIL)).json['data'] as Event[]
  return all.filter(({ resource }) => resource.type.startsWith('registry_module') || resource.type === 'no_code_module').toReversed()
}

const told = (events: readonly Event[]) => events.map(({ resource }) => `${resource.type} ${resource.action}`)

const LIFECYCLE = [
  { deprecation: { 'deprecated-status': 'Deprecated', reason: 'old' } },
  { revocation: { status: 'Revoked', reason: 'leaks' } },
  { revocation: { status: 'Unrevoked' } },
  { deprecation: { 'deprecated-status': 'Undeprecated' } },
]

async function published(api: Api) {
  const owner = await api.founder('acme')
  const { module, repository } = await api.publish(owner, 'acme')
  await api.runJobs()
  return { owner, module, repository }
}

describeApi('audit trail of modules', (start) => {
  it('has the whole life of a module: who requested each change, and what the server did itself', async () => {
    const api = await start({ clock: createRisingClock() })
    const { owner, module, repository } = await published(api)
    await owner.post(`/api/v2/registry-modules/${module.id}/actions/resync`, '')
    await owner.post(`/api/v2/registry-modules/${module.id}/actions/retry`, '')
    await owner.patch(MODULE, 'registry-modules', { 'vcs-repo': { 'source-directory': 'here' } })
    await owner.patch(MODULE, 'registry-modules', { 'vcs-repo': { 'source-directory': 'here' } })
    for (const attributes of LIFECYCLE) await owner.patch(`${MODULE}/1.0.0`, '', attributes)
    await owner.delete(`${MODULE}/1.0.0`)
    const [deleted] = (await owner.get('/api/v2/organizations/acme/deleted-registry-modules')).list
    await owner.post(`/api/v2/deleted-registry-modules/${deleted?.id}/actions/restore`, '')
    const events = await eventsOf(owner)
    expect(told(events)).toEqual([
      'registry_module create',
      'registry_module_version publish',
      'registry_module resync',
      'registry_module retry',
      'registry_module update',
      'registry_module_version deprecate',
      'registry_module_version revoke',
      'registry_module_version unrevoke',
      'registry_module_version undeprecate',
      'registry_module destroy',
      'registry_module restore',
    ])
    const [create, publish, , , update, deprecate] = events
    expect(create).toMatchObject({
      auth: { accessor_id: owner.userId, description: 'acme-owner', type: 'Client' },
      request: { id: expect.any(String), remote_address: '127.0.0.1' },
      resource: { id: module.id, meta: { module: 'acme/label/null', repository: 'platform/terraform-null-label' } },
    })
    expect(publish).toMatchObject({
      auth: { accessor_id: null, description: 'system', type: 'System' },
      request: { id: null, remote_address: null },
      resource: {
        meta: { module: 'acme/label/null', version: '1.0.0', tag: 'v1.0.0', commit: await repository.resolve('v1.0.0^{commit}') },
      },
    })
    expect(update?.resource.meta).toEqual({ module: 'acme/label/null', registry: 'private', source_directory: 'here' })
    expect(deprecate?.resource.meta).toMatchObject({ version: '1.0.0', deprecation: { reason: 'old' } })
    for (const event of events.slice(-2))
      expect(event.resource.meta).toMatchObject({ versions: ['1.0.0'], deleted_registry_module: deleted?.id })
  })

  it('records uploads, with their origin', async () => {
    const api = await start({ clock: createRisingClock() })
    const owner = await api.founder('acme')
    await owner.post(COLLECTION, 'registry-modules', { name: 'x', provider: 'y' })
    const made = await owner.post(`${COLLECTION}/private/acme/x/y/versions`, 'registry-module-versions', { version: '1.0.0' })
    const address = String(made.data.links['upload']).slice(PUBLIC_URL.length)
    await api.app.http.inject({ method: 'PUT', url: address, payload: Buffer.from('no archive'), remoteAddress: '192.0.2.9' })
    const events = await eventsOf(owner)
    expect(told(events)).toEqual(['registry_module create', 'registry_module_version create', 'registry_module_version upload'])
    expect(events[2]).toMatchObject({
      auth: { accessor_id: null, description: 'upload address', type: 'Client' },
      request: { remote_address: '192.0.2.9' },
      resource: { id: made.data.id, meta: { version: '1.0.0', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) } },
    })
  })

  it('records a publication once, however often its import runs, and nothing of failed versions', async () => {
    const api = await start({ clock: createRisingClock() })
    const { owner, module, repository } = await published(api)
    await repository.commit({ files: { 'main.tf': 'variable "x" {\n  default = \n}\n' }, tags: ['v2.0.0'] })
    await repository.commit({ files: SMALL_MODULE, tags: ['v3.0.0'] })
    for (let round = 0; round < 2; round++) {
      await owner.post(`/api/v2/registry-modules/${module.id}/actions/resync`, '')
      await api.runJobs()
    }
    const publications = (await eventsOf(owner)).filter(({ resource }) => resource.action === 'publish')
    expect(publications.map(({ resource }) => resource.meta['version'])).toEqual(['1.0.0', '3.0.0'])
  })

  it('records no-code modules, and every module of a deletion for all providers', async () => {
    const api = await start({ clock: createRisingClock() })
    const owner = await api.founder('acme')
    for (const provider of ['aws', 'null']) await owner.post(COLLECTION, 'registry-modules', { name: 'x', provider })
    const [first] = (await owner.get(COLLECTION)).list
    const relationships = { 'registry-module': { data: { id: first?.id, type: 'registry-modules' } } }
    const path = '/api/v2/organizations/acme/no-code-modules'
    const noCode = await owner.call('POST', path, { body: { data: { attributes: {}, relationships } } })
    await owner.patch(`/api/v2/no-code-modules/${noCode.data.id}`, '', { enabled: false })
    await owner.delete(`/api/v2/no-code-modules/${noCode.data.id}`)
    await owner.delete(`${COLLECTION}/private/acme/x`)
    const events = await eventsOf(owner)
    expect(told(events)).toEqual([
      'registry_module create',
      'registry_module create',
      'no_code_module create',
      'no_code_module update',
      'no_code_module destroy',
      'registry_module destroy',
      'registry_module destroy',
    ])
    expect(events[3]?.resource.meta).toEqual({ registry_module: first?.id, enabled: false })
    expect(new Set(events.slice(-2).map(({ resource }) => resource.meta['module']))).toEqual(new Set(['acme/x/aws', 'acme/x/null']))
  })
})
