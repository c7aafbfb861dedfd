// A browser session instead of a token: over a socket, on the management API, the registry protocol and event streams.
import { afterEach, expect, it } from 'vitest'
import { describeAdministered, type StartAdministered } from '../support/administered-api.ts'
import { type PageClient, pageOf } from './session-client.ts'

const PUBLIC_URL = 'https://registry.example.com'
const DETAILS = '/api/v2/account/details'
const SESSION = '/api/v2/account/session'
const ORGANIZATIONS = '/api/v2/organizations'
const REGISTRY = '/api/registry/v1/modules/acme'
const PASSWORD = 'correct horse battery staple'
const DAY = 24 * 3_600_000

const acme = { data: { type: 'organizations', attributes: { name: 'acme', email: 'platform@example.com' } } }

/** The administrator's page, and one of ada, who is in the administrator's organization. */
async function pages(start: StartAdministered) {
  const app = await start({ own: true, tuning: { livePollMs: 20, liveHeartbeatMs: 50 } })
  const url = await app.app.http.listen({ host: '127.0.0.1', port: 0 })
  const { userRegistry } = app.app.identity
  const { id: adaId } = await userRegistry.register({ username: 'ada', email: 'ada@example.com', siteAdmin: false })
  await app.post(ORGANIZATIONS, 'organizations', acme.data.attributes)
  const membership = await app.post(`${ORGANIZATIONS}/acme/organization-memberships`, 'organization-memberships', {
    email: 'ada@example.com',
  })
  const where = { url, publicUrl: PUBLIC_URL }
  const admin = await pageOf(app.app, 'admin', where)
  const ada = await pageOf(app.app, 'ada', where)
  const accept = `/api/v2/organization-memberships/${membership.id}/actions/accept`
  expect((await ada.send('POST', accept, { headers: await ada.changing() })).status).toBe(200)
  return { app, admin, ada, adaId, membershipId: membership.id, again: (username: string) => pageOf(app.app, username, where) }
}

const status = async (page: PageClient, path: string, headers: Record<string, string> = {}) =>
  (await page.send('GET', path, { headers })).status

const actOn = async (admin: PageClient, userId: string, action: string) =>
  admin.send('POST', `/api/v2/admin/users/${userId}/actions/${action}`, { headers: await admin.changing() })

/** The message of a refusal, in the format of its protocol. */
function refusal(text: string): string {
  const { errors } = JSON.parse(text) as { errors: (string | { status: string; detail: string })[] }
  expect(errors).toHaveLength(1)
  const [error] = errors
  return typeof error === 'object' ? `${error.status} ${error.detail}` : String(error)
}

