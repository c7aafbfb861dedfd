import { expect, it } from 'vitest'
import { describeApi } from '../../support/api.ts'
import { pagination } from '../../support/json-api-shape.ts'

const PATH = '/api/v2/organizations/acme/registry-modules'

describeApi('GET registry-modules', (start) => {
  it('paginates modules in the order of their addresses', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const names = Array.from({ length: 22 }, (_, index) => `m${String(index).padStart(2, '0')}`)
    for (const name of names.toReversed()) await owner.post(PATH, 'registry-modules', { name, provider: 'null' })
    const ask = async (query: string) => (await owner.get(`${PATH}?${query}`)).list.map(({ attributes }) => attributes['name'])
    expect(await ask('')).toEqual(names.slice(0, 20))
    expect(await ask('page[number]=2')).toEqual(names.slice(20))
    expect(await ask('page[size]=5&page[number]=3')).toEqual(names.slice(10, 15))
    expect(await ask('page[size]=999')).toEqual(names)
    const past = await owner.get(`${PATH}?page[number]=7`)
    expect([past.status, past.list]).toEqual([200, []])
    expect(pagination(past)).toEqual({
      'current-page': 7,
      'page-size': 20,
      'prev-page': 2,
      'next-page': null,
      'total-pages': 2,
      'total-count': 22,
    })
  })

  it('filters by provider, registry, organization and text', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    for (const [name, provider] of [
      ['Vpc', 'aws'],
      ['vnet', 'azurerm'],
      ['a_b', 'aws'],
    ]) {
      await owner.post(PATH, 'registry-modules', { name, provider })
    }
    const ask = async (query: string) => (await owner.get(`${PATH}?${query}`)).list.map(({ attributes }) => attributes['name'])
    expect(await ask('filter[provider]=aws')).toEqual(['Vpc', 'a_b'])
    expect(await ask('filter%5Bprovider%5D=azurerm&filter[registry_name]=private')).toEqual(['vnet'])
    expect(await ask('filter[registry_name]=public')).toEqual([])
    expect(await ask('filter[organization_name]=acme')).toHaveLength(3)
    expect(await ask('filter[organization_name]=other')).toEqual([])
    expect(await ask('q=VPC')).toEqual(['Vpc'])
    expect(await ask('q=a_b')).toEqual(['a_b'])
    expect(await ask('q=%25')).toEqual([])
    expect(await ask('q=%5C_')).toEqual([])
    expect(await ask('filter[unknown]=x&include=no-code-modules')).toHaveLength(3)
  })

  it('shows members their permissions, and others nothing', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    await owner.post(PATH, 'registry-modules', { name: 'x', provider: 'null' })
    const reader = await api.member(owner, 'acme', 'rea')
    const [module] = (await reader.get(PATH)).list
    expect(module?.attributes['permissions']).toEqual({ 'can-delete': false, 'can-resync': false, 'can-retry': false })
    const stranger = await api.founder('other')
    expect((await stranger.get(PATH)).status).toBe(404)
    expect((await owner.get('/api/v2/organizations/none/registry-modules')).status).toBe(404)
  })
})
