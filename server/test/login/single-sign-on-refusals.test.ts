// What a provider, or whoever stands in its place, cannot make this server believe.
// https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation
import type { ServerResponse } from 'node:http'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Api, describeApi } from '../support/api.ts'
import { type HostileProvider, type Hostility, startHostileProvider } from './hostile-provider.ts'
import { browserOn, SESSION_COOKIE } from './login.fixture.ts'
import { CALLBACK, CLIENT_ID } from './openid-provider.ts'

const HOUR = 3600
const now = () => Math.floor(Date.now() / 1000)
/** Link-local: clouds answer there with credentials of the machine. */
const METADATA = 'http://169.254.169.254'
const KEYS = '/keys'
const TOKEN = '/token'
const DISCOVERY = '/.well-known/openid-configuration'

let provider: HostileProvider
const settings: Record<string, string> = {}
beforeAll(async () => {
  provider = await startHostileProvider()
  Object.assign(settings, { TERRACE_OIDC_ISSUER: provider.issuer, TERRACE_OIDC_CLIENT_ID: CLIENT_ID, TERRACE_OIDC_NAME: 'Example ID' })
})
afterAll(async () => await provider.close())

const answering = (at: string, answer: (response: ServerResponse) => void) => ({
  instead: (path: string, response: ServerResponse) => {
    if (path === at) answer(response)
    return path === at
  },
})
const huge = (response: ServerResponse) =>
  response.writeHead(200, { 'content-type': 'application/json' }).end(`{"x":"${'x'.repeat(2 ** 21)}"}`)
const elsewhere = (response: ServerResponse) => response.writeHead(302, { location: `${METADATA}/latest` }).end()
const notFound = (response: ServerResponse) => response.writeHead(500, { 'content-type': 'text/html' }).end('<h1>Oops</h1>')
const broken = (response: ServerResponse) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"issuer":')
const refused = (response: ServerResponse) =>
  response.writeHead(401, { 'content-type': 'application/json' }).end('{"error":"invalid_client","error_description":"<b>no</b>"}')

/** By then, what an earlier test made the provider say is forgotten. */
const DISCOVERY_MS = 3_600_000

async function started(start: (options: { settings: Record<string, string> }) => Promise<Api>): Promise<Api> {
  const api = await start({ settings })
  api.clock.advance(DISCOVERY_MS)
  await api.user('first')
  provider.asked.length = 0
  provider.forms.length = 0
  return api
}

/** A sign-in whose answer is forged as the test says. */
async function attempt(api: Api, hostility: Hostility, changes: Record<string, string> = {}) {
  const browser = browserOn(api)
  provider.behave(hostility)
  const begun = await browser.open('/login/single-sign-on')
  const sent = begun.leftFor?.searchParams
  provider.behave(hostility, sent?.get('nonce') ?? '')
  const query = { code: 'a-code', state: sent?.get('state') ?? '', ...changes }
  const page = sent === undefined ? begun : await browser.open(`${CALLBACK}?${new URLSearchParams(query)}`)
  return { browser, page, sent }
}

