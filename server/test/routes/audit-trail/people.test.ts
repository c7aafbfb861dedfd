import { expect, it } from 'vitest'
import {
  authorizePath,
  browserOn,
  codeFor,
  newProof,
  PASSWORD,
  REDIRECT_URI,
  redeem,
  signIn,
  tokenForm,
} from '../../login/login.fixture.ts'
import { type Api, type Caller, describeApi } from '../../support/api.ts'
import { createRisingClock } from '../../support/jobs.ts'

const TRAIL = '/api/v2/organization/audit-trail'
const OWN_TRAIL = '/api/v2/account/audit-trail'

interface Event {
  timestamp: string
  auth: Record<string, unknown>
  request: Record<string, unknown>
  resource: { id: string; type: string; action: string; meta: Record<string, unknown> }
}

/** Entries since the time, oldest first. */
async function eventsSince(reader: Caller, time: number, trail = TRAIL): Promise<Event[]> {
  const all = (await reader.get(trail)).json['data'] as Event[]
  return all.filter(({ timestamp }) => Date.parse(timestamp) > time).toReversed()
}

/** The user's own, oldest first. */
const ownSince = (reader: Caller, time: number) => eventsSince(reader, time, OWN_TRAIL)

const told = (events: readonly Event[]) => events.map(({ resource }) => `${resource.type} ${resource.action}`)

/** A member with a password. */
async function withMember(api: Api, clock: { now(): number }) {
  const owner = await api.founder('acme')
  const ada = await api.member(owner, 'acme', 'ada')
  await api.app.identity.passwordResets.reset(ada.userId, PASSWORD)
  return { owner, ada, before: clock.now() }
}

async function siteAdmin(api: Api): Promise<Caller> {
  const { userRegistry, tokenIssuer } = api.app.identity
  const { id } = await userRegistry.register({ username: 'root', email: 'root@example.com', siteAdmin: true })
  return api.withToken((await tokenIssuer.issue(id)).text)
}

