import { expect, it } from 'vitest'
import { type Api, type Caller, describeApi, REGISTRY } from '../support/api.ts'

interface List {
  meta: Record<string, unknown>
  modules: Record<string, unknown>[]
}

const list = async (caller: Caller, path: string) => (await caller.get(REGISTRY + path)).json as unknown as List
const ids = async (caller: Caller, path: string) => (await list(caller, path)).modules.map(({ id }) => id)

/** Three modules with a version, and one without. */
async function published(api: Api) {
  const owner = await api.founder('acme')
  const oauthTokenId = await api.connect(owner, 'acme')
  for (const repository of ['x/terraform-aws-vpc', 'x/terraform-azurerm-vpc', 'x/terraform-aws-bucket']) {
    await api.publish(owner, 'acme', { repository, oauthTokenId, files: { 'main.tf': '', 'README.md': `# T\n\nFrom ${repository}.\n` } })
  }
  await api.runJobs()
  await owner.post('/api/v2/organizations/acme/registry-modules', 'registry-modules', { name: 'empty', provider: 'aws' })
  return owner
}

describeApi('lists of modules', (start) => {
  it('show the latest version of every published module', async () => {
    const api = await start()
    const owner = await published(api)
    const everything = ['acme/bucket/aws/1.0.0', 'acme/vpc/aws/1.0.0', 'acme/vpc/azurerm/1.0.0']
    expect(await ids(owner, '')).toEqual(everything)
    expect(await ids(owner, '/')).toEqual(everything)
    expect(await ids(owner, '/acme')).toEqual(everything)
    expect(await ids(owner, '?provider=aws')).toEqual(everything.slice(0, 2))
    expect(await ids(owner, '/acme/vpc')).toEqual(everything.slice(1))
    expect(await ids(owner, '/acme?verified=true')).toEqual([])
    expect(await ids(owner, '/none')).toEqual([])
    const { modules } = await list(owner, '/acme/bucket')
    expect(modules).toEqual([
      {
        id: 'acme/bucket/aws/1.0.0',
        owner: 'acme',
        namespace: 'acme',
        name: 'bucket',
        version: '1.0.0',
        provider: 'aws',
        provider_logo_url: '',
        description: 'From x/terraform-aws-bucket.',
        source: expect.stringMatching(/x\/terraform-aws-bucket$/),
        tag: 'v1.0.0',
        published_at: expect.stringMatching(/Z$/),
        downloads: expect.any(Number),
        verified: false,
      },
    ])
    const stranger = await api.founder('other')
    for (const path of ['', '/acme', '/acme/vpc', '/search?q=vpc']) expect(await ids(stranger, path)).toEqual([])
  })

  it('are searched by part of a name or description', async () => {
    const api = await start()
    const owner = await published(api)
    expect(await ids(owner, '/search?q=VPC')).toHaveLength(2)
    expect(await ids(owner, '/search?q=vpc&provider=azurerm&namespace=acme')).toEqual(['acme/vpc/azurerm/1.0.0'])
    expect(await ids(owner, '/search?q=terraform-aws-bucket')).toEqual(['acme/bucket/aws/1.0.0'])
    expect(await ids(owner, '/search?q=%25')).toEqual([])
    expect(await ids(owner, '/search?q=_')).toEqual([])
    for (const path of ['/search', '/search?q=']) {
      const answer = await owner.get(REGISTRY + path)
      expect([answer.status, answer.json]).toEqual([400, { errors: ['the query parameter q is missing'] }])
    }
  })

  it('are paginated with a link to the next page', async () => {
    const api = await start()
    const owner = await published(api)
    expect((await list(owner, '')).meta).toEqual({ limit: 15, current_offset: 0 })
    const first = await list(owner, '/search?q=acme&limit=2')
    expect(first.meta).toEqual({ limit: 2, current_offset: 0, next_offset: 2, next_url: `${REGISTRY}/search?limit=2&offset=2&q=acme` })
    const second = (await owner.get(String(first.meta['next_url']))).json as unknown as List
    expect(second.meta).toEqual({ limit: 2, current_offset: 2, prev_offset: 0 })
    expect([...first.modules, ...second.modules].map(({ id }) => id)).toEqual(await ids(owner, ''))
    expect((await list(owner, '?limit=9999&offset=50')).meta).toEqual({ limit: 100, current_offset: 50, prev_offset: 0 })
    expect((await list(owner, '?limit=0')).meta['limit']).toBe(1)
    for (const query of ['limit=x', 'offset=-1', 'limit=1.5']) {
      expect([query, (await owner.get(`${REGISTRY}?${query}`)).status]).toEqual([query, 400])
    }
  })
})