describeApi(
  'an answer of the identity provider',
  (start) => {
    it('is believed when it is honest, and carries the proof of the browser that asked', async () => {
      const { browser, page, sent } = await attempt(await started(start), {})
      expect(page.status).toBe(200)
      expect(browser.cookies.has(SESSION_COOKIE)).toBe(true)
      expect(sent?.get('code_challenge_method')).toBe('S256')
      expect(Object.fromEntries(provider.forms[0] ?? [])).toMatchObject({
        grant_type: 'authorization_code',
        code: 'a-code',
        client_id: CLIENT_ID,
        code_verifier: expect.stringMatching(/^[\w-]{43}$/),
      })
    })

    it.each<[string, Hostility]>([
      ['of another issuer', { claims: { iss: 'https://evil.example' } }],
      ['for another client', { claims: { aud: 'another' } }],
      ['for several clients, and meant for another', { claims: { aud: [CLIENT_ID, 'another'], azp: 'another' } }],
      ['to another question', { claims: { nonce: 'n'.repeat(43) } }],
      ['without a nonce', { claims: { nonce: undefined } }],
      ['that has expired', { claims: { iat: now() - 2 * HOUR, exp: now() - HOUR } }],
      ['that is not valid yet', { claims: { nbf: now() + HOUR } }],
      ['without an end', { claims: { exp: undefined } }],
      ['about nobody', { claims: { sub: '' } }],
      ['about a person without end', { claims: { sub: 's'.repeat(256) }, userinfo: { sub: 's'.repeat(256) } }],
      ['signed by somebody else', { foreignKey: true }],
      ['signed with a key that is unknown', { header: { kid: 'two' } }],
      ['that is unsigned', { unsigned: true }],
      [
        'that is unsigned, where the provider allows it',
        { unsigned: true, discovery: { id_token_signing_alg_values_supported: ['none'] } },
      ],
      ['signed with the public key as a secret', { asSecret: true, discovery: { id_token_signing_alg_values_supported: ['HS256'] } }],
      ['that brings its own key', { foreignKey: true, header: { jku: 'https://evil.example/keys', jwk: {} } }],
      ['without an ID token', { withoutIdToken: true }],
      ['whose details are about somebody else', { userinfo: { sub: 'b-2' } }],
      ['that is no JSON', answering(TOKEN, broken)],
      ['that is an error page', answering(TOKEN, notFound)],
      ['whose keys are an error page', answering(KEYS, notFound)],
    ])('is refused, and nobody is signed in: one %s', async (_what, hostility) => {
      const api = await started(start)
      const { browser, page } = await attempt(api, hostility)
      expect(page.status).toBe(401)
      expect(page.text).toMatch(/Example ID|identity provider/)
      expect(browser.cookies.has(SESSION_COOKIE)).toBe(false)
      expect(await api.database.selectFrom('users').select('username').execute()).toEqual([{ username: 'first' }])
      expect(await api.database.selectFrom('browser_sessions').selectAll().execute()).toEqual([])
    })

    it.each<[string, Hostility]>([
      ['is huge', answering(TOKEN, huge)],
      ['has huge keys', answering(KEYS, huge)],
      ['comes after a huge discovery document', answering(DISCOVERY, huge)],
      ['leads elsewhere for its keys', { discovery: { jwks_uri: `${METADATA}/keys` } }],
      ['leads elsewhere for its tokens', { discovery: { token_endpoint: `${METADATA}/token` } }],
      ['leads elsewhere for its details', { discovery: { userinfo_endpoint: 'https://10.1.2.3/userinfo' } }],
    ])('ends with a page that says when to try again, when it %s', async (_what, hostility) => {
      const { browser, page } = await attempt(await started(start), hostility)
      expect([page.status, page.headers['retry-after']]).toEqual([503, '5'])
      expect(page.text).toContain('Example ID does not answer as it should')
      expect(browser.cookies.has(SESSION_COOKIE)).toBe(false)
    })

    it.each([DISCOVERY, KEYS, TOKEN, '/userinfo'])('is not followed when %s redirects', async (at) => {
      const { browser, page } = await attempt(await started(start), answering(at, elsewhere))
      expect(page.status).toBe(401)
      expect(browser.cookies.has(SESSION_COOKIE)).toBe(false)
    })

    it('names what the operator has to mend, and repeats nothing that the provider says', async () => {
      const api = await started(start)
      const { page } = await attempt(api, answering(TOKEN, refused))
      expect(page.text).toContain('Example ID does not accept this server (invalid_client)')
      expect(page.text).not.toContain('<b>no</b>')
      expect(api.complaints).toEqual(['a single sign-on was refused'])
      expect(api.log()).toContain('invalid_client')
    })

    it('is refused with the state of another browser before the provider hears of it', async () => {
      const api = await started(start)
      const other = await browserOn(api).open('/login/single-sign-on')
      const state = other.leftFor?.searchParams.get('state') ?? ''
      const { page } = await attempt(api, {}, { state })
      expect(page.status).toBe(401)
      expect(provider.forms).toEqual([])
    })

    it('is refused when it names another provider: https://www.rfc-editor.org/rfc/rfc9207', async () => {
      const hostility = { discovery: { authorization_response_iss_parameter_supported: true } }
      const { page } = await attempt(await started(start), hostility, { iss: 'https://evil.example' })
      expect(page.status).toBe(401)
      expect(provider.forms).toEqual([])
    })

    it.each([
      ['of another issuer', { discovery: { issuer: 'https://evil.example' } }],
      ['that is no JSON', answering(DISCOVERY, broken)],
      ['that names no endpoint', { discovery: { authorization_endpoint: undefined } }],
    ])('is not even asked for after a discovery document %s', async (_what, hostility) => {
      const { page, sent } = await attempt(await started(start), hostility)
      expect([page.status, sent]).toEqual([401, undefined])
      expect(page.text).toContain('You are not signed in')
    })

    it('is asked for anew after a failure: the discovery document of an hour ago is not needed', async () => {
      const api = await started(start)
      expect((await attempt(api, answering(DISCOVERY, notFound))).page.status).toBe(401)
      expect((await attempt(api, {})).page.status).toBe(200)
      expect((await attempt(api, {})).page.status).toBe(200)
      expect(provider.asked.filter((path) => path === DISCOVERY)).toHaveLength(2)
    })
  },
  { one: true },
)
