import { expect, it } from 'vitest'
import { describeApi } from '../../support/api.ts'
import { expectResource, refusal } from '../../support/json-api-shape.ts'

const PATH = '/api/v2/account/update'

describeApi('PATCH account/update', (start) => {
  it('changes the user name at once, and nothing for an empty request', async () => {
    const api = await start()
    const ada = await api.user('ada')
    const before = (await ada.get('/api/v2/account/details')).data
    expect((await ada.patch(PATH, 'users', {})).data).toEqual(before)
    const { status, data } = await ada.patch(PATH, 'users', { username: 'NewTestUsername' })
    expect(status).toBe(200)
    expectResource(data, 'users')
    expect((await ada.get('/api/v2/account/details')).data).toEqual(data)
    expect(data.attributes['username']).toBe('NewTestUsername')
  })

  it('stores a new address as unconfirmed, which must not open any organization', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const ada = await api.user('ada')
    const { data } = await ada.patch(PATH, 'users', { email: 'ceo@example.com' })
    expect(data.attributes).toMatchObject({ email: 'ada@example.com', 'unconfirmed-email': 'ceo@example.com' })
    const invited = await owner.post('/api/v2/organizations/acme/organization-memberships', '', { email: 'ceo@example.com' })
    expect(invited.data.attributes['status']).toBe('invited')
    const back = await ada.patch(PATH, 'users', { email: 'ada@example.com' })
    expect(back.data.attributes['unconfirmed-email']).toBeNull()
  })

  it('finds invitations to a new address once the operator has confirmed it, and accepts none of them', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const ada = await api.member(owner, 'acme', 'ada')
    const other = await api.founder('other')
    for (const [inviter, name] of [[owner, 'acme'] as const, [other, 'other'] as const]) {
      await inviter.post(`/api/v2/organizations/${name}/organization-memberships`, '', { email: 'ceo@example.com' })
    }
    await ada.patch(PATH, 'users', { email: 'ceo@example.com' })
    await api.app.identity.userRegistry.confirmEmail('ADA')
    const { attributes } = (await ada.get('/api/v2/account/details')).data
    expect(attributes).toMatchObject({ email: 'ceo@example.com', 'unconfirmed-email': null })
    const { list } = await api.withToken(ada.token).get('/api/v2/organization-memberships')
    const places = list.map(({ attributes, relationships }) => [relationships['organization']?.data, attributes['status']])
    expect(places).toEqual([
      [{ id: 'acme', type: 'organizations' }, 'active'],
      [{ id: 'acme', type: 'organizations' }, 'invited'],
      [{ id: 'other', type: 'organizations' }, 'invited'],
    ])
    const accept = async (index: number) =>
      (await ada.post(`/api/v2/organization-memberships/${list[index]?.id}/actions/accept`, '')).status
    expect([await accept(1), await accept(2)]).toEqual([422, 200])
  })

  it('refuses what is wrong or taken', async () => {
    const api = await start()
    const ada = await api.user('ada')
    await api.user('bob')
    const wrong = { username: 'a b', email: 'notamailaddress' }
    expect(refusal(await ada.patch(PATH, 'users', wrong))).toEqual([422, '/data/attributes/username', '/data/attributes/email'])
    const taken = { username: 'BOB', email: 'bob@example.com' }
    expect(refusal(await ada.patch(PATH, 'users', taken))).toEqual([422, '/data/attributes/username', '/data/attributes/email'])
  })

  it('is for users alone', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const { data } = await owner.call('POST', '/api/v2/organizations/acme/authentication-token')
    expect((await api.withToken(String(data.attributes['token'])).patch(PATH, 'users', { username: 'x' })).status).toBe(404)
    expect((await api.anonymous.patch(PATH, 'users', {})).status).toBe(401)
  })
})
