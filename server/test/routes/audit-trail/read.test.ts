import { expect, it } from 'vitest'
import { type Answer, type Api, type Caller, describeApi } from '../../support/api.ts'
import { createRisingClock } from '../../support/jobs.ts'

const TRAIL = '/api/v2/organization/audit-trail'
const TOKEN = '/api/v2/organizations/acme/authentication-token'

interface Event {
  timestamp: string
  auth: Record<string, unknown>
  request: Record<string, unknown>
  resource: { id: string; type: string; action: string; meta: Record<string, unknown> | null }
}
const events = (answer: Answer) => answer.json['data'] as Event[]
/** Of a thing whose id is this. */
const csvLine = (id: string) => `"1970-01-01T00:00:00.001Z","'=cmd","","create","thing","${id}","{""a"":""b""}","",""\r\n`
const tokenOf = (api: Api, answer: Answer) => api.withToken(String(answer.data.attributes['token']))
const statusesOf = (path: string, callers: Caller[]) => Promise.all(callers.map(async (caller) => (await caller.get(path)).status))

describeApi('GET organization/audit-trail', (start) => {
  it('records who changed what, when and from where, newest first', async () => {
    const api = await start({ clock: createRisingClock() })
    const owner = await api.founder('acme')
    const reader = tokenOf(api, await owner.call('POST', `${TOKEN}?token=audit-trails`))
    const made = await owner.post('/api/v2/organizations/acme/teams', 'teams', { name: 'one' })
    await owner.delete(`/api/v2/teams/${made.data.id}`)
    const answer = await reader.get(TRAIL)
    expect(answer.status).toBe(200)
    const [last, first] = events(answer)
    const organization = (await owner.get('/api/v2/organizations/acme')).data.attributes['external-id']
    expect(first).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      version: '0',
      type: 'Resource',
      timestamp: expect.stringMatching(/Z$/),
      auth: {
        accessor_id: owner.userId,
        description: 'acme-owner',
        type: 'Client',
        impersonator_id: null,
        organization_id: organization,
      },
      request: { id: made.headers['x-request-id'], remote_address: '127.0.0.1' },
      resource: { id: made.data.id, type: 'team', action: 'create', meta: { name: 'one' } },
    })
    expect(last?.resource).toMatchObject({ id: made.data.id, action: 'destroy' })
    const pages = { current_page: 1, prev_page: null, next_page: null, total_pages: 1, total_count: events(answer).length }
    expect(answer.json['pagination']).toEqual(pages)
    const second = await reader.get(`${TRAIL}?page[number]=2&page[size]=1`)
    expect(events(second)).toEqual([first])
    expect(events(await reader.get(`${TRAIL}?since=2999-01-01T00:00:00Z`))).toEqual([])
    expect((await reader.get(`${TRAIL}?since=soon`)).status).toBe(400)
  })

  it('is filtered by time, by who did it, by the action and by what it was about', async () => {
    const api = await start({ clock: createRisingClock() })
    const owner = await api.founder('acme')
    const mia = await api.member(owner, 'acme', 'mia', { 'manage-teams': true })
    const made = (await mia.post('/api/v2/organizations/acme/teams', 'teams', { name: 'one' })).data
    await owner.delete(`/api/v2/teams/${made.id}`)
    const told = async (query: string) =>
      events(await owner.get(`${TRAIL}?${query}`)).map(
        ({ auth, resource }) => `${String(auth['description'])} ${resource.action} ${resource.type}`,
      )
    expect(await told(`resource_id=${made.id}`)).toEqual(['acme-owner destroy team', 'mia create team'])
    expect(await told('accessor=mia&resource_type=team')).toEqual(['mia create team'])
    expect(await told(`accessor=${mia.userId}`)).toEqual(await told('accessor=mia'))
    expect(await told('action=destroy&resource_type=team')).toEqual(['acme-owner destroy team'])
    const timestamp = events(await owner.get(`${TRAIL}?resource_id=${made.id}&action=create`))[0]?.timestamp
    expect(await told(`resource_id=${made.id}&until=${timestamp}`)).toEqual([])
    expect(await told(`resource_id=${made.id}&since=${timestamp}&accessor=mia`)).toEqual(['mia create team'])
    expect((await owner.get(`${TRAIL}?until=later`)).status).toBe(400)
  })

  it('comes as CSV, in which no cell starts a formula', async () => {
    const api = await start({ clock: createRisingClock() })
    const owner = await api.founder('acme')
    const bob = await api.member(owner, 'acme', 'bob')
    const other = { recorded_at: 1, accessor_id: null, accessor_name: '=cmd', action: 'create', resource_type: 'thing', meta: '{"a":"b"}' }
    const nowhere = { user_id: null, request_id: null, remote_address: null }
    const organization_id = (await owner.get('/api/v2/organizations/acme')).data.attributes['external-id'] as never
    for (const [index, resource_id] of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', 'a,"b"\r\nc'].entries()) {
      await api.database
        .insertInto('audit_events')
        .values({ id: `e-${index}`, organization_id, resource_id, ...other, ...nowhere })
        .execute()
    }
    const answer = await owner.get(`${TRAIL}.csv?resource_type=thing`)
    expect([answer.status, answer.headers['content-type'], answer.headers['content-disposition']]).toEqual([
      200,
      'text/csv; charset=utf-8',
      'attachment; filename="audit-trail.csv"',
    ])
    expect(answer.text).toBe(
      '"timestamp","accessor","accessor_id","action","resource_type","resource_id","meta","request_id","remote_address"\r\n' +
        ['a,""b""\r\nc', "'\r=1", "'\t=1", "'@SUM(A1)", "'-1", "'+1", "'=1+1"].map(csvLine).join(''),
    )
    expect((await bob.get(`${TRAIL}.csv?organization=acme`)).status).toBe(404)
  })

  it('has an entry for every kind of change, none for refused ones, and no secrets', async () => {
    const api = await start({ clock: createRisingClock() })
    const owner = await api.founder('acme')
    const path = '/api/v2/organizations/acme'
    await owner.patch(path, 'organizations', { email: 'new@example.com' })
    const bob = await api.member(owner, 'acme', 'bob')
    const invited = await owner.post(`${path}/organization-memberships`, '', { email: 'new@example.com' })
    await owner.delete(`/api/v2/organization-memberships/${invited.data.id}`)
    const users = `/api/v2/teams/${bob.teamId}/relationships/users`
    await owner.call('DELETE', users, { body: { data: [{ type: 'users', id: 'bob' }] } })
    const robot = await owner.call('POST', TOKEN)
    await owner.call('POST', `/api/v2/teams/${bob.teamId}/authentication-tokens`, { body: { data: { attributes: { description: 'ci' } } } })
    await owner.delete(TOKEN)
    const connection = { 'service-provider': 'git', 'http-url': 'https://git.example.com', 'oauth-token-string': 'hush-hush' }
    const client = await owner.post(`${path}/oauth-clients`, '', connection)
    await owner.patch(`/api/v2/oauth-clients/${client.data.id}`, '', { name: 'git' })
    await owner.delete(`/api/v2/oauth-clients/${client.data.id}`)
    await owner.post(`${path}/projects`, '', { name: 'p' })
    await owner.post(`${path}/teams`, 'teams', { name: 'team of bob' })
    await owner.patch(`${path}/token-ttl-policies`, '', { 'token-ttl-policies': [{ 'token-type': 'team', 'max-ttl-ms': 86_400_000 }] })
    const answer = await owner.get(TRAIL)
    const told = events(answer).map(({ resource }) => `${resource.type} ${resource.action}`)
    expect(told.toReversed()).toEqual([
      'organization create',
      'organization update',
      'team create',
      'team add_member',
      'organization_membership create',
      'organization_membership destroy',
      'team remove_member',
      'authentication_token create',
      'authentication_token create',
      'authentication_token destroy',
      'oauth_client create',
      'oauth_client update',
      'oauth_client destroy',
      'project create',
      'token_ttl_policy update',
    ])
    for (const secret of ['hush-hush', String(robot.data.attributes['token'])]) expect(answer.text).not.toContain(secret)
  })

  it('is for audit-trails tokens, which can do nothing else, organization tokens and owners', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const bob = await api.member(owner, 'acme', 'bob', { 'manage-modules': true })
    const team = tokenOf(api, await owner.call('POST', `/api/v2/teams/${bob.teamId}/authentication-token`))
    const reader = tokenOf(api, await owner.call('POST', `${TOKEN}?token=audit-trails`))
    const robot = tokenOf(api, await owner.call('POST', TOKEN))
    expect(await statusesOf(TRAIL, [reader, robot, owner, bob, team, api.anonymous])).toEqual([200, 200, 200, 404, 404, 401])
    const elsewhere = ['/api/v2/organizations/acme', '/api/v2/account/details', '/api/v2/organizations/acme/registry-modules', TOKEN]
    for (const path of elsewhere) expect([path, (await reader.get(path)).status]).toEqual([path, 404])
    expect((await reader.get('/api/v2/organizations')).list).toEqual([])
  })

  it('of one of several organizations is selected by name', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    await api.founder('other')
    await owner.post('/api/v2/organizations', 'organizations', { name: 'second', email: 'a@b.c' })
    expect((await owner.get(TRAIL)).status).toBe(404)
    const answer = await owner.get(`${TRAIL}?organization=second`)
    expect(events(answer).map(({ resource }) => resource.meta?.['name'])).toEqual(['second'])
    expect((await owner.get(`${TRAIL}?organization=other`)).status).toBe(404)
  })
})

describeApi('the audit configuration of an organization', (start) => {
  it('says that changes are recorded, and streamed nowhere, in the shape that go-tfe decodes', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const { status, data } = await owner.get('/api/v2/organizations/acme/audit-configuration')
    expect([status, data.type]).toEqual([200, 'audit-configurations'])
    expect(data.attributes).toMatchObject({
      'audit-trails': { enabled: true },
      'hcp-audit-log-streaming': { enabled: false },
      'updated-at': expect.stringMatching(/Z$/),
    })
    expect(data.relationships['organization']).toEqual({ data: { id: 'acme', type: 'organizations' } })
  })
})
