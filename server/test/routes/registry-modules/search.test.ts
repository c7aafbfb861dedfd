import { expect, it } from 'vitest'
import { type Api, type Caller, describeApi, REGISTRY } from '../../support/api.ts'
import { expectResource, refusal } from '../../support/json-api-shape.ts'

const PATH = '/api/v2/organizations/acme/registry-modules'
const SEARCH = `${PATH}/search`
const LABEL = `${PATH}/private/acme/label/null`
const BROKEN = { 'main.tf': 'variable "x" {\n' }
const GOOD = { 'main.tf': 'variable "x" {}\n', 'README.md': '# Label\n\nNames for everything.\n' }

const found = async (caller: Caller, query: string) =>
  (await caller.get(`${SEARCH}?${query}`)).list.map(({ attributes }) => attributes['name'])

async function withBroken(api: Api) {
  const owner = await api.founder('acme')
  const { repository } = await api.publish(owner, 'acme', { files: GOOD, tags: ['v1.0.0'] })
  await repository.commit({ files: BROKEN, tags: ['v1.1.0'] })
  await api.runJobs()
  await owner.post(`/api/v2/registry-modules/${(await owner.get(LABEL)).data.id}/actions/resync`, '', {})
  await api.runJobs()
  return owner
}

async function labelled(owner: Caller, name: string, provider: string, labels: Record<string, string>) {
  await owner.post(PATH, 'registry-modules', { name, provider })
  const data = Object.entries(labels).map(([key, value]) => ({ type: 'tag-bindings', attributes: { key, value } }))
  const body = { data: { type: 'registry-modules', attributes: {}, relationships: { 'tag-bindings': { data } } } }
  expect((await owner.call('PATCH', `${PATH}/private/acme/${name}/${provider}`, { body })).status).toBe(200)
}

