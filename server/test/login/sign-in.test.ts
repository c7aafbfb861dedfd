import { expect, it } from 'vitest'
import { describeApi } from '../support/api.ts'
import { type Browser, hiddenFields } from '../support/browser.ts'
import { createManualClock } from '../support/jobs.ts'
import { browserOn, PASSWORD, SESSION_COOKIE, signIn, userWithPassword } from './login.fixture.ts'

const TOKENS = '/app/settings/tokens'
const HOUR = 3_600_000
const signedIn = async (browser: Browser) => (await browser.open(TOKENS)).path === TOKENS

describeApi('signing in with a browser', (start) => {
  it('asks for a password, then shows the requested page, until signing out', async () => {
    const api = await start()
    await userWithPassword(api, 'ada')
    const browser = browserOn(api)
    // Where HCP Terraform has its form.
    expect((await browser.open('/session')).path).toBe('/login')
    const asked = await browser.open(`${TOKENS}?source=terraform-login`)
    expect([asked.path.split('?')[0], asked.status]).toEqual(['/login', 200])
    const shown = await browser.submit(asked, '/login', { username: 'Ada', password: PASSWORD })
    expect([shown.path, shown.status]).toEqual([`${TOKENS}?source=terraform-login`, 200])
    expect(shown.text).toContain('Signed in as <strong>ada</strong>')
    const secret = browser.cookies.get(SESSION_COOKIE) ?? ''
    expect((await browser.submit(shown, '/logout')).path).toBe('/login')
    browser.cookies.set(SESSION_COOKIE, secret)
    expect((await browser.open(TOKENS)).path).toMatch(/^\/login/)
  })

  it('sets cookies that scripts and other sites cannot use, and serves pages that load nothing from elsewhere', async () => {
    const api = await start()
    await userWithPassword(api, 'ada')
    const browser = browserOn(api)
    const page = await browser.open('/login')
    const cookie = /^__Host-terrace-visitor=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Secure$/
    expect(page.headers).toMatchObject({
      'set-cookie': expect.stringMatching(cookie),
      'content-security-policy': expect.stringMatching(
        /^default-src 'none'; style-src 'self'; form-action 'self';.* frame-ancestors 'none'$/,
      ),
      'cache-control': 'no-store',
      'x-frame-options': 'DENY',
      'x-content-type-options': 'nosniff',
    })
    expect(page.text).not.toMatch(/<script|<style|style="|https?:\/\//)
    const answer = await api.app.http.inject({
      method: 'POST',
      url: '/login',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        origin: 'https://registry.example.com',
        cookie: [...browser.cookies].map((pair) => pair.join('=')).join('; '),
      },
      payload: new URLSearchParams({ ...hiddenFields(page.text, '/login'), username: 'ada', password: PASSWORD }).toString(),
    })
    const lines = [answer.headers['set-cookie'] ?? []].flat()
    expect(lines[0]).toMatch(/^__Host-terrace-session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Secure$/)
    const styles = await browser.open(/href="([^"]+css[^"]*)"/.exec(page.text)?.[1] ?? '')
    expect([styles.status, styles.headers['content-type']]).toEqual([200, 'text/css; charset=utf-8'])
  })

  it('leaves a line in the log when it is refused, without what was typed', async () => {
    const api = await start()
    await userWithPassword(api, 'ada')
    const page = await signIn(browserOn(api, '203.0.113.7'), 'ada', 'my secret')
    expect(page.status).toBe(401)
    expect(page.headers['www-authenticate']).toMatch(/^Bearer /)
    const lines = api
      .log()
      .split('\n')
      .filter((line) => line.includes('a password was refused'))
    expect(lines.map((line): unknown => JSON.parse(line))).toMatchObject([
      { level: 40, request_id: page.headers['x-request-id'], remote_address: '203.0.113.7', attempt: 'sign-in' },
    ])
    expect(api.log()).not.toMatch(/my secret|ada"/)
  })

  it('answers the same for a wrong password, a user without one, and an unknown user', async () => {
    const api = await start()
    await userWithPassword(api, 'ada')
    await api.user('bob')
    const answers = []
    for (const [username, password] of [
      ['ada', 'wrong password'],
      ['bob', PASSWORD],
      ['nobody', PASSWORD],
      ['', ''],
    ] as const) {
      const browser = browserOn(api)
      const { status, text } = await signIn(browser, username, password)
      answers.push([status, /<p class="problem" role="alert">(.*?)<\/p>/.exec(text)?.[1], browser.cookies.has(SESSION_COOKIE)])
    }
    expect(new Set(answers.map(String))).toEqual(new Set(['401,The user name or the password is wrong.,false']))
  })

  it('starts a new session, whatever cookie was planted before', async () => {
    const api = await start()
    await userWithPassword(api, 'ada')
    const browser = browserOn(api)
    const page = await browser.open('/login')
    browser.cookies.set(SESSION_COOKIE, 'a'.repeat(43))
    const shown = await browser.submit(page, '/login', { username: 'ada', password: PASSWORD })
    expect(shown.text).toContain('Signed in as <strong>ada</strong>')
    const secret = browser.cookies.get(SESSION_COOKIE)
    expect(secret).not.toBe('a'.repeat(43))
    browser.cookies.set(SESSION_COOKIE, 'a'.repeat(43))
    expect((await browser.open(TOKENS)).path).toMatch(/^\/login/)
  })

  it("ends the browser's previous session when another user signs in with it", async () => {
    const api = await start()
    await userWithPassword(api, 'ada')
    await userWithPassword(api, 'eve')
    const eve = browserOn(api)
    const shown = await signIn(eve, 'eve')
    const shared = browserOn(api)
    shared.cookies.set(SESSION_COOKIE, eve.cookies.get(SESSION_COOKIE) ?? '')
    const login = { ...shown, text: shown.text.replace('action="/logout"', 'action="/login"') }
    const after = await shared.submit(login, '/login', { username: 'ada', password: PASSWORD })
    expect(after.text).toContain('Signed in as <strong>ada</strong>')
    expect(shared.cookies.get(SESSION_COOKIE)).not.toBe(eve.cookies.get(SESSION_COOKIE))
    expect((await eve.open(TOKENS)).path).toMatch(/^\/login/)
  })

  it("refuses forms from elsewhere: another origin, none, another browser's token or an invalid one", async () => {
    const api = await start()
    const { userId } = await userWithPassword(api, 'ada')
    const browser = browserOn(api)
    const shown = await signIn(browser, 'ada')
    const create = { description: 'stolen', lifetime: '' }
    const foreign = hiddenFields((await browserOn(api).open('/login')).text, '/login')
    const attempts = [
      browser.submit(shown, TOKENS, create, { origin: 'https://evil.example' }),
      browser.submit(shown, TOKENS, create, { origin: 'http://registry.example.com' }),
      browser.submit(shown, TOKENS, create, { origin: 'http://inner.example', host: 'inner.example' }),
      browser.submit(shown, TOKENS, create, { origin: 'null' }),
      browser.submit(shown, TOKENS, create, { origin: '' }),
      browser.submit(shown, TOKENS, { ...create, ...foreign }),
      browser.submit(shown, TOKENS, { ...create, form_token: '' }),
      browser.submit(shown, '/logout', { form_token: 'x' }),
    ]
    for (const { status } of await Promise.all(attempts)) expect(status).toBe(403)
    const own = await api.app.identity.userTokens.list({ kind: 'user', userId, siteAdmin: false, roles: [] }, userId)
    expect(own).toHaveLength(1)
    expect((await browser.open(TOKENS)).path).toBe(TOKENS)
  })

  it('never redirects to another site after signing in', async () => {
    const api = await start()
    await userWithPassword(api, 'ada')
    for (const target of ['https://evil.example/', '//evil.example', '/\\evil.example', '/api/v2/ping', 'javascript:alert(1)', '/login']) {
      const browser = browserOn(api)
      const page = await browser.open(`/login?return_to=${encodeURIComponent(target)}`)
      const shown = await browser.submit(page, '/login', { return_to: target, username: 'ada', password: PASSWORD })
      expect([target, shown.path, shown.leftFor]).toEqual([target, TOKENS, undefined])
    }
  })

  it('returns to any page of the interface', async () => {
    const api = await start()
    await userWithPassword(api, 'ada')
    for (const target of ['/app', '/app/acme/registry/private/modules?q=vpc&page=2', '/app/acme/registry/modules/private/acme/vpc/aws']) {
      const browser = browserOn(api)
      const page = await browser.open(`/login?return_to=${encodeURIComponent(target)}`)
      expect((await browser.submit(page, '/login', { username: 'ada', password: PASSWORD })).path).toBe(target)
    }
  })

  it('slows down clients that try many passwords, and nobody else', async () => {
    const clock = createManualClock(Date.now())
    const api = await start({ clock })
    await userWithPassword(api, 'ada')
    const guesser = browserOn(api, '192.0.2.1')
    const statuses = []
    for (let round = 0; round < 12; round++) statuses.push((await signIn(guesser, 'ada', `guess number ${round}`)).status)
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 401), 429, 429])
    const refused = await signIn(guesser, 'ada')
    expect([refused.status, refused.headers['retry-after']]).toEqual([429, '30'])
    expect((await signIn(browserOn(api, '192.0.2.2'), 'ada')).status).toBe(200)
    clock.advance(30_000)
    expect((await signIn(guesser, 'ada')).status).toBe(200)
  })

  it('protects one account from distributed guesses', async () => {
    const api = await start({ clock: createManualClock(Date.now()) })
    await userWithPassword(api, 'ada')
    const statuses = []
    for (let round = 0; round < 31; round++) {
      statuses.push((await signIn(browserOn(api, `192.0.2.${round}`), 'ADA', 'wrong password')).status)
    }
    expect([statuses.slice(0, 30).every((status) => status === 401), statuses[30]]).toEqual([true, 429])
  })

  it('counts by the address from a trusted proxy, and trusts nobody else', async () => {
    const clock = createManualClock(Date.now())
    const api = await start({ clock, settings: { TERRACE_TRUSTED_PROXIES: '10.0.0.0/8' } })
    await userWithPassword(api, 'ada')
    const guess = async (peer: string, client: string) => {
      const browser = browserOn(api, peer)
      const fields = { username: 'ada', password: 'wrong password' }
      return (await browser.submit(await browser.open('/login'), '/login', fields, { 'x-forwarded-for': client })).status
    }
    for (let round = 0; round < 10; round++) expect(await guess('10.0.0.1', '192.0.2.1')).toBe(401)
    expect([await guess('10.0.0.2', '192.0.2.1'), await guess('10.0.0.1', '192.0.2.2')]).toEqual([429, 401])
    expect(await guess('192.0.2.1', '192.0.2.3')).toBe(429)
  })

  it('ends after half a day without use, after a week at the latest, and with a new password', async () => {
    const clock = createManualClock(Date.now())
    const api = await start({ clock })
    const ada = await userWithPassword(api, 'ada')
    const idle = browserOn(api)
    await signIn(idle, 'ada')
    clock.advance(12 * HOUR)
    expect(await signedIn(idle)).toBe(false)
    const busy = browserOn(api)
    await signIn(busy, 'ada')
    for (let day = 0; day < 14 - 1; day++) {
      clock.advance(12 * HOUR - 1)
      expect(await signedIn(busy)).toBe(true)
    }
    clock.advance(12 * HOUR)
    expect(await signedIn(busy)).toBe(false)
    const fresh = browserOn(api)
    await signIn(fresh, 'ada')
    await api.app.identity.passwordResets.reset(ada.userId, 'another good password')
    expect(await signedIn(fresh)).toBe(false)
  })

  it('handles fields of every shape', async () => {
    const api = await start()
    await userWithPassword(api, 'ada')
    for (const body of ['', 'username=a%00b', 'username=a&username=b', '%ZZ=%', 'a'.repeat(20_000), '__proto__=x&constructor=y']) {
      const browser = browserOn(api)
      const page = await browser.open('/login')
      const token = new URLSearchParams(hiddenFields(page.text, '/login'))
      const answer = await api.app.http.inject({
        method: 'POST',
        url: '/login',
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          origin: 'https://registry.example.com',
          cookie: [...browser.cookies].map((pair) => pair.join('=')).join('; '),
        },
        payload: `${token}&${body}`,
      })
      expect([body, answer.statusCode]).toEqual([body, expect.toBeOneOf([400, 401, 413])])
      expect(answer.headers['content-type']).toBe('text/html; charset=utf-8')
    }
    expect(new Set(api.complaints)).toEqual(new Set(['a password was refused']))
  })
})
