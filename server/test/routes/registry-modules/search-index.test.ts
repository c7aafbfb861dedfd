import { expect, it } from 'vitest'
import { type Api, type Caller, describeApi } from '../../support/api.ts'
import { refusal } from '../../support/json-api-shape.ts'

const PATH = '/api/v2/organizations/acme/registry-modules'
const VPC = `${PATH}/private/acme/vpc/aws`
const FILES = {
  'main.tf': `variable "cidr" {
  description = "Range of the network"
}
variable "enable_nat_gateway" {}
output "vpc_id" {
  value = 1
}
resource "aws_vpc" "this" {}
resource "aws_nat_gateway" "this" {}
`,
  'README.md': '# VPC\n\nNetwork of the platform.\n\n## Costs\n\nEach gateway has a price by the hour.\n',
  'modules/endpoints/main.tf': 'variable "service_names" {}\nresource "aws_vpc_endpoint" "this" {}\n',
}
const OTHER = {
  'main.tf': 'variable "name" {}\nresource "aws_kms_key" "this" {}\n',
  'README.md': '# Keys\n\nEncryption at rest.\n',
}

interface Answer {
  names: string[]
  matches: unknown[]
  meta: Record<string, never>
}

async function search(caller: Caller, query: Record<string, string>, organization = 'acme'): Promise<Answer> {
  const answer = await caller.get(`/api/v2/organizations/${organization}/registry-modules/search?${new URLSearchParams(query)}`)
  expect(answer.status, answer.text).toBe(200)
  const { data, meta } = JSON.parse(answer.text) as { data: { attributes: { name: string }; meta?: { matches: unknown[] } }[]; meta: never }
  return { names: data.map(({ attributes }) => attributes.name), matches: data.map((each) => each.meta?.matches), meta }
}

const names = async (caller: Caller, q: string, organization?: string) =>
  (await search(caller, { q, sort: 'relevance' }, organization)).names

async function publishBoth(api: Api): Promise<Caller> {
  const owner = await api.founder('acme')
  await api.publish(owner, 'acme', { repository: 'platform/terraform-aws-vpc', files: FILES })
  await api.publish(owner, 'acme', { repository: 'platform/terraform-aws-kms', files: OTHER })
  await api.runJobs()
  return owner
}

