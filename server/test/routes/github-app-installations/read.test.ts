import { expect, it } from 'vitest'
import { describeApi } from '../../support/api.ts'
import { insertGithubApp } from '../../support/github-app-rows.ts'
import { expectResource, pagination } from '../../support/json-api-shape.ts'

const LIST = '/api/v2/github-app/installations'

describeApi('GET github-app/installations', (start) => {
  it('shows an installation the same in every list and by id', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const { id, installationId } = await insertGithubApp(api.database, 'acme')
    const { data } = await owner.get(`/api/v2/github-app/installation/${installationId}`)
    expectResource(data, 'github-app-installations')
    expect(data.attributes).toEqual({
      name: 'octo',
      'installation-id': 5004,
      'icon-url': null,
      'installation-type': 'Organization',
      'installation-url': 'https://github.example.com/octo',
    })
    expect(data.relationships['github-app']?.data).toEqual({ id, type: 'github-apps' })
    for (const path of [LIST, '/api/v2/github-app-installations', '/api/v2/organizations/acme/github-app-installations']) {
      expect((await owner.get(path)).list).toEqual([data])
    }
  })

  it("finds by name and by GitHub's id, page by page", async () => {
    const api = await start()
    const owner = await api.founder('acme')
    for (const account of ['beta', 'alpha', 'gamma-long']) await insertGithubApp(api.database, 'acme', account)
    const names = async (query: string) => (await owner.get(`${LIST}?${query}`)).list.map(({ attributes }) => attributes['name'])
    expect(await names('')).toEqual(['alpha', 'beta', 'gamma-long'])
    expect(await names('filter[name]=ALPHA')).toEqual(['alpha'])
    expect(await names('filter[name]=alph')).toEqual([])
    expect(await names('filter[installation_id]=5010')).toEqual(['gamma-long'])
    expect(await names('filter[installation_id]=x')).toEqual([])
    expect(await names('page[size]=2&page[number]=2')).toEqual(['gamma-long'])
    expect(pagination(await owner.get(`${LIST}?page[size]=2`))).toMatchObject({ 'total-count': 3, 'total-pages': 2, 'next-page': 2 })
  })

  it('shows those of organizations whose connections the user may read', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const { installationId } = await insertGithubApp(api.database, 'acme')
    const other = await api.founder('other')
    const theirs = await insertGithubApp(api.database, 'other')
    const publisher = await api.member(owner, 'acme', 'pat', { 'manage-modules': true })
    const member = await api.member(owner, 'acme', 'mel')
    expect((await publisher.get(LIST)).list.map(({ id }) => id)).toEqual([installationId])
    expect((await other.get(LIST)).list.map(({ id }) => id)).toEqual([theirs.installationId])
    for (const path of [LIST, '/api/v2/organizations/acme/github-app-installations']) expect((await member.get(path)).list).toEqual([])
    for (const caller of [member, other]) expect((await caller.get(`/api/v2/github-app/installation/${installationId}`)).status).toBe(404)
    expect((await other.get('/api/v2/organizations/acme/github-app-installations')).status).toBe(404)
  })
})
