import { expect, it } from 'vitest'
import { type Api, type Caller, describeApi, REGISTRY } from '../../support/api.ts'
import { expectResource, pagination, refusal } from '../../support/json-api-shape.ts'
import { siteAdmin } from '../../support/site-admin.ts'

const ADMIN = '/api/v2/admin/organizations'
const CONSUMERS = `${ADMIN}/acme/relationships/module-consumers`
const MODULE = `${REGISTRY}/acme/label/null`
const MANAGED = '/api/v2/organizations/acme/registry-modules/private/acme/label/null'

async function furnished(api: Api) {
  const owner = await api.founder('acme')
  const { module } = await api.publish(owner, 'acme')
  await api.runJobs()
  const consumer = await api.founder('beta')
  return { owner, consumer, module, admin: await siteAdmin(api), stranger: await api.founder('gamma') }
}

const share = (admin: Caller, ...consumers: string[]) =>
  admin.call('PATCH', CONSUMERS, { body: { data: consumers.map((id) => ({ id, type: 'organizations' })) } })

const names = async (caller: Caller, path: string) => (await caller.get(path)).list.map(({ id }) => id)

describeApi('module sharing', (start) => {
  it('lets members of a consumer read, list and install, until it is revoked', async () => {
    const api = await start()
    const { admin, consumer, owner, module, stranger } = await furnished(api)
    const { data: token } = await consumer.call('POST', '/api/v2/organizations/beta/authentication-token')
    const robot = api.withToken(String(token.attributes['token']))
    const reader = await api.member(consumer, 'beta', 'rea')
    expect((await consumer.get(`${MODULE}/versions`)).status).toBe(404)
    expect([(await share(admin, 'beta')).status, (await share(admin, 'beta')).status]).toEqual([204, 204])
    expect(await names(admin, CONSUMERS)).toEqual(['beta'])
    expect(await names(consumer, '/api/v2/organizations/beta/relationships/module-producers')).toEqual(['acme'])

    const shown = (await owner.get(MANAGED)).data
    for (const caller of [consumer, robot, reader]) {
      for (let time = 0; time < 2; time++) {
        expect((await caller.get(`${MODULE}/versions`)).status).toBe(200)
        expect((await caller.get(`${MODULE}/1.0.0/download`)).status).toBe(204)
      }
      expect((await caller.get(MODULE)).status).toBe(200)
      expect((await caller.get(REGISTRY)).json).toMatchObject({ modules: [{ namespace: 'acme', name: 'label' }] })
      expect(await names(caller, '/api/v2/organizations/beta/registry-modules')).toEqual([module.id])
      for (const path of [MANAGED, MANAGED.replace('organizations/acme', 'organizations/beta'), `/api/v2/registry-modules/${module.id}`]) {
        const { data } = await caller.get(path)
        expect(data.id).toBe(module.id)
        expect(data.attributes).toMatchObject({
          'version-statuses': shown.attributes['version-statuses'],
          permissions: { 'can-delete': false, 'can-resync': false, 'can-retry': false },
          'vcs-repo': { 'oauth-token-id': null, 'webhook-url': null, 'connection-state': null },
        })
      }
    }
    expect((await stranger.get(`${MODULE}/versions`)).status).toBe(404)

    expect((await share(admin)).status).toBe(204)
    for (const caller of [consumer, robot, reader]) expect((await caller.get(`${MODULE}/1.0.0/download`)).status).toBe(404)
    expect(await names(consumer, '/api/v2/organizations/beta/registry-modules')).toEqual([])
  })

  it('grants read access to modules only, in one direction', async () => {
    const api = await start()
    const { admin, consumer, owner, module } = await furnished(api)
    await share(admin, 'beta')
    for (const path of [MANAGED, `${MANAGED}/1.0.0`, MANAGED.replace('organizations/acme', 'organizations/beta')]) {
      expect([path, (await consumer.delete(path)).status]).toEqual([path, 404])
    }
    const attributes = { deprecation: { 'deprecated-status': 'Deprecated' } }
    expect((await consumer.patch(`${MANAGED}/1.0.0`, 'module-versions', attributes)).status).toBe(404)
    expect((await consumer.call('POST', `/api/v2/registry-modules/${module.id}/actions/resync`)).status).toBe(404)
    expect((await consumer.post('/api/v2/registry-modules/acme/label/null/versions', '', { version: '9.0.0' })).status).toBe(404)
    expect((await consumer.call('POST', '/api/v2/registry-modules/actions/delete/acme/label')).status).toBe(404)
    for (const rest of ['', '/registry-modules', '/oauth-clients', '/deleted-registry-modules', '/entitlement-set']) {
      expect([rest, (await consumer.get(`/api/v2/organizations/acme${rest}`)).status]).toEqual([rest, 404])
    }
    // The rest of the repository is not shared.
    const inside = [
      '/api/v2/organizations/acme/registry-modules/validation?name=label&provider=null',
      `/api/v2/registry-modules/${module.id}/tags`,
    ]
    const commits = [MANAGED, MANAGED.replace('organizations/acme', 'organizations/beta')].map((path) => `${path}/commits`)
    for (const path of [...inside, ...commits]) expect([path, (await consumer.get(path)).status]).toEqual([path, 404])
    for (const path of [...inside, `${MANAGED}/commits`]) expect([path, (await owner.get(path)).status]).toEqual([path, 200])
    await consumer.post('/api/v2/organizations/beta/registry-modules', 'registry-modules', { name: 'x', provider: 'y' })
    expect((await owner.get(`${REGISTRY}/beta/x/y/versions`)).status).toBe(404)
    expect((await owner.get(`${MODULE}/1.0.0/download`)).status).toBe(204)
  })

  it('shares with everybody, as an alternative to some', async () => {
    const api = await start()
    const { admin, consumer, stranger } = await furnished(api)
    await share(admin, 'beta')
    const answer = await admin.patch(`${ADMIN}/acme`, '', { 'global-module-sharing': true })
    expect(answer.status).toBe(200)
    expectResource(answer.data, 'organizations')
    expect(answer.data.attributes['global-module-sharing']).toBe(true)
    expect((await admin.get(`${ADMIN}/acme`)).data).toEqual(answer.data)
    expect(await names(admin, CONSUMERS)).toEqual([])
    for (const caller of [consumer, stranger]) expect((await caller.get(`${MODULE}/versions`)).status).toBe(200)
    await share(admin, 'gamma')
    expect((await admin.get(`${ADMIN}/acme`)).data.attributes['global-module-sharing']).toBe(false)
    expect((await consumer.get(`${MODULE}/versions`)).status).toBe(404)
    expect((await stranger.get(`${MODULE}/versions`)).status).toBe(200)
  })

  it('refuses unknown consumers without a change, and lists all on one page', async () => {
    const api = await start()
    const { admin } = await furnished(api)
    await share(admin, 'beta', 'gamma', 'beta', 'acme')
    expect((await share(admin, 'beta', 'nobody')).status).toBe(404)
    expect(refusal(await admin.call('PATCH', CONSUMERS, { body: {} }))).toEqual([422, '/data'])
    const page = await admin.get(`${CONSUMERS}?page[size]=1`)
    expect(page.list.map(({ id }) => id)).toEqual(['beta', 'gamma'])
    expect(pagination(page)).toMatchObject({ 'total-pages': 1, 'next-page': null })
  })
})

