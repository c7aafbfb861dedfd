// Nobody becomes a member without consenting, and until then the organization learns nothing about them.
import { expect, it } from 'vitest'
import { browserOn, signIn, userWithPassword } from '../../login/login.fixture.ts'
import { type Api, type ApiResource, type Caller, describeApi } from '../../support/api.ts'
import { siteAdmin } from '../../support/site-admin.ts'

const ORGANIZATION = '/api/v2/organizations/acme'
const PATH = `${ORGANIZATION}/organization-memberships`
const OWN = '/api/v2/organization-memberships'
const TYPE = 'organization-memberships'
const one = (id: string | undefined) => `${OWN}/${id}`
const acceptance = (id: string | undefined) => `${one(id)}/actions/accept`

interface AuditEntry {
  auth: { accessor_id: string | null; description: string }
  request: { remote_address: string | null }
  resource: { id: string; type: string; action: string }
}

const entriesOf = async (owner: Caller) => (await owner.get('/api/v2/organization/audit-trail')).json['data'] as AuditEntry[]

/** An organization, and an invitation to a user who has had an account all along. */
async function invitedAda(api: Api) {
  const owner = await api.founder('acme')
  const ada = await api.user('ada')
  const { data } = await owner.post(PATH, TYPE, { email: 'ada@example.com' })
  return { owner, ada, id: data.id, invitation: data }
}

describeApi('an invitation of a user with an account', (start) => {
  it('waits, shows only the invited user where it leads, and gives nobody a role', async () => {
    const api = await start()
    const { ada, id, invitation } = await invitedAda(api)
    expect(invitation.attributes['status']).toBe('invited')
    expect((await ada.get(ORGANIZATION)).status).toBe(404)
    const { list } = await ada.get(OWN)
    expect(list).toMatchObject([
      {
        id,
        attributes: { status: 'invited', email: 'ada@example.com' },
        relationships: { organization: { data: { id: 'acme' } }, user: { data: { id: ada.userId } } },
      },
    ])
    expect((await ada.get(one(id))).data).toEqual(list[0])
    expect((await ada.get(`${OWN}?include=user,teams`)).json['included']).toMatchObject([
      { id: ada.userId, attributes: { username: 'ada' } },
    ])
    expect((await ada.get(`/api/v2/organizations`)).list).toEqual([])
  })

  it('looks the same as one of an address without an account, also to searches and teams', async () => {
    const api = await start()
    const { owner, ada, id } = await invitedAda(api)
    const nobody = await owner.post(PATH, TYPE, { email: 'nobody@example.com' })
    const known = await owner.get(`${one(id)}?include=user`)
    const [user] = known.json['included'] as ApiResource[]
    const [stranger] = nobody.json['included'] as ApiResource[]
    expect(user?.attributes).toEqual({ ...stranger?.attributes, email: 'ada@example.com' })
    expect([user?.id, JSON.stringify(known.json).includes(ada.userId)]).toEqual([id.replace('ou-', 'user-'), false])
    expect((await owner.get(`/api/v2/users/${ada.userId}`)).status).toBe(404)
    await owner.post(PATH, TYPE, { email: 'x@example.org' })
    expect((await owner.get(`${PATH}?q=ada&filter[email]=x@example.org`)).list).toEqual([])
    const team = (await owner.post(`${ORGANIZATION}/teams`, 'teams', { name: 'one' })).data
    const named = { body: { data: [{ type: 'users', id: 'ada' }] } }
    expect((await owner.call('POST', `/api/v2/teams/${team.id}/relationships/users`, named)).status).toBe(404)
  })

  it('is accepted by the invited user alone, with the teams it names, once', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const [ada, eve] = [await api.user('ada'), await api.user('eve')]
    const team = (await owner.post(`${ORGANIZATION}/teams`, 'teams', { name: 'one', 'organization-access': { 'manage-modules': true } }))
      .data
    const relationships = { teams: { data: [{ id: team.id, type: 'teams' }] } }
    const sent = { data: { type: TYPE, attributes: { email: 'ADA@example.com' }, relationships } }
    const { id } = (await owner.call('POST', PATH, { body: sent })).data
    for (const caller of [owner, eve, await siteAdmin(api)]) expect((await caller.call('POST', acceptance(id))).status).toBe(404)
    expect((await api.anonymous.call('POST', acceptance(id))).status).toBe(401)
    const accepted = await ada.call('POST', acceptance(id))
    expect([accepted.status, accepted.data.attributes['status']]).toEqual([200, 'active'])
    expect((await ada.call('POST', acceptance(id))).data).toEqual(accepted.data)
    expect((await ada.get(OWN)).list).toEqual([accepted.data])
    expect((await ada.get(ORGANIZATION)).data.attributes['permissions']).toMatchObject({ 'can-create-module': true })
    expect((await owner.get(`${one(id)}?include=user`)).json['included']).toMatchObject([
      { id: ada.userId, attributes: { username: 'ada' } },
    ])
    const told = (await entriesOf(owner)).filter(({ resource }) => resource.id === id)
    expect(told.map(({ auth, resource }) => [auth.description, resource.action])).toEqual([
      ['ada', 'accept'],
      ['acme-owner', 'create'],
    ])
  })

  it('is declined without telling who did, and can be withdrawn', async () => {
    const api = await start()
    const { owner, ada, id } = await invitedAda(api)
    const eve = await api.user('eve')
    expect((await eve.delete(one(id))).status).toBe(404)
    expect((await ada.delete(one(id))).status).toBe(204)
    expect((await owner.get(one(id))).status).toBe(404)
    const [declined] = await entriesOf(owner)
    expect(declined).toMatchObject({
      auth: { accessor_id: null, description: 'invited person' },
      request: { remote_address: null },
      resource: { id, action: 'decline' },
    })
    const own = (await ada.get('/api/v2/account/audit-trail')).json['data'] as AuditEntry[]
    expect(own[0]).toMatchObject({ auth: { accessor_id: ada.userId }, resource: { id, action: 'decline' } })
    const { data: next } = await owner.post(PATH, TYPE, { email: 'ada@example.com' })
    expect((await owner.delete(one(next.id))).status).toBe(204)
    expect([(await ada.get(OWN)).list, (await ada.call('POST', acceptance(next.id))).status]).toEqual([[], 404])
  })

  it('opens neither sign-ins nor addresses, nor tokens, to the organization; nor does membership', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const ada = await userWithPassword(api, 'ada')
    const { id } = (await owner.post(PATH, TYPE, { email: 'ada@example.com' })).data
    const personal = async (username: string, next: string) => {
      await signIn(browserOn(api, '203.0.113.7'), username)
      await signIn(browserOn(api, '203.0.113.7'), username, 'wrong password')
      await api.app.identity.failedPasswords.flush()
      await ada.post(`/api/v2/users/${ada.userId}/authentication-tokens`, '', { description: 'laptop' })
      await ada.patch('/api/v2/account/update', 'users', { username: next })
    }
    await personal('ada', 'ada2')
    expect(JSON.stringify(await entriesOf(owner))).not.toContain(ada.userId)
    await ada.call('POST', acceptance(id))
    await personal('ada2', 'ada3')
    const told = (await entriesOf(owner)).filter(({ auth, resource }) => [auth.accessor_id, resource.id].includes(ada.userId))
    // How a member is called concerns the organization, and from where they changed it does not.
    expect(told.map(({ resource, request }) => [resource.action, request.remote_address])).toEqual([
      ['update', null],
      ['accept', '127.0.0.1'],
    ])
    const own = (await ada.get('/api/v2/account/audit-trail')).json['data'] as AuditEntry[]
    const actions = new Set(own.map(({ resource }) => `${resource.type} ${resource.action}`))
    for (const action of ['user sign_in', 'user sign_in_failed', 'authentication_token create', 'user update'])
      expect(actions).toContain(action)
    expect(own.some(({ request }) => request.remote_address === '203.0.113.7')).toBe(true)
  })
})

