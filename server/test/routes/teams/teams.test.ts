import { expect, it } from 'vitest'
import { describeApi } from '../../support/api.ts'
import { expectResource, pagination, problemsOf, refusal } from '../../support/json-api-shape.ts'

const TEAMS = '/api/v2/organizations/acme/teams'

describeApi('teams', (start) => {
  it('look the same when created, read, updated without a change, and listed', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const access = { 'manage-modules': true, 'manage-policies': true }
    const created = await owner.post(TEAMS, 'teams', { name: 'Platform / core', 'sso-team-id': 's-1', 'organization-access': access })
    expect(created.status).toBe(200)
    expectResource(created.data, 'teams')
    expect(created.data.attributes).toMatchObject({
      name: 'Platform / core',
      'sso-team-id': 's-1',
      'users-count': 0,
      visibility: 'secret',
      'allow-member-token-management': true,
      'is-unified': false,
      permissions: { 'can-destroy': true, 'can-update-membership': true, 'can-update-organization-access': true },
      'organization-access': { 'manage-modules': true, 'manage-policies': true, 'manage-teams': false, 'read-workspaces': false },
    })
    const path = `/api/v2/teams/${created.data.id}`
    expect((await owner.get(path)).data).toEqual(created.data)
    expect((await owner.patch(path, 'teams', {})).data).toEqual(created.data)
    expect((await owner.get(TEAMS)).list).toContainEqual(created.data)
  })

  it('are listed by name with the owners, in pages, filtered by exact names or a part', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    for (const name of ['zeta', 'Alpha', 'beta']) await owner.post(TEAMS, 'teams', { name })
    const names = async (query: string) => (await owner.get(TEAMS + query)).list.map(({ attributes }) => attributes['name'])
    expect(await names('')).toEqual(['Alpha', 'beta', 'owners', 'zeta'])
    expect(await names('?filter[names]=alpha,zeta,nobody')).toEqual(['Alpha', 'zeta'])
    expect(await names('?q=ETA')).toEqual(['beta', 'zeta'])
    const second = await owner.get(`${TEAMS}?page[number]=2&page[size]=3`)
    expect(pagination(second)).toMatchObject({ 'current-page': 2, 'next-page': null, 'total-pages': 2, 'total-count': 4 })
    expect((await owner.get(`${TEAMS}?page[number]=999`)).list).toEqual([])
  })

  it('merge their permissions, and include their members on request', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const { teamId } = await api.member(owner, 'acme', 'bob', { 'manage-modules': true })
    const path = `/api/v2/teams/${teamId}`
    const changes = { name: 'renamed', visibility: 'organization', 'organization-access': { 'manage-vcs-settings': true } }
    const { data } = await owner.patch(path, 'teams', changes)
    expect(data.attributes).toMatchObject({
      name: 'renamed',
      visibility: 'organization',
      'users-count': 1,
      'organization-access': { 'manage-modules': true, 'manage-vcs-settings': true },
    })
    const included = (await owner.get(`${path}?include=users,organization_memberships`)).json['included']
    expect(included).toMatchObject([
      { type: 'users', attributes: { username: 'bob', email: 'bob@example.com' } },
      { type: 'organization-memberships', attributes: { email: 'bob@example.com', status: 'active' } },
    ])
    const wrong = await owner.get(`${path}?include=nothing`)
    expect([wrong.status, problemsOf(wrong)[0]?.[1]]).toEqual([400, expect.stringContaining('include parameter')])
  })

  it('keep the owners team unchanged', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const [owners] = (await owner.get(TEAMS)).list
    expect(owners?.attributes['organization-access']).toMatchObject({ 'manage-modules': true, 'manage-membership': true })
    const path = `/api/v2/teams/${owners?.id}`
    expect((await owner.delete(path)).status).toBe(422)
    expect(refusal(await owner.patch(path, 'teams', { name: 'other' }))).toEqual([422, '/data/attributes/name'])
  })

  it('have names with spaces and slashes, which the official provider uses', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const name = 'team / of people, №1'
    const { data } = await owner.post(TEAMS, 'teams', { name })
    expect(data.attributes['name']).toBe(name)
    expect((await owner.get(`${TEAMS}?q=%2F%20of`)).list).toEqual([data])
  })

  it('refuse blank or taken names, and unknown access', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const { data } = await owner.post(TEAMS, 'teams', { name: 'one' })
    for (const name of ['', ' ', 'ONE', 'Owners', 'x'.repeat(256)]) {
      expect([name, ...refusal(await owner.post(TEAMS, 'teams', { name }))]).toEqual([name, 422, '/data/attributes/name'])
    }
    await owner.post(TEAMS, 'teams', { name: 'two' })
    expect(refusal(await owner.patch(`/api/v2/teams/${data.id}`, 'teams', { name: 'Two' }))).toEqual([422, '/data/attributes/name'])
    expect((await owner.post(TEAMS, 'teams', { name: 'x', visibility: 'odd' })).status).toBe(422)
    expect((await owner.post(TEAMS, 'teams', { name: 'x', 'organization-access': { 'manage-modules': 'yes' } })).status).toBe(422)
    expect((await owner.post(TEAMS, 'teams', {})).status).toBe(422)
  })

  it('are gone once deleted, with their tokens', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const { data } = await owner.post(TEAMS, 'teams', { name: 'one' })
    const token = (await owner.call('POST', `/api/v2/teams/${data.id}/authentication-token`)).data.attributes['token']
    expect((await owner.delete(`/api/v2/teams/${data.id}`)).status).toBe(204)
    expect((await owner.delete(`/api/v2/teams/${data.id}`)).status).toBe(404)
    expect((await api.withToken(String(token)).get(TEAMS)).status).toBe(401)
  })

  it('cannot be changed by their members, nor by users who lack the granted access', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const bob = await api.member(owner, 'acme', 'bob', { 'manage-modules': true })
    const eve = await api.member(owner, 'acme', 'eve', { 'manage-teams': true })
    const path = `/api/v2/teams/${bob.teamId}`
    expect((await bob.get(path)).data.attributes['permissions']).toMatchObject({ 'can-destroy': false, 'can-update-membership': false })
    expect((await bob.patch(path, 'teams', { name: 'x' })).status).toBe(404)
    expect((await bob.delete(path)).status).toBe(404)
    expect((await bob.post(TEAMS, 'teams', { name: 'x' })).status).toBe(404)
    const more = { 'organization-access': { 'manage-vcs-settings': true } }
    expect(refusal(await eve.patch(path, 'teams', more))).toEqual([422, '/data/attributes/organization-access'])
    expect((await eve.patch(path, 'teams', { name: 'x' })).status).toBe(200)
  })
})