describeApi('audit trail of people', (start) => {
  it('records sign-ins, consent to terraform login, tokens and sign-outs for the person alone', async () => {
    const clock = createRisingClock()
    const api = await start({ clock })
    const { owner, ada, before } = await withMember(api, clock)
    const other = await api.founder('other')
    const browser = browserOn(api, '192.0.2.5')
    await signIn(browser, 'ada')
    const proof = newProof()
    await redeem(api, tokenForm(await codeFor(browser, proof), proof))
    const denied = await browser.open(authorizePath(newProof().query))
    await browser.submit(denied, '/oauth/authorize', { decision: 'deny' })
    await browser.submit(denied, '/logout')
    const events = await ownSince(ada, before)
    expect(told(events)).toEqual(['user sign_in', 'user authorize_client', 'authentication_token create', 'user sign_out'])
    const [signedIn, agreed, token] = events
    expect(signedIn).toMatchObject({
      auth: { accessor_id: ada.userId, description: 'ada', type: 'Client' },
      request: { id: expect.any(String), remote_address: '192.0.2.5' },
      resource: { id: ada.userId, meta: { username: 'ada' } },
    })
    expect(agreed?.resource.meta).toEqual({ client_id: 'terraform-cli', redirect_uri: REDIRECT_URI })
    expect(token).toMatchObject({ auth: { accessor_id: ada.userId }, resource: { meta: { owner: { kind: 'user', userId: ada.userId } } } })
    expect(told(await eventsSince(other, before))).toEqual(['organization create'])
    expect(await eventsSince(owner, before)).toEqual([])
  })

  it('records wrong passwords later, with time and address, and none of unknown users', async () => {
    const clock = createRisingClock()
    const api = await start({ clock })
    const { ada, before } = await withMember(api, clock)
    await signIn(browserOn(api, '192.0.2.6'), 'Ada', 'wrong password')
    await signIn(browserOn(api), 'nobody', 'wrong password')
    expect(await ownSince(ada, before)).toEqual([])
    const after = clock.now()
    await api.app.identity.failedPasswords.flush()
    const events = await ownSince(ada, before)
    expect(events).toMatchObject([
      {
        auth: { accessor_id: null, description: 'anonymous', type: 'Client' },
        request: { id: expect.any(String), remote_address: '192.0.2.6' },
        resource: { id: ada.userId, action: 'sign_in_failed', meta: { username: 'ada' } },
      },
    ])
    expect(Date.parse(events[0]?.timestamp ?? '')).toBeLessThan(after)
    expect(JSON.stringify(events)).not.toContain('wrong password')
    await api.app.identity.failedPasswords.flush()
    expect(await ownSince(ada, before)).toHaveLength(1)
    const unknown = api.database
      .selectFrom('audit_events')
      .select('id')
      .where('organization_id', 'is', null)
      .where('user_id', '!=', ada.userId)
      .where('recorded_at', '>', before)
    expect(await unknown.execute()).toEqual([])
  })

  it('records a new password, also by the operator, and a refused change', async () => {
    const clock = createRisingClock()
    const api = await start({ clock })
    const { ada, before } = await withMember(api, clock)
    const change = (current: string) =>
      ada.patch('/api/v2/account/password', '', {
        'current-password': current,
        password: 'a new password',
        'password-confirmation': 'a new password',
      })
    expect([(await change('not this')).status, (await change(PASSWORD)).status]).toEqual([422, 200])
    await api.app.identity.passwordResets.reset(ada.userId, PASSWORD)
    await api.app.identity.failedPasswords.flush()
    const events = await ownSince(ada, before)
    expect(events.map(({ auth, resource }) => [auth['description'], resource.action])).toEqual([
      ['ada', 'update_password_failed'],
      ['ada', 'update_password'],
      ['operator', 'update_password'],
    ])
    for (const secret of [PASSWORD, 'a new password', 'not this']) expect(JSON.stringify(events)).not.toContain(secret)
  })

  it('records what site administrators do in the organization', async () => {
    const clock = createRisingClock()
    const api = await start({ clock })
    const { owner, before } = await withMember(api, clock)
    await api.founder('beta')
    const admin = await siteAdmin(api)
    const consumers = '/api/v2/admin/organizations/acme/relationships/module-consumers'
    await admin.call('PATCH', consumers, { body: { data: [{ id: 'beta', type: 'organizations' }] } })
    await admin.patch('/api/v2/admin/organizations/acme', 'organizations', { 'global-module-sharing': true })
    const missing = { data: [{ id: 'missing', type: 'organizations' }] }
    expect((await admin.call('PATCH', consumers, { body: missing })).status).toBe(404)
    const events = await eventsSince(owner, before)
    expect(events).toMatchObject([
      {
        auth: { description: 'root' },
        resource: { action: 'update_module_consumers', meta: { name: 'acme', module_consumers: ['beta'] } },
      },
      { auth: { description: 'root' }, resource: { action: 'administrate', meta: { global_module_sharing: true } } },
    ])
    await admin.delete('/api/v2/admin/organizations/acme')
    const last = api.database.selectFrom('audit_events').select(['action', 'accessor_name']).orderBy('recorded_at', 'desc').limit(1)
    expect(await last.execute()).toEqual([{ action: 'destroy', accessor_name: 'root' }])
  })

  it('records the deletion of a user in their organizations, and by whom, even themselves', async () => {
    const clock = createRisingClock()
    const api = await start({ clock })
    const { owner, ada, before } = await withMember(api, clock)
    await siteAdmin(api)
    const admins = api.app.identity.userAdministration
    const adaAsAdmin = { kind: 'user', userId: ada.userId, siteAdmin: true, roles: [] } as const
    await admins.delete(adaAsAdmin, ada.userId)
    const events = await eventsSince(owner, before)
    expect(events).toMatchObject([
      { auth: { accessor_id: ada.userId, description: 'ada' }, resource: { id: ada.userId, action: 'destroy', meta: { username: 'ada' } } },
    ])
  })
})
