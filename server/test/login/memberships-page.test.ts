import { expect, it } from 'vitest'
import { type Api, describeApi } from '../support/api.ts'
import { browserOn, signIn, userWithPassword } from './login.fixture.ts'

const PAGE = '/app/settings/memberships'
const ORGANIZATION = '/api/v2/organizations/acme'

async function scene(api: Api) {
  const owner = await api.founder('acme')
  const ada = await userWithPassword(api, 'ada')
  const browser = browserOn(api)
  await signIn(browser, 'ada')
  const invited = await owner.post(`${ORGANIZATION}/organization-memberships`, '', { email: 'ada@example.com' })
  return { owner, ada, browser, id: invited.data.id }
}

describeApi('the page of organizations', (start) => {
  it('asks for signing in first, and then shows invitations, which it accepts', async () => {
    const api = await start()
    const { ada, id } = await scene(api)
    const browser = browserOn(api)
    const asked = await browser.open(PAGE)
    expect(asked.path).toBe(`/login?return_to=${encodeURIComponent(PAGE)}`)
    const page = await browser.submit(asked, '/login', { username: 'ada', password: 'correct horse battery staple' })
    expect([page.path, page.status]).toEqual([PAGE, 200])
    expect(page.text).toContain('acme')
    expect((await ada.get(ORGANIZATION)).status).toBe(404)
    const accepted = await browser.submit(page, `${PAGE}/${id}/accept`)
    expect([accepted.path, accepted.status]).toEqual([PAGE, 200])
    expect(accepted.text).not.toContain(`${PAGE}/${id}/accept`)
    expect((await ada.get(ORGANIZATION)).status).toBe(200)
  })

  it('declines invitations, and leaves organizations', async () => {
    const api = await start()
    const { owner, ada, browser, id } = await scene(api)
    const declined = await browser.submit(await browser.open(PAGE), `${PAGE}/${id}/leave`)
    expect(declined.text).toContain('You are in no organization.')
    expect((await owner.get(`/api/v2/organization-memberships/${id}`)).status).toBe(404)
    const again = await owner.post(`${ORGANIZATION}/organization-memberships`, '', { email: 'ada@example.com' })
    const page = await browser.submit(await browser.open(PAGE), `${PAGE}/${again.data.id}/accept`)
    await browser.submit(page, `${PAGE}/${again.data.id}/leave`)
    expect((await ada.get(ORGANIZATION)).status).toBe(404)
  })

  it('lets owners leave too, but not the last one', async () => {
    const api = await start()
    const { owner, ada, browser, id } = await scene(api)
    await browser.submit(await browser.open(PAGE), `${PAGE}/${id}/accept`)
    const [owners] = (await owner.get(`${ORGANIZATION}/teams?q=owners`)).list
    await owner.call('POST', `/api/v2/teams/${owners?.id}/relationships/users`, { body: { data: [{ type: 'users', id: 'ada' }] } })
    const [ofOwner] = (await owner.get('/api/v2/organization-memberships')).list
    await owner.patch(ORGANIZATION, 'organizations', { 'user-tokens-enabled': false })
    expect((await ada.delete(`/api/v2/organization-memberships/${id}`)).status).toBe(403)
    const left = await browser.submit(await browser.open(PAGE), `${PAGE}/${id}/leave`)
    expect(left.text).toContain('You are in no organization.')
    await api.app.identity.passwordResets.reset(owner.userId, 'correct horse battery staple')
    const last = browserOn(api, '192.0.2.2')
    await signIn(last, 'acme-owner')
    const refused = await last.submit(await last.open(PAGE), `${PAGE}/${ofOwner?.id}/leave`)
    expect([refused.status, refused.text.includes('The last owner of an organization cannot be removed.')]).toEqual([403, true])
  })

  it('does nothing with memberships of others', async () => {
    const api = await start()
    const { browser, owner } = await scene(api)
    const bob = await api.member(owner, 'acme', 'bob')
    const [ofBob] = (await bob.get('/api/v2/organization-memberships')).list
    const page = await browser.open(PAGE)
    const { form_token } = Object.fromEntries(
      [...page.text.matchAll(/name="(form_token)" value="([^"]+)"/g)].map(([, name, value]) => [name, value]),
    )
    for (const action of ['accept', 'leave']) {
      const answer = await api.app.http.inject({
        method: 'POST',
        url: `${PAGE}/${ofBob?.id}/${action}`,
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          origin: 'https://registry.example.com',
          cookie: [...browser.cookies].map((pair) => pair.join('=')).join('; '),
        },
        payload: new URLSearchParams({ form_token: form_token ?? '' }).toString(),
      })
      expect([action, answer.statusCode]).toEqual([action, 303])
    }
    expect((await bob.get(ORGANIZATION)).status).toBe(200)
  })
})
