import { expect, it } from 'vitest'
import { type Api, type Caller, describeApi } from '../support/api.ts'
import { siteAdmin } from '../support/site-admin.ts'
import { browserOn, localPath, PASSWORD, signIn, userWithPassword } from './login.fixture.ts'

const PAGE = '/login/invitation'
const WEEK = 7 * 24 * 60 * 60_000
const passwords = { password: PASSWORD, confirmation: PASSWORD }
const members = '/api/v2/organizations/acme/organization-memberships'

const handedOut = (caller: Caller, id: string) => caller.call('POST', `/api/v2/organization-memberships/${id}/actions/create-link`)

/** @returns the invitation, and where its link leads */
async function invite(owner: Caller, email: string, teams: readonly string[] = []) {
  const relationships = { teams: { data: teams.map((id) => ({ id, type: 'teams' })) } }
  const body = { data: { type: 'organization-memberships', attributes: { email }, relationships } }
  const { id } = (await owner.call('POST', members, { body })).data
  return { id, link: localPath((await handedOut(owner, id)).data.attributes['url']) }
}

const teamNamed = async (owner: Caller, name: string) =>
  (await owner.get('/api/v2/organizations/acme/teams')).list.find(({ attributes }) => attributes['name'] === name)?.id ?? ''

const statusOf = async (owner: Caller, id: string) => (await owner.get(`/api/v2/organization-memberships/${id}`)).data.attributes['status']

const accountOf = async ({ app }: Api, username: string) => app.identity.userRegistry.named(username)

describeApi('the link to an invitation', (start) => {
  it('lets somebody without an account make one, once, and makes them a member', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const { id, link } = await invite(owner, 'ada@example.com', [await teamNamed(owner, 'owners')])
    const [ada, late] = [browserOn(api), browserOn(api)]
    const seen = await late.open(link)
    const page = await ada.open(link)
    expect(page.text).toContain('Somebody in the organization <strong>acme</strong> invites ada@example.com.')
    const short = await ada.submit(page, PAGE, { username: 'ada', password: 'short', confirmation: 'other' })
    expect([short.status, short.text.match(/class="problem"/g)?.length, short.text.includes('value="ada"')]).toEqual([422, 2, true])
    const arrived = await ada.submit(short, PAGE, { username: 'ada', ...passwords })
    expect([arrived.path, arrived.text.includes('Signed in as <strong>ada</strong>')]).toEqual(['/app/settings/tokens', true])
    expect(await statusOf(owner, id)).toBe('active')
    expect((await late.submit(seen, PAGE, { username: 'eve', ...passwords })).status).toBe(401)
    expect((await late.open(link)).text).toContain('has been used')
    const again = browserOn(api)
    expect((await signIn(again, 'ada')).path).toBe('/app/settings/tokens')
  })

  it('lets a user who is signed in join, whatever their address is', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    await userWithPassword(api, 'bob')
    const { id, link } = await invite(owner, 'robert@example.org')
    const browser = browserOn(api)
    const page = await browser.open(link)
    const form = /href="([^"]*return_to[^"]*)"/.exec(page.text)?.[1] ?? ''
    const back = await browser.submit(await browser.open(form), '/login', { username: 'bob', password: PASSWORD })
    expect(back.text).toContain('Join acme as bob')
    await browser.submit(back, PAGE)
    const { json } = await owner.get(`/api/v2/organization-memberships/${id}?include=user`)
    expect(json['included']).toMatchObject([{ attributes: { username: 'bob', email: 'robert@example.org' } }])
  })

  it('does not show that the address is theirs: other invitations to it stay closed until an administrator confirms it', async () => {
    const api = await start()
    const [mallory, other] = [await api.founder('acme'), await api.founder('other')]
    await other.post('/api/v2/organizations/other/organization-memberships', 'organization-memberships', { email: 'ada@example.com' })
    const { link } = await invite(mallory, 'ada@example.com')
    const browser = browserOn(api)
    await browser.submit(await browser.open(link), PAGE, { username: 'notada', ...passwords })
    const { id } = await accountOf(api, 'notada')
    const notAda = api.withToken((await api.app.identity.tokenIssuer.issue(id)).text, id)
    const { attributes } = (await notAda.get('/api/v2/account/details')).data
    expect([attributes['email'], attributes['unconfirmed-email']]).toEqual([null, 'ada@example.com'])
    const organizations = async () =>
      (await notAda.get('/api/v2/organization-memberships')).list.map(({ relationships }) => relationships['organization']?.data)
    expect(await organizations()).toMatchObject([{ id: 'acme' }])
    // Nor does it keep the address from whoever has it.
    const confirmed = await (await siteAdmin(api)).call('POST', `/api/v2/admin/users/${id}/actions/confirm_email`)
    expect(confirmed.data.attributes['email']).toBe('ada@example.com')
    expect(await organizations()).toMatchObject([{ id: 'other' }, { id: 'acme' }])
  })

  it('ends with its time, with the next link, and with the invitation', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const [first, withdrawn] = [await invite(owner, 'ada@example.com'), await invite(owner, 'eve@example.com')]
    const second = localPath((await handedOut(owner, first.id)).data.attributes['url'])
    await owner.delete(`/api/v2/organization-memberships/${withdrawn.id}`)
    const browser = browserOn(api)
    const statuses = async () => {
      const all = []
      for (const link of [first.link, second, withdrawn.link]) all.push((await browser.open(link)).status)
      return all
    }
    api.clock.advance(WEEK - 60_000)
    expect(await statuses()).toEqual([401, 200, 401])
    api.clock.advance(60_000)
    expect(await statuses()).toEqual([401, 401, 401])
  })

  it('makes an owner only when an owner has handed it out', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const manager = await api.member(owner, 'acme', 'mia', { 'manage-membership': true })
    const owners = await teamNamed(owner, 'owners')
    const { id } = await invite(owner, 'ada@example.com', [owners])
    expect((await handedOut(manager, id)).status).toBe(403)
    const plain = await invite(manager, 'eve@example.com')
    const member = { body: { data: [{ type: 'organization-memberships', id: plain.id }] } }
    await owner.call('POST', `/api/v2/teams/${owners}/relationships/organization-memberships`, member)
    const browser = browserOn(api)
    const refused = await browser.submit(await browser.open(plain.link), PAGE, { username: 'eve', ...passwords })
    expect([refused.status, refused.text.includes('no longer open')]).toEqual([404, true])
    expect(await statusOf(owner, plain.id)).toBe('invited')
  })

  it('is only for invitations that wait, and on the trail of the organization when made and when used', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const { id, link } = await invite(owner, 'ada@example.com')
    const browser = browserOn(api)
    await browser.submit(await browser.open(link), PAGE, { username: 'ada', ...passwords })
    expect((await handedOut(owner, id)).status).toBe(422)
    const { json } = await owner.get('/api/v2/organization/audit-trail')
    const events = json['data'] as { auth: { description: string }; resource: { id: string; action: string; meta: object } }[]
    expect(events.filter(({ resource }) => resource.id === id)).toMatchObject([
      { auth: { description: 'invited person' }, resource: { action: 'accept', meta: { username: 'ada' } } },
      { auth: { description: 'acme-owner' }, resource: { action: 'create_link' } },
      { auth: { description: 'acme-owner' }, resource: { action: 'create' } },
    ])
  })
})