describeApi('leaving an organization', (start) => {
  it('works where user tokens are not accepted, as does reading and declining', async () => {
    const api = await start()
    const { owner, ada, id } = await invitedAda(api)
    const bob = await api.member(owner, 'acme', 'bob')
    await owner.patch(ORGANIZATION, 'organizations', { 'user-tokens-enabled': false })
    expect((await bob.get(ORGANIZATION)).status).toBe(401)
    const [own] = (await bob.get(OWN)).list
    expect(own?.relationships['organization']).toEqual({ data: { id: 'acme', type: 'organizations' } })
    expect((await bob.get(one(own?.id))).data).toEqual(own)
    expect((await bob.get(`${OWN}?include=user,teams`)).status).toBe(200)
    expect((await bob.delete(one(own?.id))).status).toBe(204)
    expect([(await bob.get(OWN)).list, (await bob.get(ORGANIZATION)).status]).toEqual([[], 404])
    expect((await ada.delete(one(id))).status).toBe(204)
  })

  it('works where tokens are too old for a policy', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const bob = await api.member(owner, 'acme', 'bob')
    await owner.patch(`${ORGANIZATION}/token-ttl-policies`, '', { 'token-ttl-policies': [{ 'token-type': 'user', 'max-ttl-ms': 60_000 }] })
    await owner.patch(ORGANIZATION, 'organizations', { 'max-ttl-enabled': true })
    api.clock.advance(61_000)
    expect((await bob.get(ORGANIZATION)).status).toBe(401)
    const [own] = (await bob.get(OWN)).list
    expect((await bob.delete(one(own?.id))).status).toBe(204)
  })
})