describeAdministered('a browser session', (start) => {
  it('reads the management API and the registry as the signed-in user, and no cache stores the responses', async () => {
    const { ada, adaId } = await pages(start)
    const here = { 'sec-fetch-site': 'same-origin' }
    const details = await ada.send('GET', DETAILS, { headers: here })
    expect([details.status, JSON.parse(details.text).data.id]).toEqual([200, adaId])
    expect(details.headers['cache-control']).toBe('no-store')
    const modules = await ada.send('GET', REGISTRY, { headers: here })
    expect([modules.status, JSON.parse(modules.text).modules]).toEqual([200, []])
    expect(modules.headers['cache-control']).toBe('no-store')
    expect((await ada.send('HEAD', DETAILS, { headers: here })).status).toBe(200)
  })

  it('makes changes with its CSRF token, from a page of this server', async () => {
    const { ada } = await pages(start)
    const shown = await ada.send('GET', SESSION)
    const { type, attributes, relationships } = JSON.parse(shown.text).data
    expect([shown.status, type, Object.keys(attributes)]).toEqual([200, 'sessions', ['csrf-token', 'created-at', 'expires-at']])
    expect(JSON.stringify(shown)).not.toContain(ada.secret)
    expect(Date.parse(attributes['expires-at']) - Date.parse(attributes['created-at'])).toBe(7 * DAY)
    expect(relationships.user.data.type).toBe('users')
    const body = { data: { type: 'organizations', attributes: { name: 'adas', email: 'ada@example.com' } } }
    const made = await ada.send('POST', ORGANIZATIONS, { headers: await ada.changing(), body })
    expect(made.status).toBe(201)
    expect((await ada.send('DELETE', `${ORGANIZATIONS}/adas`, { headers: await ada.changing() })).status).toBe(204)
  })

  it('makes no changes without the token, with another one, or from elsewhere, and says what is missing', async () => {
    const { app, ada, again } = await pages(start)
    const right = await ada.changing()
    const csrf = right['x-csrf-token'] ?? ''
    const attempts: [headers: Record<string, string>, problem: RegExp][] = [
      [{ origin: PUBLIC_URL }, /X-CSRF-Token header is missing/],
      [{ origin: PUBLIC_URL, 'x-csrf-token': '' }, /X-CSRF-Token header does not match/],
      [{ origin: PUBLIC_URL, 'x-csrf-token': ada.secret }, /X-CSRF-Token header does not match/],
      [await (await again('ada')).changing(), /X-CSRF-Token header does not match/],
      [{ 'x-csrf-token': csrf }, /Origin header must be https:\/\/registry\.example\.com/],
      [{ ...right, origin: 'null' }, /Origin header must be/],
      [{ ...right, origin: 'https://evil.example' }, /Origin header must be/],
      [{ ...right, origin: 'http://registry.example.com' }, /Origin header must be/],
      [{ ...right, origin: `${PUBLIC_URL}.evil.example` }, /Origin header must be/],
      [{ ...right, origin: 'https://evil.example', host: 'evil.example' }, /Origin header must be/],
      [{ 'x-csrf-token': csrf, referer: `${PUBLIC_URL}/app`, 'sec-fetch-site': 'same-origin' }, /Origin header must be/],
    ]
    const body = { data: { type: 'organizations', attributes: { name: 'stolen', email: 'ada@example.com' } } }
    for (const [headers, problem] of attempts) {
      const answer = await ada.send('POST', ORGANIZATIONS, { headers, body })
      expect([answer.status, JSON.stringify(headers)]).toEqual([403, JSON.stringify(headers)])
      expect(refusal(answer.text)).toMatch(problem)
    }
    expect((await ada.send('DELETE', `${ORGANIZATIONS}/acme`, { headers: { origin: PUBLIC_URL } })).status).toBe(403)
    expect((await app.request('GET', `${ORGANIZATIONS}/stolen`)).status).toBe(404)
  })

  it('is useless to pages of other sites, on either protocol', async () => {
    const { ada } = await pages(start)
    const elsewhere: Record<string, string>[] = [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'cross-site', referer: `${PUBLIC_URL}/app` },
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { referer: 'https://evil.example/page' },
      { referer: 'nonsense' },
    ]
    for (const headers of elsewhere) {
      for (const path of [DETAILS, REGISTRY, SESSION]) {
        const answer = await ada.send('GET', path, { headers })
        expect([answer.status, path, JSON.stringify(headers)]).toEqual([403, path, JSON.stringify(headers)])
        expect(refusal(answer.text)).toContain(`only work for pages of ${PUBLIC_URL}`)
      }
    }
    const here: Record<string, string>[] = [
      {},
      { 'sec-fetch-site': 'none' },
      { 'sec-fetch-site': 'same-origin' },
      { origin: PUBLIC_URL },
      { referer: `${PUBLIC_URL}/app/modules?page=2` },
    ]
    for (const headers of here) {
      for (const path of [DETAILS, REGISTRY]) expect(await status(ada, path, headers)).toBe(200)
    }
  })

  it('never replaces a header, nor its secret a token', async () => {
    const { app, ada } = await pages(start)
    expect(await status(ada, DETAILS)).toBe(200)
    const wrong = ['', 'Basic YWRhOmFkYQ==', 'Bearer', 'Bearer unknown', `Bearer ${ada.secret}`]
    for (const authorization of wrong) {
      for (const path of [DETAILS, REGISTRY])
        expect([authorization, await status(ada, path, { authorization })]).toEqual([authorization, 401])
    }
    const both = { authorization: `Bearer ${app.token}`, 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }
    const answer = await ada.send('GET', DETAILS, { headers: both })
    expect([answer.status, JSON.parse(answer.text).data.attributes.username]).toEqual([200, 'admin'])
    expect((await ada.send('GET', SESSION, { headers: both })).status).toBe(404)
    const name = ada.cookie.split('=')[0]
    for (const secret of ['', 'x', 'a'.repeat(43), app.token]) {
      expect([secret, await status(ada, DETAILS, { cookie: `${name}=${secret}` })]).toEqual([secret, 401])
    }
    expect(await status(ada, DETAILS, { cookie: `other=1; ${ada.cookie}; more=2` })).toBe(200)
  })
})