describeApi('GET registry-modules/search', (start) => {
  it('shows what a module amounts to, and none of its versions', async () => {
    const api = await start({ still: true })
    const owner = await withBroken(api)
    const answer = await owner.get(SEARCH)
    expectResource(answer.list[0]!, 'registry-module-summaries')
    const at = new Date(api.clock.now()).toISOString()
    const shown = {
      name: 'label',
      namespace: 'acme',
      provider: 'null',
      'registry-name': 'private',
      description: 'Names for everything.',
      status: 'setup_complete',
      'publishing-mechanism': 'git_tag',
      'no-code': false,
      'latest-version': '1.0.0',
      deprecated: false,
      versions: { published: 1, failed: 1, unfinished: 0 },
      downloads: 0,
      labels: [],
      'last-published-at': at,
    }
    expect(answer.list[0]?.attributes).toMatchObject(shown)
    expect(answer.list[0]?.links['self']).toBe(LABEL)
    expect((await owner.get(`${LABEL}/summary`)).data).toEqual(answer.list[0])
  })

  it('counts downloads, also of a version and a module that were deleted and restored', async () => {
    const api = await start()
    const owner = await withBroken(api)
    const counts = async () => {
      await api.app.modules.downloads.flush()
      const { downloads, versions } = (await owner.get(`${LABEL}/summary`)).data.attributes
      return { downloads, versions }
    }
    for (let time = 0; time < 3; time++) await owner.get(`${REGISTRY}/acme/label/null/1.0.0/download`)
    const versions = { published: 1, failed: 1, unfinished: 0 }
    expect(await counts()).toEqual({ downloads: 3, versions })
    await owner.delete(LABEL)
    const [deleted] = (await owner.get('/api/v2/organizations/acme/deleted-registry-modules')).list
    expect((await owner.post(`/api/v2/deleted-registry-modules/${deleted?.id}/actions/restore`, '', {})).status).toBe(200)
    await owner.get(`${REGISTRY}/acme/label/null/1.0.0/download`)
    expect(await counts()).toEqual({ downloads: 4, versions })
    await owner.delete(`${LABEL}/1.1.0`)
    expect(await counts()).toEqual({ downloads: 4, versions: { ...versions, failed: 0 } })
  })

  it('filters by text, providers, registry, status and labels', async () => {
    const api = await start()
    const owner = await withBroken(api)
    await labelled(owner, 'vpc', 'aws', { team: 'net', stage: 'live' })
    await labelled(owner, 'vnet', 'azurerm', { team: 'net' })
    await owner.post(PATH, 'registry-modules', {
      name: 'eks',
      provider: 'aws',
      namespace: 'terraform-aws-modules',
      'registry-name': 'public',
    })
    expect(await found(owner, '')).toEqual(['eks', 'label', 'vnet', 'vpc'])
    expect(await found(owner, 'q=EVERYTHING')).toEqual(['label'])
    expect(await found(owner, 'filter[provider]=aws,azurerm')).toEqual(['eks', 'vnet', 'vpc'])
    expect(await found(owner, 'filter[provider]=,')).toHaveLength(4)
    expect(await found(owner, 'filter[registry_name]=public')).toEqual(['eks'])
    expect(await found(owner, 'filter[label]=team')).toEqual(['vnet', 'vpc'])
    expect(await found(owner, 'filter[label]=team=net,stage=live')).toEqual(['vpc'])
    expect(await found(owner, 'filter[label]=team=other')).toEqual([])
    expect(await found(owner, 'filter[status]=failed')).toEqual(['label'])
    expect(await found(owner, 'filter[status]=pending,failed')).toEqual(['label', 'vnet', 'vpc'])
    expect(await found(owner, 'filter[status]=deprecated')).toEqual([])
    const deprecation = { deprecation: { 'deprecated-status': 'Deprecated', reason: 'old' } }
    await owner.call('PATCH', `${LABEL}/1.0.0`, { body: { data: { type: 'registry-module-versions', attributes: deprecation } } })
    expect(await found(owner, 'filter[status]=deprecated')).toEqual(['label'])
    for (const query of ['filter[status]=broken', 'sort=age', 'filter[registry_name]=other']) {
      expect(refusal(await owner.get(`${SEARCH}?${query}`))).toEqual([422, undefined])
    }
  })

  it('sorts by name, downloads and publication, in both directions', async () => {
    const api = await start()
    const owner = await withBroken(api)
    for (const name of ['a', 'z']) await owner.post(PATH, 'registry-modules', { name, provider: 'null' })
    await owner.get(`${REGISTRY}/acme/label/null/1.0.0/download`)
    await api.app.modules.downloads.flush()
    expect(await found(owner, 'sort=-name')).toEqual(['z', 'label', 'a'])
    expect(await found(owner, 'sort=-downloads')).toEqual(['label', 'a', 'z'])
    expect(await found(owner, 'sort=downloads')).toEqual(['a', 'z', 'label'])
    for (const sort of ['updated-at', '-updated-at']) expect(await found(owner, `sort=${sort}`)).toEqual(['label', 'a', 'z'])
  })

  it('has the modules that are shared, and nothing for strangers', async () => {
    const api = await start()
    await withBroken(api)
    const consumer = await api.founder('beta')
    const others = '/api/v2/organizations/beta/registry-modules'
    expect((await consumer.get(SEARCH)).status).toBe(404)
    expect((await consumer.get(`${others}/search`)).list).toEqual([])
    const { userRegistry, tokenIssuer } = api.app.identity
    const { id } = await userRegistry.register({ username: 'root', email: 'root@example.com', siteAdmin: true })
    const body = { data: [{ id: 'beta', type: 'organizations' }] }
    const admin = api.withToken((await tokenIssuer.issue(id)).text)
    await admin.call('PATCH', '/api/v2/admin/organizations/acme/relationships/module-consumers', { body })
    const [shared] = (await consumer.get(`${others}/search?filter[organization_name]=acme`)).list
    expect(shared).toMatchObject({ attributes: { name: 'label' }, relationships: { organization: { data: { id: 'acme' } } } })
    expect((await consumer.get(`${others}/search?filter[organization_name]=beta`)).list).toEqual([])
    expect((await consumer.get(`${others}/private/acme/label/null/summary`)).data).toEqual(shared)
    expect((await consumer.get(`${others}/private/acme/label/null/versions`)).list).toHaveLength(2)
  })
})
