import { expect, it } from 'vitest'
import { type Api, describeApi } from '../support/api.ts'
import { browserOn } from './login.fixture.ts'

const MINUTE = 60_000
const linkFor = async (api: Api, username: string) => {
  const { userRegistry, signInLinks } = api.app.identity
  return `/login/link?secret=${await signInLinks.create(await userRegistry.named(username), MINUTE)}`
}

describeApi('a sign-in link', (start) => {
  it('signs a user without a password in once, however often it was looked at', async () => {
    const api = await start()
    await api.user('ada')
    const link = await linkFor(api, 'ada')
    const [first, second] = [browserOn(api), browserOn(api)]
    const seen = await second.open(link)
    const page = await first.open(link)
    expect(page.text).toContain('Sign in as ada')
    const shown = await first.submit(page, '/login/link')
    expect([shown.path, shown.text.includes('Signed in as <strong>ada</strong>')]).toEqual(['/app/settings/tokens', true])
    const late = await second.submit(seen, '/login/link')
    expect([late.status, late.text.includes('has been used')]).toEqual([401, true])
    expect((await second.open('/app/settings/tokens')).path).toMatch(/^\/login/)
    expect((await first.open(link)).status).toBe(401)
  })

  it('ends with its time, with a new password, and with the suspension of its user', async () => {
    const api = await start()
    for (const username of ['ada', 'bob', 'eve']) await api.user(username)
    const [ofAda, ofBob, ofEve] = [await linkFor(api, 'ada'), await linkFor(api, 'bob'), await linkFor(api, 'eve')]
    const browser = browserOn(api)
    expect((await browser.open(ofAda)).status).toBe(200)
    const { userRegistry, passwordResets } = api.app.identity
    await passwordResets.reset((await userRegistry.named('bob')).id, 'correct horse battery staple')
    await userRegistry.act('eve', 'suspend')
    api.clock.advance(MINUTE - 1000)
    const statuses = async () => [
      (await browser.open(ofAda)).status,
      (await browser.open(ofBob)).status,
      (await browser.open(ofEve)).status,
    ]
    expect(await statuses()).toEqual([200, 401, 401])
    api.clock.advance(1000)
    expect(await statuses()).toEqual([401, 401, 401])
  })

  it('is on the audit trail of its user, and so is the sign-in', async () => {
    const api = await start()
    await api.user('ada')
    const link = await linkFor(api, 'ada')
    const browser = browserOn(api)
    await browser.submit(await browser.open(link), '/login/link')
    const events = await api.database.selectFrom('audit_events').select('action').orderBy('id').execute()
    expect(events.map(({ action }) => action)).toEqual(expect.arrayContaining(['create_sign_in_link', 'sign_in']))
  })
})
