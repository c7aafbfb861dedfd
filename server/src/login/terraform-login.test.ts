// The two steps of `terraform login` after the user agreed: RFC 6749, section 4.1, with the proof of RFC 7636.
import { createSecretKey, randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { describeOnOneDatabase } from '../../test/support/databases.ts'
import { changesOn } from '../../test/support/identity-ports.ts'
import { createManualClock } from '../../test/support/jobs.ts'
import { AccountRoles, UserRegistry } from '../accounts/index.ts'
import { AuthenticationTokens, TokenChanges, TokenIssuer } from '../authentication-tokens/index.ts'
import type { Queries } from '../database/index.ts'
import { type Clock, NotFound } from '../kernel/index.ts'
import { TerraformLogin } from './terraform-login.ts'
import { userSubject } from './user-subject.ts'

// The pair of RFC 7636, appendix B.
const VERIFIER = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'
const CODE_CHALLENGE = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'
const REDIRECT_URI = 'http://localhost:10000/login'
const REQUEST = { redirectUri: REDIRECT_URI, port: 10_000, codeChallenge: CODE_CHALLENGE, state: undefined }
const UNKNOWN = { error: 'invalid_grant', description: 'the code is unknown or was used before' }

const form = (code: string) => ({
  grant_type: 'authorization_code',
  client_id: 'terraform-cli',
  code,
  code_verifier: VERIFIER,
  redirect_uri: REDIRECT_URI,
})

const manageable = () => Promise.reject(new NotFound('no team has a token here'))

/** Tokens of users alone. */
function tokensOn(queries: Queries, clock: Clock) {
  // These tests ignore the entries of tokens in the audit trail.
  const { accessChanges } = changesOn(queries)
  const limits = { inForce: async () => new Map() }
  const changes = new TokenChanges({ clock, key: createSecretKey(randomBytes(32)), accessChanges, limits, usualMonths: null })
  return {
    tokens: new AuthenticationTokens({ queries, changes, teams: { manageable } }),
    issuer: new TokenIssuer({ changes, roles: new AccountRoles({ queries }) }),
  }
}

async function loginOn(database: Queries) {
  const clock = createManualClock()
  const { changes, accessChanges, recorded } = changesOn(database)
  const registry = new UserRegistry({ queries: database, clock, accessChanges })
  const { id: userId } = await registry.register({ username: 'ada', email: 'ada@example.com', siteAdmin: false })
  recorded.length = 0
  const login = new TerraformLogin({ queries: database, clock, changes, ...tokensOn(database, clock) })
  const issued = () => database.selectFrom('authentication_tokens').selectAll().execute()
  const suspend = () => database.updateTable('users').set({ suspended_at: clock.now() }).execute()
  const redeem = (code: string, changes: Record<string, unknown> = {}) => login.redeem({ ...form(code), ...changes })
  return { clock, recorded, userId, issued, suspend, login, redeem, authorize: () => login.authorize(userSubject(userId), REQUEST) }
}

describeOnOneDatabase('terraform login', (open) => {
  it('gets a token of the user who agreed, for the code and the verifier', async () => {
    const { authorize, redeem, issued, userId, recorded } = await loginOn((await open()).queries)
    const code = await authorize()
    expect(await redeem(code)).toEqual({ token: expect.any(String) })
    expect(await issued()).toMatchObject([{ kind: 'user', user_id: userId, description: 'terraform login' }])
    expect(recorded).toMatchObject([
      { action: 'authorize_client', userId, resource: { id: userId, meta: { client_id: 'terraform-cli', redirect_uri: REDIRECT_URI } } },
    ])
  })

  it('stores nothing that could be redeemed', async () => {
    const { queries } = await open()
    const { authorize, redeem } = await loginOn(queries)
    const code = await authorize()
    const rows = await queries.selectFrom('authorization_codes').selectAll().execute()
    expect(JSON.stringify(rows)).not.toContain(code)
    expect(await redeem(rows[0]?.code_hash ?? '')).toEqual(UNKNOWN)
  })

  it('has a minute from the user’s consent', async () => {
    const { authorize, redeem, clock } = await loginOn((await open()).queries)
    const [first, second] = [await authorize(), await authorize()]
    clock.advance(59_999)
    expect(await redeem(first)).toHaveProperty('token')
    clock.advance(1)
    expect(await redeem(second)).toEqual({ error: 'invalid_grant', description: 'the code has expired' })
  })

  it('gets one token per code: a second use also revokes the first token', async () => {
    const { authorize, redeem, issued } = await loginOn((await open()).queries)
    const [code, other] = [await authorize(), await authorize()]
    await redeem(other)
    const [others] = await issued()
    await redeem(code)
    expect(await issued()).toHaveLength(2)
    expect(await redeem(code)).toEqual(UNKNOWN)
    expect(await issued()).toEqual([others])
    expect(await redeem(code)).toEqual(UNKNOWN)
  })

  it('notices the second use an hour later, when the code has long expired', async () => {
    const { authorize, redeem, issued, clock } = await loginOn((await open()).queries)
    const code = await authorize()
    await redeem(code)
    clock.advance(60 * 60_000)
    await authorize()
    await redeem(code)
    expect(await issued()).toEqual([])
  })

  it('leaves no token to two concurrent requests with the same code', async () => {
    const { authorize, redeem, issued } = await loginOn((await open()).queries)
    const code = await authorize()
    const grants = await Promise.all([redeem(code), redeem(code)])
    expect(grants.filter((grant) => 'token' in grant).length).toBeLessThanOrEqual(1)
    expect(await issued()).toEqual([])
  })

  it.each([
    ['another verifier', { code_verifier: `${VERIFIER.slice(1)}x` }, 'code_verifier does not match code_challenge'],
    ['the challenge for the verifier', { code_verifier: CODE_CHALLENGE }, 'code_verifier does not match code_challenge'],
    ['a verifier that is too short', { code_verifier: 'a'.repeat(42) }, 'code_verifier does not match code_challenge'],
    ['another port', { redirect_uri: 'http://localhost:10001/login' }, 'redirect_uri does not match the authorization request'],
    [
      'another spelling of the host',
      { redirect_uri: 'http://127.0.0.1:10000/login' },
      'redirect_uri does not match the authorization request',
    ],
  ])('is refused with %s, and cannot try again', async (_what, changes, description) => {
    const { authorize, redeem, issued } = await loginOn((await open()).queries)
    const code = await authorize()
    expect(await redeem(code, changes)).toEqual({ error: 'invalid_grant', description })
    expect(await redeem(code)).toEqual(UNKNOWN)
    expect(await issued()).toEqual([])
  })

  it('is refused with a verifier shorter than the specification allows, even a matching one', async () => {
    const { login, userId, redeem } = await loginOn((await open()).queries)
    // SHA-256 of `abc`: FIPS 180-2, appendix B.1.
    const codeChallenge = Buffer.from('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad', 'hex').toString('base64url')
    const code = await login.authorize(userSubject(userId), { ...REQUEST, codeChallenge })
    expect(await redeem(code, { code_verifier: 'abc' })).toMatchObject({ error: 'invalid_grant' })
  })

  // The errors of RFC 6749, section 5.2. None of them uses up the code, because the request is malformed.
  it.each([
    ['no grant type', { grant_type: undefined }, 'invalid_request'],
    ['another grant type', { grant_type: 'refresh_token' }, 'unsupported_grant_type'],
    ['another client', { client_id: 'terraform' }, 'invalid_client'],
    ['no client', { client_id: undefined }, 'invalid_client'],
    ['no verifier', { code_verifier: undefined }, 'invalid_request'],
    ['two verifiers', { code_verifier: [VERIFIER, VERIFIER] }, 'invalid_request'],
    ['no redirect address', { redirect_uri: undefined }, 'invalid_request'],
    ['no code', { code: undefined }, 'invalid_request'],
    ['a code that cannot be one', { code: 'x' }, 'invalid_grant'],
    ['a code of nobody', { code: 'A'.repeat(43) }, 'invalid_grant'],
  ])('is refused with %s, and may correct it', async (_what, changes, error) => {
    const { authorize, redeem } = await loginOn((await open()).queries)
    const code = await authorize()
    expect(await redeem(code, changes)).toMatchObject({ error })
    expect(await redeem(code)).toHaveProperty('token')
  })

  it('is refused when the user was suspended after agreeing', async () => {
    const { authorize, redeem, suspend } = await loginOn((await open()).queries)
    const code = await authorize()
    await suspend()
    expect(await redeem(code)).toEqual({ error: 'invalid_grant', description: 'the user is suspended or was deleted' })
  })

  it('leaves no unusable codes behind', async () => {
    const { queries } = await open()
    const { authorize, clock } = await loginOn(queries)
    await authorize()
    clock.advance(60_000 + 60 * 60_000)
    await authorize()
    expect(await queries.selectFrom('authorization_codes').select('code_hash').execute()).toHaveLength(2)
    clock.advance(1)
    await authorize()
    expect(await queries.selectFrom('authorization_codes').select('code_hash').execute()).toHaveLength(2)
  })
})
