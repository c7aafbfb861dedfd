import { expect, it } from 'vitest'
import { type Caller, describeApi, REGISTRY } from '../support/api.ts'

const MODULE = `${REGISTRY}/acme/label/null`
const PATHS = [`${MODULE}/versions`, `${MODULE}/1.0.0/download`, `${MODULE}/1.0.0`, MODULE]

const statuses = (caller: Caller) => Promise.all(PATHS.map(async (path) => (await caller.get(path)).status))

describeApi('access to the registry protocol', (start) => {
  it('is given to every kind of token of the organization, and to nobody else', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    await api.publish(owner, 'acme')
    await api.runJobs()
    const { teamId, ...reader } = await api.member(owner, 'acme', 'rea')
    const robots: Caller[] = []
    for (const path of ['organizations/acme', `teams/${teamId}`]) {
      const { data } = await owner.call('POST', `/api/v2/${path}/authentication-token`)
      robots.push(api.withToken(String(data.attributes['token'])))
    }
    const stranger = await api.founder('other')
    // Twice, so that the second answer comes from the cache.
    for (const round of [1, 2]) {
      for (const caller of [owner, reader, ...robots]) expect([round, await statuses(caller)]).toEqual([round, [200, 204, 200, 200]])
      expect([round, await statuses(stranger)]).toEqual([round, [404, 404, 404, 404]])
      expect([round, await statuses(api.anonymous)]).toEqual([round, [401, 401, 401, 401]])
    }
    const missing = await owner.get(`${REGISTRY}/acme/none/null/versions`)
    const foreign = await stranger.get(`${MODULE}/versions`)
    expect([missing.text, foreign.text]).toEqual(['{"errors":["Not Found"]}', '{"errors":["Not Found"]}'])
    expect(foreign.headers['content-type']).toBe('application/json; charset=utf-8')
    expect((await api.anonymous.get(`${MODULE}/versions`)).text).toBe('{"errors":["Unauthorized"]}')
  })

  it('ends at once when a user leaves the organization', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    await api.publish(owner, 'acme')
    await api.runJobs()
    expect(await statuses(owner)).toEqual([200, 204, 200, 200])
    await owner.delete('/api/v2/organizations/acme')
    expect(await statuses(owner)).toEqual([404, 404, 404, 404])
  })

  it('accepts the scheme in any case', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    for (const scheme of ['bearer', 'BEARER', 'Bearer  ']) {
      expect((await api.anonymous.get(REGISTRY, { authorization: `${scheme} ${owner.token}` })).status).toBe(200)
    }
  })

  it('follows the organization when its name changes', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    await api.publish(owner, 'acme')
    await api.runJobs()
    await owner.patch('/api/v2/organizations/acme', 'organizations', { name: 'newco' })
    const versions = await owner.get(`${REGISTRY}/newco/label/null/versions`)
    expect(versions.json).toEqual({ modules: [{ source: 'newco/label/null', versions: [{ version: '1.0.0' }] }] })
    expect((await owner.get(`${REGISTRY}/newco/label/null/1.0.0/download`)).status).toBe(204)
    expect((await owner.get(`${REGISTRY}/newco/label/null`)).json).toMatchObject({ id: 'newco/label/null/1.0.0', namespace: 'newco' })
    expect(await statuses(owner)).toEqual([404, 404, 404, 404])
    const [module] = (await owner.get('/api/v2/organizations/newco/registry-modules')).list
    expect(module).toMatchObject({
      attributes: { namespace: 'newco' },
      relationships: { organization: { data: { id: 'newco' } } },
      links: { self: '/api/v2/organizations/newco/registry-modules/private/newco/label/null' },
    })
  })
})
