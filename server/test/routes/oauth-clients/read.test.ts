import { expect, it } from 'vitest'
import { describeApi } from '../../support/api.ts'
import { pagination } from '../../support/json-api-shape.ts'

const PATH = '/api/v2/organizations/acme/oauth-clients'

describeApi('GET oauth-clients', (start) => {
  it('lists all without a page, and paginates with one', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    for (let index = 0; index < 21; index++) {
      await owner.post(PATH, 'oauth-clients', { name: `n${index}`, 'service-provider': 'git', 'http-url': 'https://git.example.com' })
    }
    const all = (await owner.get(PATH)).list
    expect(all).toHaveLength(21)
    const second = await owner.get(`${PATH}?page[number]=2&page[size]=20&include=oauth_tokens,projects`)
    expect(second.list).toEqual(all.slice(20))
    expect(pagination(second)).toMatchObject({ 'prev-page': 1, 'next-page': null, 'total-pages': 2, 'total-count': 21 })
    const past = await owner.get(`${PATH}?page[number]=4`)
    expect([past.list, pagination(past)['current-page'], pagination(past)['total-count']]).toEqual([[], 4, 21])
  })

  it('includes the agent pool that a connection has', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const pool = (await owner.post('/api/v2/organizations/acme/agent-pools', 'agent-pools', { name: 'here' })).data
    await owner.post('/api/v2/organizations/acme/agent-pools', 'agent-pools', { name: 'elsewhere' })
    const attributes = { 'service-provider': 'git', 'http-url': 'https://git.example.com' }
    const relationships = { 'agent-pool': { data: { id: pool.id, type: 'agent-pools' } } }
    const { data } = await owner.call('POST', PATH, { body: { data: { type: 'oauth-clients', attributes, relationships } } })
    for (const path of [PATH, `/api/v2/oauth-clients/${data.id}`]) {
      expect((await owner.get(`${path}?include=agent_pool`)).json['included']).toEqual([pool])
    }
  })

  it('is for those who may publish or manage connections; others get 404', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    await api.connect(owner, 'acme')
    const [client] = (await owner.get(PATH)).list
    const paths = [PATH, `/api/v2/oauth-clients/${client?.id}`, `/api/v2/oauth-clients/${client?.id}/oauth-tokens`]
    const publisher = await api.member(owner, 'acme', 'mo', { 'manage-modules': true })
    const reader = await api.member(owner, 'acme', 'rea')
    const stranger = await api.founder('other')
    for (const path of paths) {
      expect((await publisher.get(path)).status).toBe(200)
      for (const caller of [reader, stranger]) expect([path, (await caller.get(path)).status]).toEqual([path, 404])
    }
    expect((await owner.get('/api/v2/oauth-clients/oc-none')).status).toBe(404)
  })
})
