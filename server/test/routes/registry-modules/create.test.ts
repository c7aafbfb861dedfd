import { expect, it } from 'vitest'
import { describeApi } from '../../support/api.ts'
import { expectResource, refusal, statusesOf } from '../../support/json-api-shape.ts'

const PATH = '/api/v2/organizations/acme/registry-modules'

describeApi('POST registry-modules', (start) => {
  it('creates a module without a repository, which looks the same everywhere', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const { status, data } = await owner.post(PATH, 'registry-modules', { name: 'nestedA', provider: 'aws', 'no-code': null })
    expect(status).toBe(201)
    expectResource(data, 'registry-modules')
    expect(data.attributes).toMatchObject({
      status: 'pending',
      'version-statuses': [],
      'publishing-mechanism': 'non_vcs',
      'registry-name': 'private',
      namespace: 'acme',
      'vcs-repo': null,
      'no-code': false,
    })
    expect((await owner.get(`${PATH}/private/acme/nestedA/aws`)).data).toEqual(data)
    expect((await owner.get(PATH)).list).toEqual([data])
    expect((await owner.get(`${PATH}/private/acme/nesteda/aws`)).status).toBe(404)
  })

  it('refuses invalid and taken names', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const attempt = async (attributes: unknown) => refusal(await owner.post(PATH, 'registry-modules', attributes))
    expect(await attempt({})).toEqual([422, '/data/attributes/name', '/data/attributes/provider'])
    expect(await attempt({ name: '_', provider: 'A' })).toEqual([422, '/data/attributes/name', '/data/attributes/provider'])
    expect(await attempt({ name: 'x', provider: 'y', namespace: 'acme' })).toEqual([422, '/data/attributes/namespace'])
    expect(await attempt({ name: 'x', provider: 'y', 'registry-name': 'other' })).toEqual([422, '/data/attributes/registry-name'])
    const wanted = { name: 'x', provider: 'y' }
    const both = await Promise.all([1, 2].map(() => owner.post(PATH, 'registry-modules', wanted)))
    expect(statusesOf(both)).toEqual([201, 422])
    expect(await attempt(wanted)).toEqual([422, '/data/attributes/name'])
  })

  it('requires permission to manage modules', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const wanted = { name: 'x', provider: 'y' }
    for (const caller of [await api.member(owner, 'acme', 'rea'), await api.founder('other')]) {
      expect((await caller.post(PATH, 'registry-modules', wanted)).status).toBe(404)
    }
    const { data } = await owner.call('POST', '/api/v2/organizations/acme/authentication-token')
    expect((await api.withToken(String(data.attributes['token'])).post(PATH, 'registry-modules', wanted)).status).toBe(201)
  })
})
