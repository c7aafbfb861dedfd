import { expect, it } from 'vitest'
import { type ApiResource, describeApi } from '../../support/api.ts'
import { expectResource, pagination, problemsOf, refusal } from '../../support/json-api-shape.ts'

const PATH = '/api/v2/organizations/acme/organization-memberships'
const TYPE = 'organization-memberships'
const one = (id: string | undefined) => `/api/v2/organization-memberships/${id}`

describeApi('organization memberships', (start) => {
  it('start as a pending invitation, with a user without a name', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const created = await owner.post(PATH, TYPE, { email: 'New@example.com' })
    expect(created.status).toBe(201)
    expectResource(created.data, TYPE)
    expect(created.data.attributes).toMatchObject({ status: 'invited', email: 'New@example.com' })
    expect(created.data.relationships['organization']).toEqual({ data: { id: 'acme', type: 'organizations' } })
    const [user] = created.json['included'] as ApiResource[]
    expect(user?.attributes).toMatchObject({ username: '', email: 'New@example.com', 'two-factor': { enabled: false, verified: false } })
    expect(created.data.relationships['user']).toEqual({ data: { id: user?.id, type: 'users' } })
    const read = await owner.get(`${one(created.data.id)}?include=user`)
    expect(read.json).toEqual(created.json)
    expect((await owner.get(one(created.data.id))).json).toEqual({ data: created.data })
    expect((await owner.get(PATH)).list).toContainEqual(created.data)
    expect((await api.anonymous.get(one(created.data.id))).status).toBe(401)
  })

  it('show an address as the invitation spells it, and find it in every spelling', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const alice = await api.user('alice')
    for (const email of ['New@Example.com', 'Alice@EXAMPLE.com']) {
      const { data, status } = await owner.post(PATH, TYPE, { email })
      expect([status, data.attributes['email']]).toEqual([201, email])
      // One spelling in one answer.
      const user = (await owner.get(`${one(data.id)}?include=user`)).json['included'] as ApiResource[]
      expect(user.map(({ attributes }) => attributes['email'])).toEqual([email])
      expect((await owner.get(one(data.id))).data).toEqual(data)
      expect((await owner.get(`${PATH}?filter[email]=${email.toLowerCase()}`)).list).toEqual([data])
      expect(refusal(await owner.post(PATH, TYPE, { email: email.toUpperCase() }))).toEqual([422, '/data/attributes/email'])
    }
    const [invitation] = (await alice.get('/api/v2/organization-memberships')).list
    expect(invitation?.attributes['email']).toBe('Alice@EXAMPLE.com')
    await alice.call('POST', `${one(invitation?.id)}/actions/accept`)
    // To oneself too, who has an address of one's own.
    const own = (await alice.get('/api/v2/organization-memberships?include=user')).json['included'] as ApiResource[]
    expect(own.map(({ attributes }) => attributes['email'])).toEqual(['Alice@EXAMPLE.com'])
    expect((await alice.get('/api/v2/account/details')).data.attributes['email']).toBe('alice@example.com')
    // An account that the operator makes.
    await api.user('new')
    const [joined] = (await owner.get(`${PATH}?q=new@`)).list
    expect(joined?.attributes).toMatchObject({ status: 'active', email: 'New@Example.com' })
  })

  it('are active at once where the installation trusts its organizations, and add users to teams', async () => {
    const api = await start({ settings: { TERRACE_AUTO_ACCEPT_INVITATIONS: 'on' } })
    const owner = await api.founder('acme')
    const jane = await api.user('jane')
    const team = (await owner.post('/api/v2/organizations/acme/teams', 'teams', { name: 'one' })).data
    const relationships = { teams: { data: [{ id: team.id, type: 'teams' }] } }
    const body = { data: { type: TYPE, attributes: { email: 'jane@example.com' }, relationships } }
    const { status, data } = await owner.call('POST', PATH, { body })
    expect([status, data.attributes['status']]).toEqual([201, 'active'])
    expect(data.relationships).toMatchObject({ user: { data: { id: jane.userId } }, teams: { data: [{ id: team.id }] } })
    const included = (await owner.get(`${one(data.id)}?include=user,teams`)).json['included']
    expect(included).toMatchObject([
      { type: 'users', attributes: { username: 'jane' } },
      { type: 'teams', attributes: { name: 'one', 'users-count': 1 } },
    ])
    expect((await jane.get('/api/v2/organization-memberships')).list).toEqual([data])
    expect((await owner.post(PATH, TYPE, { email: 'new@example.com' })).data.attributes['status']).toBe('invited')
  })

  it('are listed with counts, by part of a name or address, exact addresses and status', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    await api.member(owner, 'acme', 'bob')
    for (const name of ['one', 'two']) await owner.post(PATH, TYPE, { email: `${name}@tfe.local` })
    const emails = async (query: string) => (await owner.get(PATH + query)).list.map(({ attributes }) => attributes['email'])
    expect(await emails('')).toHaveLength(4)
    expect(await emails('?q=BO')).toEqual(['bob@example.com'])
    expect(await emails('?q=tfe.local&page[size]=1')).toEqual(['one@tfe.local'])
    expect(await emails('?filter[email]=TWO@tfe.local,bob@example.com,none@x.y')).toEqual(['bob@example.com', 'two@tfe.local'])
    expect(await emails('?filter[status]=invited')).toEqual(['one@tfe.local', 'two@tfe.local'])
    const late = await owner.get(`${PATH}?page[number]=999&page[size]=100`)
    expect([late.list, pagination(late)['total-count'], pagination(late)['current-page']]).toEqual([[], 4, 999])
    expect(late.json['meta']).toMatchObject({ 'status-counts': { total: 4, active: 2, invited: 2 } })
    expect((await owner.get(`${PATH}?filter[status]=odd`)).status).toBe(400)
    const wrong = await owner.get(`${PATH}?include=users`)
    expect([wrong.status, problemsOf(wrong)[0]?.[1]]).toEqual([400, 'Invalid include parameter: users'])
    const [first] = (await owner.get(PATH)).list
    const wrongOfOne = await owner.get(`${one(first?.id)}?include=users`)
    expect([wrongOfOne.status, problemsOf(wrongOfOne)[0]?.[1]]).toEqual([400, 'Invalid include parameter: users'])
  })

  it('are refused for wrong addresses, members and unknown teams', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    for (const email of ['', 'not-an-email-address', 'acme-owner@example.com']) {
      expect(refusal(await owner.post(PATH, TYPE, { email }))).toEqual([422, '/data/attributes/email'])
    }
    expect((await owner.post(PATH, TYPE, {})).status).toBe(422)
    const relationships = { teams: { data: [{ id: 'team-unknown', type: 'teams' }] } }
    const answer = await owner.call('POST', PATH, { body: { data: { attributes: { email: 'a@b.c' }, relationships } } })
    expect(refusal(answer)).toEqual([422, '/data/relationships/teams'])
    expect((await owner.get(PATH)).list).toHaveLength(1)
  })

  it('end for members who leave or are removed, with their permissions; owners cannot leave', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const bob = await api.member(owner, 'acme', 'bob', { 'manage-modules': true })
    const eve = await api.member(owner, 'acme', 'eve', { 'manage-membership': true })
    const ownOf = async (caller: typeof owner) => one((await caller.get('/api/v2/organization-memberships')).list[0]?.id)
    const [ofOwner, ofBob, ofEve] = [await ownOf(owner), await ownOf(bob), await ownOf(eve)]
    expect((await owner.delete(ofOwner)).status).toBe(403)
    expect((await eve.delete(ofOwner)).status).toBe(404)
    expect((await bob.delete(ofEve)).status).toBe(404)
    expect((await bob.get(ofBob)).status).toBe(200)
    expect((await eve.delete(ofBob)).status).toBe(204)
    expect((await bob.get('/api/v2/organizations/acme')).status).toBe(404)
    expect((await eve.delete(ofEve)).status).toBe(204)
    expect((await owner.get(ofEve)).status).toBe(404)
    expect((await owner.delete(one('not-an-identifier'))).status).toBe(404)
  })

  it('are shown only to those who manage members or teams', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const bob = await api.member(owner, 'acme', 'bob', { 'manage-modules': true })
    const [first] = (await owner.get(PATH)).list
    expect((await bob.get(PATH)).status).toBe(404)
    expect((await bob.get(one(first?.id))).status).toBe(404)
    expect((await bob.post(PATH, TYPE, { email: 'a@b.c' })).status).toBe(404)
    const inTeam = (await bob.get(`/api/v2/teams/${bob.teamId}/relationships/organization-memberships`)).list
    expect(inTeam.map(({ attributes }) => attributes['email'])).toEqual(['bob@example.com'])
  })
})
