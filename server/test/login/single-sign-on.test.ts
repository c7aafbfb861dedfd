// Signing in with a real OpenID provider: https://openid.net/specs/openid-connect-core-1_0.html
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Api, describeApi } from '../support/api.ts'
import type { Browser, ShownPage } from '../support/browser.ts'
import {
  authorizePath,
  browserOn,
  codeFor,
  newProof,
  PASSWORD,
  redeem,
  SESSION_COOKIE,
  tokenForm,
  userWithPassword,
} from './login.fixture.ts'
import { CALLBACK, CLIENT_ID, CLIENT_SECRET, type OpenIdProvider, startOpenIdProvider } from './openid-provider.ts'

const TOKENS = '/app/settings/tokens'
const PAGE = '/app/settings/single-sign-on'
const MEMBERSHIPS = '/api/v2/organizations/acme/organization-memberships'
const ADA = { email: 'ada@example.com', email_verified: true, preferred_username: 'ada' }

let provider: OpenIdProvider
let directory: string
const settings: Record<string, string> = {}

beforeAll(async () => {
  provider = await startOpenIdProvider()
  directory = mkdtempSync(join(tmpdir(), 'terrace-oidc-'))
  const secretFile = join(directory, 'secret')
  writeFileSync(secretFile, `${CLIENT_SECRET}\n`)
  Object.assign(settings, {
    TERRACE_OIDC_ISSUER: provider.issuer,
    TERRACE_OIDC_CLIENT_ID: CLIENT_ID,
    TERRACE_OIDC_CLIENT_SECRET_FILE: secretFile,
    TERRACE_OIDC_NAME: 'Example ID',
    TERRACE_OIDC_SCOPES: 'openid profile email groups',
    // The provider of the tests is on this machine, which the issuer alone allows.
    TERRACE_ALLOW_PRIVATE_ADDRESSES: 'off',
  })
})
afterAll(async () => {
  await provider.close()
  rmSync(directory, { recursive: true })
})

/** The link of the sign-in page, as somebody would follow it. */
async function leave(browser: Browser, page: ShownPage): Promise<URL | undefined> {
  const link = /href="(\/login\/single-sign-on\?[^"]*)">Sign in with Example ID</.exec(page.text)?.[1] ?? ''
  return (await browser.open(link)).leftFor
}

async function arrive(browser: Browser, subject: string, from = '/login'): Promise<ShownPage> {
  const url = await leave(browser, await browser.open(from))
  return await browser.open(await provider.signIn(subject, url))
}

/** There has to be a user already: until then, setting up comes first. */
async function started(start: (options: { settings: Record<string, string> }) => Promise<Api>, more = {}): Promise<Api> {
  const api = await start({ settings: { ...settings, ...more } })
  await api.user('first')
  provider.people.clear()
  provider.people.set('a-1', ADA)
  return api
}

