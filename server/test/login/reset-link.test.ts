import { expect, it } from 'vitest'
import { type Api, describeApi } from '../support/api.ts'
import { siteAdmin } from '../support/site-admin.ts'
import { browserOn, localPath, PASSWORD, signIn, userWithPassword } from './login.fixture.ts'

const PAGE = '/login/reset'
const CHOSEN = 'a battery that is new'
const chosen = { password: CHOSEN, confirmation: CHOSEN }

async function linkFor(api: Api, userId: string): Promise<string> {
  const admin = await siteAdmin(api)
  return localPath((await admin.call('POST', `/api/v2/admin/users/${userId}/actions/create_reset_link`)).data.attributes['url'])
}

describeApi('a link that resets a password', (start) => {
  it('lets its user choose one, once; the former ends with its sessions', async () => {
    const api = await start()
    const { userId } = await userWithPassword(api, 'ada')
    const [former, first, second] = [browserOn(api), browserOn(api), browserOn(api)]
    await signIn(former, 'ada')
    const link = await linkFor(api, userId)
    // Until it is used, nothing changes.
    expect((await former.open('/app/settings/tokens')).path).toBe('/app/settings/tokens')
    const seen = await second.open(link)
    const page = await first.open(link)
    expect(page.text).toContain('Choose a password for <strong>ada</strong>')
    const refused = await first.submit(page, PAGE, { password: 'short', confirmation: 'short' })
    expect([refused.status, refused.text.includes('too short')]).toEqual([422, true])
    const arrived = await first.submit(refused, PAGE, chosen)
    expect([arrived.path, arrived.text.includes('Signed in as <strong>ada</strong>')]).toEqual(['/app/settings/tokens', true])
    expect((await second.submit(seen, PAGE, chosen)).status).toBe(401)
    expect((await former.open('/app/settings/tokens')).path).toMatch(/^\/login/)
    expect((await signIn(browserOn(api), 'ada', PASSWORD)).status).toBe(401)
    expect((await signIn(browserOn(api), 'ada', CHOSEN)).status).toBe(200)
  })

  it('is no sign-in link, and a sign-in link is none', async () => {
    const api = await start()
    const { userId } = await api.user('ada')
    const link = await linkFor(api, userId)
    const signInLink = `?secret=${await api.app.identity.signInLinks.create({ id: userId, username: 'ada' }, 60_000)}`
    const browser = browserOn(api)
    expect((await browser.open(link.replace(PAGE, '/login/link'))).status).toBe(401)
    expect((await browser.open(PAGE + signInLink)).status).toBe(401)
  })

  it('ends after a day, and is on the trail of its user', async () => {
    const api = await start()
    const ada = await api.user('ada')
    const link = await linkFor(api, ada.userId)
    const browser = browserOn(api)
    api.clock.advance(24 * 60 * 60_000 - 60_000)
    expect((await browser.open(link)).status).toBe(200)
    api.clock.advance(60_000)
    expect((await browser.open(link)).status).toBe(401)
    const { json } = await ada.get('/api/v2/account/audit-trail')
    const [newest] = json['data'] as object[]
    expect(newest).toMatchObject({ auth: { description: 'root' }, resource: { action: 'create_reset_link', id: ada.userId } })
  })
})
