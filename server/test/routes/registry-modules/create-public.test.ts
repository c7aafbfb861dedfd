import { expect, it } from 'vitest'
import { describeApi } from '../../support/api.ts'
import { expectResource, refusal } from '../../support/json-api-shape.ts'

const PATH = '/api/v2/organizations/acme/registry-modules'
const VAULT = { name: 'vault', provider: 'aws', namespace: 'hashicorp', 'registry-name': 'public' }

describeApi('POST registry-modules for a public module', (start) => {
  it('creates a record, and shows it the same everywhere', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const { status, data } = await owner.post(PATH, 'registry-modules', VAULT)
    expect(status).toBe(201)
    expectResource(data, 'registry-modules')
    expect(data.attributes).toMatchObject({
      ...VAULT,
      status: 'setup_complete',
      'version-statuses': [],
      'publishing-mechanism': 'non_vcs',
      'vcs-repo': null,
      'test-config': null,
    })
    expect(data.relationships['organization']?.data).toEqual({ id: 'acme', type: 'organizations' })
    expect(data.links['self']).toBe(`${PATH}/public/hashicorp/vault/aws`)
    expect((await owner.get(`${PATH}/public/hashicorp/vault/aws`)).data).toEqual(data)
    expect((await owner.get(`/api/v2/registry-modules/${data.id}`)).data).toEqual(data)
    expect((await owner.get(PATH)).list).toEqual([data])
    await api.runJobs()
    expect((await owner.get(`/api/v2/registry-modules/${data.id}`)).data).toEqual(data)
    expect((await owner.get(`${PATH}/private/hashicorp/vault/aws`)).status).toBe(404)
    expect((await owner.get(`${PATH}/public/acme/vault/aws`)).status).toBe(404)
    expect((await owner.get('/api/registry/v1/modules/hashicorp/vault/aws/versions')).status).toBe(404)
  })

  it('is listed beside private ones, and distinguished by filters', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    await owner.post(PATH, 'registry-modules', VAULT)
    await owner.post(PATH, 'registry-modules', { name: 'mine', provider: 'aws' })
    const ask = async (query: string) => (await owner.get(`${PATH}?${query}`)).list.map(({ attributes }) => attributes['name'])
    expect(await ask('')).toEqual(['mine', 'vault'])
    expect(await ask('filter[registry_name]=public')).toEqual(['vault'])
    expect(await ask('filter[registry_name]=private')).toEqual(['mine'])
    expect(await ask('filter[organization_name]=acme')).toEqual(['mine', 'vault'])
    expect(await ask('filter[organization_name]=ACME&filter[registry_name]=public')).toEqual(['vault'])
    expect(await ask('filter[organization_name]=hashicorp')).toEqual([])
    expect(await ask('q=HASHICORP')).toEqual(['vault'])
    expect((await (await api.founder('other')).get(`${PATH}/public/hashicorp/vault/aws`)).status).toBe(404)
  })

  it('may be curated by every organization, once', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const other = await api.founder('other')
    await owner.post(PATH, 'registry-modules', VAULT)
    expect(refusal(await owner.post(PATH, 'registry-modules', VAULT))).toEqual([422, '/data/attributes/name'])
    const theirs = await other.post('/api/v2/organizations/other/registry-modules', 'registry-modules', VAULT)
    expect(theirs.data.relationships['organization']?.data).toEqual({ id: 'other', type: 'organizations' })
    const reader = await api.member(owner, 'acme', 'rea')
    expect((await reader.post(PATH, 'registry-modules', { ...VAULT, name: 'consul' })).status).toBe(404)
  })

  it('requires a namespace, and accepts no versions', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const attempt = async (changes: object) => refusal(await owner.post(PATH, 'registry-modules', { ...VAULT, ...changes }))
    expect(await attempt({ namespace: '' })).toEqual([422, '/data/attributes/namespace'])
    expect(await attempt({ namespace: 'a/b', name: '' })).toEqual([422, '/data/attributes/name', '/data/attributes/namespace'])
    await owner.post(PATH, 'registry-modules', VAULT)
    const version = await owner.post(`${PATH}/public/hashicorp/vault/aws/versions`, 'registry-module-versions', { version: '1.0.0' })
    expect([version.status, version.errors[0]?.title]).toEqual([403, 'forbidden'])
  })

  it('has no versions, commits or repository, and accepts labels and no-code settings', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    await owner.post(PATH, 'registry-modules', VAULT)
    const module = `${PATH}/public/hashicorp/vault/aws`
    const deprecation = { deprecation: { 'deprecated-status': 'Deprecated' } }
    const answers = [
      await owner.get(`${module}/version?module_version=1.0.0`),
      await owner.get(`${module}/commits`),
      await owner.patch(`${module}/1.0.0`, 'module-versions', deprecation),
      await owner.delete(`${module}/1.0.0`),
      // The legacy route is for private modules of the named organization.
      await owner.post('/api/v2/registry-modules/acme/vault/aws/versions', 'registry-module-versions', { version: '1.0.0' }),
      await owner.post('/api/v2/registry-modules/hashicorp/vault/aws/versions', 'registry-module-versions', { version: '1.0.0' }),
    ]
    expect(answers.map((answer) => refusal(answer))).toEqual(answers.map(() => [404, undefined]))
    expect(refusal(await owner.patch(module, 'registry-modules', { 'vcs-repo': { branch: 'main' } }))).toEqual([
      422,
      '/data/attributes/vcs-repo',
    ])
    expect((await owner.patch(module, 'registry-modules', { 'no-code': true })).status).toBe(200)
  })

  it('stays under its own namespace when the organization is renamed', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    await owner.post(PATH, 'registry-modules', VAULT)
    await owner.patch('/api/v2/organizations/acme', 'organizations', { name: 'acme-two' })
    const [module] = (await owner.get('/api/v2/organizations/acme-two/registry-modules')).list
    expect(module?.attributes['namespace']).toBe('hashicorp')
    expect(module?.relationships['organization']?.data).toEqual({ id: 'acme-two', type: 'organizations' })
  })
})