describeApi('admin/organizations', (start) => {
  it('lists, reads, updates and deletes any organization', async () => {
    const api = await start()
    const { admin, owner } = await furnished(api)
    expect(await names(admin, ADMIN)).toEqual(['acme', 'beta', 'gamma'])
    expect(await names(admin, `${ADMIN}?q=ET`)).toEqual(['beta'])
    const { data } = await admin.get(`${ADMIN}/acme`)
    expectResource(data, 'organizations')
    expect((await admin.get(ADMIN)).list[0]).toEqual(data)
    const changes = { 'workspace-limit': 0, 'access-beta-tools': true, 'plan-timeout': '2h', name: 'taken-over' }
    const changed = (await admin.patch(`${ADMIN}/acme`, '', changes)).data
    expect(changed.attributes).toMatchObject({ 'workspace-limit': 0, 'access-beta-tools': true, 'plan-timeout': '2h', name: 'acme' })
    expect((await admin.get(`${ADMIN}/acme`)).data).toEqual(changed)
    expect(refusal(await admin.patch(`${ADMIN}/acme`, '', { 'workspace-limit': -1 }))).toEqual([422, '/data/attributes/workspace-limit'])
    expect((await admin.delete(`${ADMIN}/acme`)).status).toBe(204)
    expect((await admin.get(`${ADMIN}/acme`)).status).toBe(404)
    expect((await owner.get('/api/v2/organizations/acme')).status).toBe(404)
  })

  it('names the owners, and includes them when asked', async () => {
    const api = await start()
    const { admin, owner } = await furnished(api)
    await share(admin, 'beta')
    const owners = { owners: { data: [{ id: owner.userId, type: 'users' }] } }
    const all = await admin.get(`${ADMIN}?include=owners`)
    const one = await admin.get(`${ADMIN}/acme?include=owners`)
    expect([one.data.relationships, all.list[0]?.relationships]).toEqual([expect.objectContaining(owners), one.data.relationships])
    expect(one.json['included']).toMatchObject([{ id: owner.userId, type: 'users', attributes: { username: 'acme-owner' } }])
    expect(all.json['included']).toHaveLength(3)
    expect((await admin.get(ADMIN)).json['included']).toBeUndefined()
    expect((await admin.get(CONSUMERS)).list[0]).toEqual((await admin.get(`${ADMIN}/beta`)).data)
    expect((await admin.get(`${ADMIN}?include=everything`)).status).toBe(400)
  })

  it('is for site administrators alone, and reveals nothing of the modules', async () => {
    const api = await start()
    const { admin, owner, stranger } = await furnished(api)
    const { data } = await owner.call('POST', '/api/v2/organizations/acme/authentication-token')
    for (const caller of [owner, stranger, api.withToken(String(data.attributes['token']))]) {
      for (const path of [ADMIN, `${ADMIN}/acme`, CONSUMERS]) expect((await caller.get(path)).status).toBe(404)
      expect((await share(caller, 'gamma')).status).toBe(404)
      expect((await caller.patch(`${ADMIN}/acme`, '', { 'global-module-sharing': true })).status).toBe(404)
      expect((await caller.delete(`${ADMIN}/acme`)).status).toBe(404)
    }
    expect((await stranger.get('/api/v2/organizations/acme/relationships/module-producers')).status).toBe(404)
    expect((await admin.get(`${MODULE}/versions`)).status).toBe(404)
    expect((await owner.patch('/api/v2/organizations/acme', '', { 'global-module-sharing': true })).status).toBe(200)
    expect((await stranger.get(`${MODULE}/versions`)).status).toBe(404)
  })
})
