import { expect, it } from 'vitest'
import { type Caller, describeApi } from '../../support/api.ts'
import { expectResource } from '../../support/json-api-shape.ts'

const ORGANIZATION = '/api/v2/organizations/acme'
const MEMBERSHIPS = `${ORGANIZATION}/organization-memberships`

const send = async (caller: Caller, method: string, path: string, type: string, ids: readonly string[]) =>
  (await caller.call(method, path, { body: { data: ids.map((id) => ({ type, id })) } })).status

async function usernames(caller: Caller, team: string): Promise<unknown[]> {
  const included = (await caller.get(`/api/v2/teams/${team}?include=users`)).json['included'] as { attributes: { username: string } }[]
  return included.map(({ attributes }) => attributes.username)
}

describeApi('members of teams', (start) => {
  it('are added and removed by user name or id, any number of times', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const bob = await api.member(owner, 'acme', 'bob')
    const { id } = (await owner.post(`${ORGANIZATION}/teams`, 'teams', { name: 'one' })).data
    const users = `/api/v2/teams/${id}/relationships/users`
    for (const name of ['bob', bob.userId, 'acme-owner']) expect(await send(owner, 'POST', users, 'users', [name])).toBe(204)
    expect(await usernames(owner, id)).toEqual(['acme-owner', 'bob'])
    for (let round = 0; round < 2; round++) expect(await send(owner, 'DELETE', users, 'users', ['bob'])).toBe(204)
    expect(await usernames(owner, id)).toEqual(['acme-owner'])
  })

  it('are named as they spell themselves: another case is somebody else', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    await api.member(owner, 'acme', 'bob')
    const { id } = (await owner.post(`${ORGANIZATION}/teams`, 'teams', { name: 'one' })).data
    const users = `/api/v2/teams/${id}/relationships/users`
    expect(await send(owner, 'POST', users, 'users', ['BOB'])).toBe(404)
    expect(await usernames(owner, id)).toEqual([])
  })

  it('may be invitations, and are listed as memberships', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const invited = (await owner.post(MEMBERSHIPS, 'organization-memberships', { email: 'new@example.com' })).data
    const { id } = (await owner.post(`${ORGANIZATION}/teams`, 'teams', { name: 'one' })).data
    const path = `/api/v2/teams/${id}/relationships/organization-memberships`
    expect(await send(owner, 'POST', path, 'organization-memberships', [invited.id])).toBe(204)
    const { list } = await owner.get(`${path}?page[size]=100`)
    expect(list).toHaveLength(1)
    expectResource(list[0]!, 'organization-memberships')
    expect(list[0]).toEqual((await owner.get(`/api/v2/organization-memberships/${invited.id}`)).data)
    expect(await usernames(owner, id)).toEqual([])
    expect(await send(owner, 'DELETE', path, 'organization-memberships', [invited.id])).toBe(204)
    expect((await owner.get(path)).list).toEqual([])
  })

  it('are refused as a whole when one is unknown, or none is named', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    await api.member(owner, 'acme', 'bob')
    const stranger = await api.founder('other')
    const [foreign] = (await stranger.get('/api/v2/organizations/other/organization-memberships')).list
    const { id } = (await owner.post(`${ORGANIZATION}/teams`, 'teams', { name: 'one' })).data
    const path = `/api/v2/teams/${id}/relationships`
    expect(await send(owner, 'POST', `${path}/users`, 'users', ['bob', 'nobody'])).toBe(404)
    expect(await send(owner, 'POST', `${path}/users`, 'users', ['other-owner'])).toBe(404)
    expect(await send(owner, 'POST', `${path}/organization-memberships`, '', [foreign?.id ?? ''])).toBe(404)
    for (const method of ['POST', 'DELETE']) {
      expect(await send(owner, method, `${path}/users`, 'users', ['bob', '! / nope'])).toBe(404)
      expect(await send(owner, method, `${path}/organization-memberships`, '', ['ou/1'])).toBe(404)
      expect(await send(owner, method, `${path}/users`, 'users', [])).toBe(400)
      expect((await owner.call(method, `${path}/users`)).status).toBe(422)
    }
    expect(await usernames(owner, id)).toEqual([])
  })

  it('are removed with the same answer whether they are there, have left, or never were', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const bob = await api.member(owner, 'acme', 'bob')
    const leaver = await api.member(owner, 'acme', 'leaver')
    const [left] = (await leaver.get('/api/v2/organization-memberships')).list
    const { id } = (await owner.post(`${ORGANIZATION}/teams`, 'teams', { name: 'one' })).data
    const path = `/api/v2/teams/${id}/relationships`
    await send(owner, 'POST', `${path}/users`, 'users', ['bob', 'leaver'])
    await owner.delete(`/api/v2/organization-memberships/${left?.id}`)
    await api.founder('other')
    for (const name of ['leaver', 'other-owner', 'nobody', 'BOB', 'user-AAAAAAAAAAAAAAAA', leaver.userId]) {
      expect([name, await send(owner, 'DELETE', `${path}/users`, 'users', [name])]).toEqual([name, 204])
    }
    for (const membership of [left?.id ?? '', 'ou-AAAAAAAAAAAAAAAA']) {
      expect(await send(owner, 'DELETE', `${path}/organization-memberships`, '', [membership])).toBe(204)
    }
    expect(await usernames(owner, id)).toEqual(['bob'])
    expect(await send(owner, 'DELETE', `${path}/users`, 'users', ['nobody', bob.userId])).toBe(204)
    expect(await usernames(owner, id)).toEqual([])
  })

  it('always leave an owner, and only owners add owners', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const bob = await api.member(owner, 'acme', 'bob', { 'manage-teams': true, 'manage-membership': true })
    const [owners] = (await owner.get(`${ORGANIZATION}/teams?q=owners`)).list
    const users = `/api/v2/teams/${owners?.id}/relationships/users`
    expect(await send(owner, 'DELETE', users, 'users', ['acme-owner'])).toBe(403)
    for (const method of ['POST', 'DELETE']) expect(await send(bob, method, users, 'users', ['bob'])).toBe(404)
    expect(await send(owner, 'POST', users, 'users', ['bob'])).toBe(204)
    expect(await send(bob, 'DELETE', users, 'users', ['acme-owner', 'bob'])).toBe(403)
    expect(await send(bob, 'DELETE', users, 'users', ['acme-owner'])).toBe(204)
    expect((await owner.patch(ORGANIZATION, 'organizations', { email: 'x@y.z' })).status).toBe(404)
  })

  it('always leave an owner, even when two owners remove each other concurrently', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const bob = await api.member(owner, 'acme', 'bob')
    const [owners] = (await owner.get(`${ORGANIZATION}/teams?q=owners`)).list
    const users = `/api/v2/teams/${owners?.id}/relationships/users`
    await send(owner, 'POST', users, 'users', ['bob'])
    const statuses = await Promise.all([
      send(owner, 'DELETE', users, 'users', ['bob']),
      send(bob, 'DELETE', users, 'users', ['acme-owner']),
    ])
    expect(statuses.filter((status) => status === 204)).toHaveLength(1)
  })
})