describeAdministered('a browser session ends at once', (start) => {
  /** Cached by both protocols, and refused by both after the change, while no time passes. */
  const endsWith = async (change: (scene: Awaited<ReturnType<typeof pages>>) => Promise<unknown>) => {
    const scene = await pages(start)
    for (const path of [DETAILS, REGISTRY]) expect(await status(scene.ada, path)).toBe(200)
    await change(scene)
    for (const path of [DETAILS, REGISTRY]) expect(await status(scene.ada, path)).toBe(401)
    return scene
  }

  it('when the user is suspended, and resumes when they are unsuspended', async () => {
    const { ada, admin, adaId } = await endsWith(async (scene) => {
      expect((await actOn(scene.admin, scene.adaId, 'suspend')).status).toBe(200)
    })
    expect((await actOn(admin, adaId, 'unsuspend')).status).toBe(200)
    expect(await status(ada, DETAILS)).toBe(200)
  })

  it('when the user is deleted', async () => {
    await endsWith(async ({ app, adaId }) => {
      expect((await app.request('DELETE', `/api/v2/admin/users/${adaId}`)).status).toBe(204)
    })
  })

  it('when they sign out', async () => {
    await endsWith(async ({ app, ada, adaId }) => {
      await app.app.identity.sessions.end(ada.secret, { id: adaId, username: 'ada' })
    })
  })

  it('when their password changes, by themselves or by the operator', async () => {
    await endsWith(({ app, adaId }) => app.app.identity.passwordResets.reset(adaId, PASSWORD))
    await endsWith(async ({ app, ada, adaId, again }) => {
      await app.app.identity.passwordResets.reset(adaId, PASSWORD)
      const page = await again('ada')
      const attributes = { 'current-password': PASSWORD, password: `${PASSWORD}s`, 'password-confirmation': `${PASSWORD}s` }
      const changed = await page.send('PATCH', '/api/v2/account/password', {
        headers: await page.changing(),
        body: { data: { attributes } },
      })
      expect(changed.status).toBe(200)
      expect([await status(page, DETAILS), await status(ada, DETAILS)]).toEqual([401, 401])
    })
  })

  it('when it is a week old, or was idle for twelve hours', async () => {
    await endsWith(async ({ app }) => app.clock.advance(DAY / 2))
    await endsWith(async ({ app, ada }) => {
      for (let hours = 0; hours < 7 * 24; hours += 8) {
        app.clock.advance(8 * 3_600_000 - 1000)
        expect([hours, await status(ada, DETAILS)]).toEqual([hours, 200])
      }
      app.clock.advance(8 * 3_600_000)
    })
  })

  it('in permissions: another role applies from the next request', async () => {
    const { app, ada, membershipId } = await pages(start)
    const path = `${ORGANIZATIONS}/acme`
    expect(await status(ada, path)).toBe(200)
    expect((await app.request('DELETE', `/api/v2/organization-memberships/${membershipId}`)).status).toBe(204)
    expect([await status(ada, path), await status(ada, DETAILS)]).toEqual([404, 200])
  })
})

describeAdministered('an event stream of a browser session', (start) => {
  const endings: (() => void)[] = []
  afterEach(() => {
    for (const end of endings.splice(0)) end()
  })

  const STREAM = `${ORGANIZATIONS}/acme/registry-modules/events`
  const ASKING = { accept: 'text/event-stream', 'sec-fetch-site': 'same-origin' }

  const opened = async (page: PageClient) => {
    const { answer, leave } = await page.open(STREAM, ASKING)
    endings.push(leave)
    const stream = { answer, text: '', ended: false }
    answer.setEncoding('utf8').on('data', (chunk: string) => void (stream.text += chunk))
    answer.once('close', () => void (stream.ended = true))
    return stream
  }

  it('is open to pages of this server only', async () => {
    const { ada } = await pages(start)
    const { answer, ...stream } = await opened(ada)
    expect([answer.statusCode, answer.headers['content-type'], stream.ended]).toEqual([200, 'text/event-stream; charset=utf-8', false])
    const refused = await ada.send('GET', STREAM, { headers: { ...ASKING, 'sec-fetch-site': 'cross-site' } })
    expect([refused.status, refusal(refused.text).slice(0, 3)]).toEqual([403, '403'])
  })

  it('continues while the session does, and ends with it', async () => {
    const { app, ada, adaId } = await pages(start)
    const stream = await opened(ada)
    await expect.poll(() => stream.text).toContain(': still here\n\n: still here')
    expect(stream.ended).toBe(false)
    await app.app.identity.sessions.end(ada.secret, { id: adaId, username: 'ada' })
    await expect.poll(() => stream.ended).toBe(true)
  })
})
