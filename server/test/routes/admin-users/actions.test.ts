import { expect, it } from 'vitest'
import { browserOn, codeFor, newProof, redeem, signIn, tokenForm, userWithPassword } from '../../login/login.fixture.ts'
import { type Caller, describeApi } from '../../support/api.ts'
import { expectResource, statusesOf } from '../../support/json-api-shape.ts'
import { siteAdmin } from '../../support/site-admin.ts'

const PATH = '/api/v2/admin/users'
const DETAILS = '/api/v2/account/details'

const act = (admin: Caller, { userId }: { userId: string }, action: string) => admin.call('POST', `${PATH}/${userId}/actions/${action}`)

describeApi('POST admin/users actions', (start) => {
  it('suspend: tokens and sessions stop at once and work again after unsuspend', async () => {
    const api = await start()
    const admin = await siteAdmin(api)
    const ada = await userWithPassword(api, 'ada')
    await ada.post('/api/v2/organizations', 'organizations', { name: 'acme', email: 'a@example.com' })
    const browser = browserOn(api)
    await signIn(browser, 'ada')
    const proof = newProof()
    const code = await codeFor(browser, proof)
    // Just used, so that it is cached.
    expect((await ada.get('/api/v2/organizations/acme')).status).toBe(200)

    const suspended = await act(admin, ada, 'suspend')
    expect([suspended.status, suspended.data.attributes['is-suspended']]).toEqual([200, true])
    expectResource(suspended.data, 'users')
    expect((await admin.get(`${PATH}?q=ada`)).list).toEqual([suspended.data])
    for (const path of [DETAILS, '/api/v2/organizations/acme', '/api/registry/v1/modules']) {
      expect([path, (await ada.get(path)).status]).toEqual([path, 401])
    }
    expect((await browser.open('/app/settings/tokens')).path).toMatch(/^\/login/)
    const refused = await signIn(browserOn(api), 'ada')
    expect([refused.status, refused.text.includes('suspended')]).toEqual([401, true])
    const guessed = await signIn(browserOn(api), 'ada', 'not the password')
    expect([guessed.status, guessed.text.includes('suspended')]).toEqual([401, false])
    expect((await redeem(api, tokenForm(code, proof))).json).toMatchObject({ error: 'invalid_grant' })

    const back = await act(admin, ada, 'unsuspend')
    expect([back.status, back.data.attributes['is-suspended']]).toEqual([200, false])
    expect((await ada.get('/api/v2/organizations/acme')).status).toBe(200)
    expect((await browser.open('/app/settings/tokens')).path).toBe('/app/settings/tokens')
  })

  it('grant_admin and revoke_admin: the user may administer the site, and then no longer', async () => {
    const api = await start()
    const admin = await siteAdmin(api)
    const ada = await api.user('ada')
    expect((await ada.get(PATH)).status).toBe(404)
    const granted = await act(admin, ada, 'grant_admin')
    expect([granted.status, granted.data.attributes['is-admin']]).toEqual([200, true])
    expect((await ada.get(PATH)).status).toBe(200)
    const revoked = await act(admin, ada, 'revoke_admin')
    expect([revoked.status, revoked.data.attributes['is-admin']]).toEqual([200, false])
    expect((await ada.get(PATH)).status).toBe(404)
  })

  it('answer 400 when they do not apply to the user', async () => {
    const api = await start()
    const admin = await siteAdmin(api)
    const ada = await api.user('ada')
    for (const action of ['unsuspend', 'revoke_admin', 'disable_two_factor']) {
      expect([action, (await act(admin, ada, action)).status]).toEqual([action, 400])
    }
    await act(admin, ada, 'suspend')
    await act(admin, ada, 'grant_admin')
    for (const action of ['suspend', 'grant_admin']) expect([action, (await act(admin, ada, action)).status]).toEqual([action, 400])
  })

  it('never leave the site without an administrator, even concurrently', async () => {
    const api = await start()
    const root = await siteAdmin(api)
    const ada = await api.user('ada')
    for (const action of ['suspend', 'revoke_admin']) expect([action, (await act(root, root, action)).status]).toEqual([action, 403])
    await act(root, ada, 'grant_admin')
    // A suspended administrator does not count.
    await act(root, ada, 'suspend')
    expect((await act(root, root, 'revoke_admin')).status).toBe(403)
    await act(root, ada, 'unsuspend')
    const answers = await Promise.all([act(root, ada, 'revoke_admin'), act(ada, root, 'revoke_admin')])
    expect(statusesOf(answers)[0]).toBe(200)
    expect((await Promise.all([root, ada].map((each) => each.get(PATH)))).filter(({ status }) => status === 200)).toHaveLength(1)
    expect(api.complaints).toEqual([])
  })

  it('are for site administrators and existing users, and refuse unknown actions', async () => {
    const api = await start()
    const admin = await siteAdmin(api)
    const ada = await api.user('ada')
    expect((await act(api.anonymous, ada, 'suspend')).status).toBe(401)
    expect((await act(ada, admin, 'suspend')).status).toBe(404)
    expect((await act(admin, { userId: 'user-0000000000000000' }, 'suspend')).status).toBe(404)
    for (const action of ['impersonate', 'unimpersonate', 'promote']) expect((await act(admin, ada, action)).status).toBe(404)
    expect((await admin.call('POST', `${PATH}/actions/unimpersonate`)).status).toBe(404)
  })

  it('are in the audit trail', async () => {
    const api = await start()
    const admin = await siteAdmin(api)
    const ada = await api.user('ada')
    await act(admin, ada, 'suspend')
    const events = await api.database
      .selectFrom('audit_events')
      .select(['action', 'accessor_id'])
      .where('resource_id', '=', ada.userId)
      .orderBy('recorded_at')
      .execute()
    expect(events).toContainEqual({ action: 'suspend', accessor_id: admin.userId })
  })
})
