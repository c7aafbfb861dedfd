import { expect, it } from 'vitest'
import { describeApi } from '../support/api.ts'
import { browserOn, PASSWORD, SESSION_COOKIE, signIn, userWithPassword } from './login.fixture.ts'

const PAGE = '/app/settings/password'
const NEW = 'a new and better password'
const wanted = (changes: Record<string, string> = {}) => ({ current: PASSWORD, password: NEW, confirmation: NEW, ...changes })

describeApi('the page of the password', (start) => {
  it('changes it: this browser gets a new session, all others end, tokens stay', async () => {
    const api = await start()
    const ada = await userWithPassword(api, 'ada')
    const [browser, other] = [browserOn(api), browserOn(api)]
    const shown = await signIn(browser, 'ada')
    expect(shown.text).toContain(`href="${PAGE}"`)
    await signIn(other, 'ada')
    const before = browser.cookies.get(SESSION_COOKIE) ?? ''
    const changed = await browser.submit(await browser.open(PAGE), PAGE, wanted())
    expect([changed.status, changed.path, changed.text.includes('was changed')]).toEqual([200, `${PAGE}?changed`, true])
    expect(changed.text).not.toContain(NEW)
    expect(browser.cookies.get(SESSION_COOKIE)).not.toBe(before)
    expect((await browser.open('/app/settings/tokens')).path).toBe('/app/settings/tokens')
    expect((await other.open(PAGE)).path).toMatch(/^\/login/)
    other.cookies.set(SESSION_COOKIE, before)
    expect((await other.open(PAGE)).path).toMatch(/^\/login/)
    expect([(await signIn(browserOn(api), 'ada')).status, (await signIn(browserOn(api), 'ada', NEW)).status]).toEqual([401, 200])
    expect((await ada.get('/api/v2/account/details')).status).toBe(200)
  })

  it('reports errors without making a change', async () => {
    const api = await start()
    await userWithPassword(api, 'ada')
    const browser = browserOn(api)
    await signIn(browser, 'ada')
    const page = await browser.open(PAGE)
    const attempts: [changes: Record<string, string>, text: string][] = [
      [{ current: 'not the password' }, 'Current password is wrong'],
      [{ password: 'short', confirmation: 'short' }, 'too short'],
      [{ confirmation: 'something else' }, 'match Password'],
      [{ current: '', password: '', confirmation: '' }, 'too short'],
    ]
    for (const [changes, text] of attempts) {
      const refused = await browser.submit(page, PAGE, wanted(changes))
      expect([refused.status, refused.text.includes(text)]).toEqual([422, true])
    }
    expect((await signIn(browserOn(api), 'ada')).status).toBe(200)
  })

  it('accepts only forms of its own pages in the same browser', async () => {
    const api = await start()
    await userWithPassword(api, 'ada')
    const browser = browserOn(api)
    await signIn(browser, 'ada')
    const page = await browser.open(PAGE)
    const elsewhere = await browser.submit(page, PAGE, wanted(), { origin: 'https://elsewhere.example.com' })
    const forged = await browser.submit(page, PAGE, wanted({ form_token: 'made up' }))
    expect([elsewhere.status, forged.status]).toEqual([403, 403])
    expect((await signIn(browserOn(api), 'ada')).status).toBe(200)
  })

  it('cannot be used to guess the password from an unattended browser', async () => {
    const api = await start({ own: true })
    await userWithPassword(api, 'ada')
    const browser = browserOn(api)
    await signIn(browser, 'ada')
    const page = await browser.open(PAGE)
    const statuses: number[] = []
    for (let round = 0; round < 11; round++) statuses.push((await browser.submit(page, PAGE, wanted({ current: 'guess' }))).status)
    expect([statuses.slice(0, 10).every((status) => status === 422), statuses[10]]).toEqual([true, 429])
  })

  it('redirects visitors to sign in first, and comes back', async () => {
    const api = await start()
    await userWithPassword(api, 'ada')
    const browser = browserOn(api)
    const form = await browser.open(PAGE)
    expect(form.path).toBe(`/login?return_to=${encodeURIComponent(PAGE)}`)
    expect((await browser.submit(form, '/login', { username: 'ada', password: PASSWORD })).path).toBe(PAGE)
  })
})