describeApi('single sign-on', (start) => {
  it('makes an account at the first sign-in, and knows it by its subject at the next', async () => {
    const api = await started(start)
    const browser = browserOn(api)
    const shown = await arrive(browser, 'a-1', `${TOKENS}?source=terraform-login`)
    expect([shown.path, shown.status]).toEqual([`${TOKENS}?source=terraform-login`, 200])
    expect(shown.text).toContain('Signed in as <strong>ada</strong>')
    // Another name and another address are the same person still.
    provider.people.set('a-1', { email: 'lovelace@example.com', email_verified: false, preferred_username: 'lovelace' })
    const again = await arrive(browserOn(api), 'a-1')
    expect(again.text).toContain('Signed in as <strong>ada</strong>')
    const users = await api.database.selectFrom('users').select(['username', 'email', 'is_site_admin']).orderBy('username').execute()
    expect(users.filter(({ username }) => username !== 'first')).toEqual([{ username: 'ada', email: 'ada@example.com', is_site_admin: 0 }])
  })

  it('never opens an account because of an equal e-mail address, and says what to do', async () => {
    const api = await started(start)
    const ada = await userWithPassword(api, 'ada')
    const { email } = await api.database.selectFrom('users').select('email').where('id', '=', ada.userId).executeTakeFirstOrThrow()
    provider.people.set('a-1', { ...ADA, email: email.toUpperCase() })
    const browser = browserOn(api)
    const refused = await arrive(browser, 'a-1')
    expect(refused.status).toBe(409)
    expect(refused.text).toContain('terrace admin link-identity')
    expect(browser.cookies.has(SESSION_COOKIE)).toBe(false)
  })

  it.each([
    ['unverified', { email_verified: false }],
    ['not said to be verified', { email_verified: undefined }],
    ['missing', { email: undefined }],
    ['no address', { email: 'ada' }],
  ])('makes no account when the address is %s', async (_what, claims) => {
    const api = await started(start)
    provider.people.set('a-1', { ...ADA, ...claims })
    const refused = await arrive(browserOn(api), 'a-1')
    expect(refused.status).toBe(403)
    expect(refused.text).toContain('does not say that your e-mail address is verified')
    expect(await api.database.selectFrom('users').select('username').execute()).toEqual([{ username: 'first' }])
  })

  it('finds a free name for whoever is called like somebody else', async () => {
    const api = await started(start)
    await api.user('ada')
    provider.people.set('a-1', { ...ADA, email: 'other@example.com', preferred_username: 'Ada' })
    expect((await arrive(browserOn(api), 'a-1', TOKENS)).text).toContain('Signed in as <strong>Ada-2</strong>')
  })

  it('refuses suspended users', async () => {
    const api = await started(start)
    await arrive(browserOn(api), 'a-1')
    await api.app.identity.userRegistry.act('ada', 'suspend')
    const refused = await arrive(browserOn(api), 'a-1')
    expect(refused.status).toBe(401)
    expect(refused.text).toContain('This account is suspended')
  })

  it('lets the owner of an account link it while signed in, and unlink it', async () => {
    const api = await started(start)
    await userWithPassword(api, 'grace')
    const browser = browserOn(api)
    await browser.submit(await browser.open('/login'), '/login', { username: 'grace', password: PASSWORD })
    const offer = await browser.submit(await browser.open(PAGE), PAGE)
    const url = /href="([^"]+)">Continue to Example ID/.exec(offer.text)?.[1]?.replaceAll('&amp;', '&') ?? ''
    const linked = await browser.open(await provider.signIn('a-1', new URL(url)))
    expect(linked.path).toBe(PAGE)
    expect(linked.text).toContain(`<code>a-1</code> at <code>${provider.issuer}</code>`)
    expect((await arrive(browserOn(api), 'a-1', TOKENS)).text).toContain('Signed in as <strong>grace</strong>')
    await browser.submit(linked, `${PAGE}/unlink`)
    expect((await arrive(browserOn(api), 'a-1', TOKENS)).text).toContain('Signed in as <strong>ada</strong>')
    const trail = await api.database.selectFrom('audit_events').select('action').orderBy('recorded_at').execute()
    expect(trail.map(({ action }) => action)).toEqual(expect.arrayContaining(['link_identity', 'unlink_identity', 'sign_in']))
  })

  it('takes an answer once, for ten minutes, and only in the browser that asked', async () => {
    const api = await started(start)
    const browser = browserOn(api)
    const back = await provider.signIn('a-1', await leave(browser, await browser.open('/login')))
    expect((await browserOn(api).open(back)).status).toBe(401)
    const copy = browserOn(api)
    for (const [name, value] of browser.cookies) copy.cookies.set(name, value)
    expect((await browser.open(back)).status).toBe(200)
    const replayed = await copy.open(back)
    expect(replayed.status).toBe(401)
    expect(replayed.text).toContain('This sign-in is unknown')
    const late = browserOn(api)
    const tooLate = await provider.signIn('a-1', await leave(late, await late.open('/login')))
    api.clock.advance(10 * 60_000)
    expect((await late.open(tooLate)).status).toBe(401)
  })

  it('returns to pages of this server alone', async () => {
    const api = await started(start)
    const browser = browserOn(api)
    const url = (await browser.open('/login/single-sign-on?return_to=https://evil.example/')).leftFor
    expect((await browser.open(await provider.signIn('a-1', url))).path).toBe(TOKENS)
  })

  it('leads through terraform login to the approval, and to a token', async () => {
    const api = await started(start)
    const browser = browserOn(api)
    const proof = newProof()
    const shown = await arrive(browser, 'a-1', authorizePath(proof.query))
    expect(shown.path).toBe(authorizePath(proof.query))
    expect(shown.text).toContain('Give Terraform a token?')
    const { status, json } = await redeem(api, tokenForm(await codeFor(browser, proof), proof))
    expect([status, json['token_type']]).toEqual([200, 'bearer'])
  })

  it('offers to sign out at the provider too', async () => {
    const api = await started(start)
    const browser = browserOn(api)
    const page = await arrive(browser, 'a-1', TOKENS)
    const out = await browser.submit(page, '/logout')
    expect(out.text).toContain('You are signed out here')
    expect(out.text).toContain(`<a href="${provider.issuer}/session/end?client_id=terrace">Sign out of Example ID</a>`)
    expect((await browser.open(TOKENS)).path).toMatch(/^\/login/)
  })

  it('can be the only way in, beside the links of the operator', async () => {
    const api = await started(start, { TERRACE_LOCAL_SIGN_IN: 'off' })
    const { userId } = await userWithPassword(api, 'grace')
    const browser = browserOn(api)
    const page = await browser.open('/login')
    expect(page.text).not.toContain('type="password"')
    const form = { ...page, text: '<form method="post" action="/login"></form>' }
    expect((await browser.submit(form, '/login', { username: 'grace', password: PASSWORD })).status).toBe(403)
    const secret = await api.app.identity.signInLinks.create({ id: userId, username: 'grace' }, 60_000)
    const link = await browser.open(`/login/link?secret=${secret}`)
    expect((await browser.submit(link, '/login/link')).text).toContain('Signed in as <strong>grace</strong>')
    expect((await browserOn(api).open('/login/reset?secret=x')).status).toBe(403)
  })

  it('comes before an invitation is joined, where passwords are switched off', async () => {
    const api = await started(start, { TERRACE_LOCAL_SIGN_IN: 'off' })
    const owner = await api.founder('acme')
    const invited = await owner.post(MEMBERSHIPS, 'organization-memberships', { email: 'ada@example.com' })
    const made = await owner.call('POST', `/api/v2/organization-memberships/${invited.data.id}/actions/create-link`)
    const { pathname, search } = new URL(String(made.data.attributes['url']))
    const browser = browserOn(api)
    const offer = await browser.open(`${pathname}${search}`)
    expect(offer.text).not.toContain('type="password"')
    const signIn = /href="([^"]+)">Sign in to join acme/.exec(offer.text)?.[1] ?? ''
    const joining = await arrive(browser, 'a-1', signIn)
    expect(joining.text).toContain('Join acme as ada')
    await browser.submit(joining, '/login/invitation')
    expect((await browser.open('/app/settings/memberships')).text).toContain('Leave acme')
  })

  it('says so when somebody declines at the provider', async () => {
    const api = await started(start)
    const browser = browserOn(api)
    const state = (await leave(browser, await browser.open('/login')))?.searchParams.get('state') ?? ''
    const declined = await browser.open(`${CALLBACK}?${new URLSearchParams({ error: 'access_denied', state, iss: provider.issuer })}`)
    expect(declined.status).toBe(401)
    expect(declined.text).toContain('Example ID did not let you in')
  })

  it('comes after setting up, which makes the administrator', async () => {
    const api = await start({ settings })
    const browser = browserOn(api)
    expect((await browser.open('/login/single-sign-on')).path).toBe('/setup')
  })
})
