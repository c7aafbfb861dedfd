import { expect, it } from 'vitest'
import { type Api, describeApi } from '../support/api.ts'
import { browserOn, PASSWORD, SESSION_COOKIE, signIn } from './login.fixture.ts'

const WANTED = { username: 'ada', email: 'ada@example.com', password: PASSWORD, confirmation: PASSWORD, organization: 'acme' }
const usersOf = ({ database }: Api) => database.selectFrom('users').select(['username', 'email', 'is_site_admin']).execute()
const organizationsOf = ({ database }: Api) => database.selectFrom('organizations').select('name').execute()

describeApi('setting up with a browser', (start) => {
  it('creates the first user and organization with the code that the server prints, and signs in', async () => {
    const api = await start({ own: true })
    const { code } = api.app.identity.firstRun
    const browser = browserOn(api)
    const asked = await browser.open('/login?return_to=%2Fapp')
    expect([asked.path, asked.status]).toEqual(['/setup', 200])
    const shown = await browser.open(`/setup?code=${code}`)
    expect(shown.text).toContain(`value="${code}"`)
    const done = await browser.submit(shown, '/setup', { ...WANTED, code })
    expect([done.path, done.status]).toEqual(['/app/settings/tokens', 200])
    expect(done.text).toContain('Signed in as <strong>ada</strong>')
    expect(await usersOf(api)).toEqual([{ username: 'ada', email: 'ada@example.com', is_site_admin: 1 }])
    expect(await organizationsOf(api)).toEqual([{ name: 'acme' }])
    const other = browserOn(api)
    expect((await signIn(other, 'ada')).status).toBe(200)
    expect(other.cookies.has(SESSION_COOKIE)).toBe(true)
  })

  it('takes the code as people type it, and no other', async () => {
    const api = await start({ own: true })
    const { code } = api.app.identity.firstRun
    expect(code).toMatch(/^(?:[A-Z2-9]{5}-){3}[A-Z2-9]{5}$/)
    const browser = browserOn(api)
    for (const wrong of ['', code.slice(1), `${code}A`, code.replace(code[0] ?? '', code.startsWith('A') ? 'B' : 'A')]) {
      const page = await browser.submit(await browser.open('/setup'), '/setup', { ...WANTED, code: wrong })
      expect([page.status, page.text.includes('Set-up code is wrong')]).toEqual([422, true])
    }
    expect(await usersOf(api)).toEqual([])
    const typed = ` ${code.toLowerCase().replaceAll('-', ' ')}`
    expect((await browser.submit(await browser.open('/setup'), '/setup', { ...WANTED, code: typed })).status).toBe(200)
  })

  it('names every field that is wrong, keeps what was typed but passwords, and creates nothing', async () => {
    const api = await start({ own: true })
    const { code } = api.app.identity.firstRun
    const browser = browserOn(api)
    const wrong = { code, username: 'a b', email: '"><script>', password: 'short', confirmation: 'other', organization: 'settings' }
    const page = await browser.submit(await browser.open('/setup'), '/setup', wrong)
    expect(page.status).toBe(422)
    for (const text of [
      'Username can only',
      'Email is not',
      'Password is too short',
      'Password confirmation',
      'Organization: Name is reserved',
    ]) {
      expect(page.text).toContain(text)
    }
    expect(page.text).toContain('value="a b"')
    expect(page.text).toMatch(/<input id="username"[^>]* autofocus/)
    const named = await browser.submit(page, '/setup', { ...WANTED, code, organization: 'settings' })
    expect(named.text).toMatch(/<input id="organization"[^>]* autofocus/)
    expect(page.text).not.toMatch(/<script>|value="(?:short|other)"/)
    expect([await usersOf(api), await organizationsOf(api)]).toEqual([[], []])
  })

  it('is closed for ever by the first user, also when that user is deleted', async () => {
    const api = await start({ own: true })
    const { code } = api.app.identity.firstRun
    const browser = browserOn(api)
    const page = await browser.open('/setup')
    await api.user('bob')
    await api.database.deleteFrom('users').execute()
    const late = await browser.submit(page, '/setup', { ...WANTED, code })
    expect([late.status, late.text.includes('Terrace has users already')]).toEqual([409, true])
    expect((await browser.open('/setup')).path).toBe('/login')
    expect(await usersOf(api)).toEqual([])
  })

  it('makes one of two at the same moment the first user', async () => {
    const api = await start({ own: true })
    const { code } = api.app.identity.firstRun
    const pages = await Promise.all(
      ['ada', 'bob'].map(async (username) => {
        const browser = browserOn(api)
        return await browser.submit(await browser.open('/setup'), '/setup', {
          ...WANTED,
          code,
          username,
          email: `${username}@example.com`,
          organization: username,
        })
      }),
    )
    expect(pages.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([200, 409])
    expect([await usersOf(api), await organizationsOf(api)].map(({ length }) => length)).toEqual([1, 1])
  })
})