describeApi('the search of registry modules', (start) => {
  it('finds words of everything that a module has, beginnings and misspelled words too', async () => {
    const api = await start()
    const owner = await publishBoth(api)
    for (const q of [
      'vpc',
      'platform',
      'cidr',
      'range network',
      'vpc_id',
      'aws_nat_gateway',
      'nat gat',
      'endpoints',
      'service names',
      'hour',
    ]) {
      expect(await names(owner, q), q).toEqual(['vpc'])
    }
    expect((await search(owner, { q: 'aws' })).names).toEqual(['kms', 'vpc'])
    expect(await names(owner, 'encryption')).toEqual(['kms'])
    expect(await names(owner, '"price by the hour"')).toEqual(['vpc'])
    expect(await names(owner, '"hour by the price"')).toEqual([])
    expect(await names(owner, 'zzzz')).toEqual([])
    const typo = await search(owner, { q: 'nat gatway' })
    expect(typo).toMatchObject({ names: ['vpc'], meta: { 'did-you-mean': 'nat gateway' } })
    expect((await search(owner, { q: 'gateway' })).meta).toMatchObject({ 'did-you-mean': null })
  })

  it('says why, with the place on the page', async () => {
    const api = await start()
    const owner = await publishBoth(api)
    const why = async (q: string) => (await search(owner, { q })).matches[0]
    expect(await why('cidr')).toEqual([{ kind: 'input', name: 'cidr', path: '', anchor: '?tab=inputs#input-cidr' }])
    expect(await why('aws_vpc')).toContainEqual({ kind: 'resource', name: 'aws_vpc', path: '', anchor: '?tab=resources#resource-aws_vpc' })
    const gateways = await why('nat gateway')
    expect(gateways).toHaveLength(2)
    expect(gateways).toContainEqual({
      kind: 'resource',
      name: 'aws_nat_gateway',
      path: '',
      anchor: '?tab=resources#resource-aws_nat_gateway',
    })
    expect(await why('service names')).toEqual([
      { kind: 'input', name: 'service_names', path: 'modules/endpoints', anchor: '?tab=inputs#input-service_names' },
    ])
    expect(await why('endpoints')).toContainEqual({ kind: 'submodule', name: 'endpoints', path: 'modules/endpoints', anchor: '' })
    expect(await why('price')).toMatchObject([
      { kind: 'readme', name: expect.stringContaining('gateway has a price'), anchor: '?tab=readme' },
    ])
  })

  it('takes qualifiers, and refuses values that they cannot have', async () => {
    const api = await start()
    const owner = await publishBoth(api)
    const data = [{ type: 'tag-bindings', attributes: { key: 'owner', value: 'team-net' } }]
    const body = { data: { type: 'registry-modules', attributes: {}, relationships: { 'tag-bindings': { data } } } }
    expect((await owner.call('PATCH', VPC, { body })).status).toBe(200)
    const found = {
      'provider:aws cidr': ['vpc'],
      'provider:google cidr': [],
      'input:cidr': ['vpc'],
      'input:ci': ['vpc'],
      'input:vpc_id': [],
      'output:vpc_id': ['vpc'],
      'creates:aws_kms_key': ['kms'],
      'resource:kms_key': ['kms'],
      'creates:aws_*': ['kms', 'vpc'],
      'submodule:endpoints': ['vpc'],
      'owner:team-net': ['vpc'],
      'label:owner=other': [],
      'status:setup_complete gateway': ['vpc'],
      'status:failed': [],
      'registry:public': [],
      'provider:': ['kms', 'vpc'],
      'acme:vpc': ['vpc'],
    }
    for (const [q, expected] of Object.entries(found)) expect((await search(owner, { q })).names, q).toEqual(expected)
    for (const q of ['status:broken', 'registry:mine', 'x'.repeat(501)]) {
      expect(refusal(await owner.get(`${PATH}/search?q=${q}`)), q).toEqual([422, undefined])
    }
    expect((await owner.get(`${PATH}/search?q=status:broken`)).text).toContain('status: has \\"broken\\", but takes pending')
  })

  it('counts what else could be chosen', async () => {
    const api = await start()
    const owner = await publishBoth(api)
    await owner.post(PATH, 'registry-modules', { name: 'vnet', provider: 'azurerm' })
    await owner.post(PATH, 'registry-modules', { name: 'eks', provider: 'aws', namespace: 'x', 'registry-name': 'public' })
    const all = await search(owner, { facets: 'true' })
    expect(all.names).toEqual(['eks', 'kms', 'vnet', 'vpc'])
    expect(all.meta['facets']).toEqual({
      registry: [
        { value: 'private', count: 3 },
        { value: 'public', count: 1 },
      ],
      provider: [
        { value: 'aws', count: 3 },
        { value: 'azurerm', count: 1 },
      ],
      status: [
        { value: 'pending', count: 1 },
        { value: 'setup_complete', count: 3 },
      ],
      label: [],
    })
    const chosen = await search(owner, { facets: 'true', 'filter[provider]': 'azurerm', 'filter[source]': 'private' })
    expect(chosen.names).toEqual(['vnet'])
    expect(chosen.meta['facets']).toMatchObject({
      provider: [
        { value: 'aws', count: 2 },
        { value: 'azurerm', count: 1 },
      ],
      registry: [{ value: 'private', count: 1 }],
    })
    const paged = await search(owner, { q: 'aws', 'page[size]': '2', 'page[number]': '2' })
    expect(paged).toMatchObject({ names: ['vpc'], meta: { pagination: { 'total-count': 3 } } })
  })

  it('counts labels as they are now, of what is found and chosen', async () => {
    const api = await start()
    const owner = await publishBoth(api)
    const label = async (path: string, labels: Record<string, string>) => {
      const data = Object.entries(labels).map(([key, value]) => ({ type: 'tag-bindings', attributes: { key, value } }))
      const body = { data: { type: 'registry-modules', attributes: {}, relationships: { 'tag-bindings': { data } } } }
      expect((await owner.call('PATCH', path, { body })).status).toBe(200)
    }
    const counted = async (query: Record<string, string>) => {
      const { names: found, meta } = await search(owner, { facets: 'true', ...query })
      const { label: labels } = meta['facets'] as unknown as { label: { key: string; value: string; count: number }[] }
      return [found, labels.map(({ key, value, count }) => `${key}=${value} ${count}`)]
    }
    await label(VPC, { tier: 'a "quoted" one', owner: 'net' })
    await label(`${PATH}/private/acme/kms/aws`, { owner: 'net' })
    expect(await counted({})).toEqual([
      ['kms', 'vpc'],
      ['owner=net 2', 'tier=a "quoted" one 1'],
    ])
    expect(await counted({ q: 'gateway' })).toEqual([['vpc'], ['owner=net 1', 'tier=a "quoted" one 1']])
    expect(await counted({ q: 'aws label:tier' })).toEqual([['vpc'], ['owner=net 1', 'tier=a "quoted" one 1']])
    await label(VPC, { owner: 'security' })
    expect(await counted({ q: 'aws' })).toEqual([
      ['kms', 'vpc'],
      ['owner=net 1', 'owner=security 1'],
    ])
    expect(await counted({ q: 'owner:security' })).toEqual([['vpc'], ['owner=security 1']])
  })

  it('follows revocation, deletion, restoring and renaming', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const { repository } = await api.publish(owner, 'acme', { repository: 'platform/terraform-aws-vpc', files: FILES })
    await repository.commit({ files: { 'main.tf': 'variable "ipam_pool" {}\n' }, tags: ['v2.0.0'] })
    await api.runJobs()
    const { id } = (await owner.get(VPC)).data
    await owner.post(`/api/v2/registry-modules/${id}/actions/resync`, '', {})
    await api.runJobs()
    expect([await names(owner, 'ipam'), await names(owner, 'input:cidr')]).toEqual([['vpc'], []])
    const patch = (attributes: object) =>
      owner.call('PATCH', `${VPC}/2.0.0`, { body: { data: { type: 'registry-module-versions', attributes } } })
    expect((await patch({ deprecation: { 'deprecated-status': 'Deprecated', reason: 'x' } })).status).toBe(200)
    expect(await names(owner, 'status:deprecated')).toEqual(['vpc'])
    expect((await patch({ revocation: { status: 'Revoked', message: 'x' } })).status).toBe(200)
    expect([await names(owner, 'ipam'), await names(owner, 'input:cidr')]).toEqual([[], ['vpc']])
    await owner.delete(VPC)
    expect(await names(owner, 'cidr')).toEqual([])
    const [deleted] = (await owner.get('/api/v2/organizations/acme/deleted-registry-modules')).list
    await owner.post(`/api/v2/deleted-registry-modules/${deleted?.id}/actions/restore`, '', {})
    expect(await names(owner, 'cidr')).toEqual(['vpc'])
    const renamed = await owner.call('PATCH', '/api/v2/organizations/acme', {
      body: { data: { type: 'organizations', attributes: { name: 'umbrella' } } },
    })
    expect(renamed.status).toBe(200)
    expect(await names(owner, 'umbrella cidr', 'umbrella')).toEqual(['vpc'])
    expect(await names(owner, 'acme', 'umbrella')).toEqual([])
  })

  it('knows nothing of what others have, and marks what they share', async () => {
    const api = await start()
    const neighbour = await publishBoth(api)
    await neighbour.post(PATH, 'registry-modules', { name: 'eks', provider: 'aws', namespace: 'x', 'registry-name': 'public' })
    const stranger = await api.founder('beta')
    expect(await search(stranger, { q: 'gatway', facets: 'true' }, 'beta')).toMatchObject({
      names: [],
      meta: { 'did-you-mean': null, facets: { provider: [], registry: [], status: [], label: [] } },
    })
    const { userRegistry, tokenIssuer } = api.app.identity
    const { id } = await userRegistry.register({ username: 'root', email: 'root@example.com', siteAdmin: true })
    const body = { data: [{ id: 'beta', type: 'organizations' }] }
    const admin = api.withToken((await tokenIssuer.issue(id)).text)
    await admin.call('PATCH', '/api/v2/admin/organizations/acme/relationships/module-consumers', { body })
    expect(await search(stranger, { q: 'gatway', facets: 'true' }, 'beta')).toMatchObject({
      names: ['vpc'],
      meta: { 'did-you-mean': 'gateway', facets: { registry: [{ value: 'shared', count: 1 }] } },
    })
    expect(await names(stranger, 'registry:private gateway', 'beta')).toEqual([])
    // What acme has recorded of the public registry is not shared.
    expect(await search(stranger, { q: 'aws', facets: 'true' }, 'beta')).toMatchObject({
      names: ['kms', 'vpc'],
      meta: { facets: { registry: [{ value: 'shared', count: 2 }] }, pagination: { 'total-count': 2 } },
    })
    expect((await search(stranger, { facets: 'true' }, 'beta')).meta['facets']).toMatchObject({ provider: [{ value: 'aws', count: 2 }] })
  })
})
