import { expect, it } from 'vitest'
import { describeApi } from '../support/api.ts'
import { authorizePath, browserOn, codeFor, newProof, REDIRECT_URI, redeem, signIn, tokenForm, userWithPassword } from './login.fixture.ts'

describeApi('terraform login, the page', (start) => {
  it('names the user, the client and the port, and redirects back with a code on consent', async () => {
    const api = await start()
    await userWithPassword(api, 'ada')
    const browser = browserOn(api)
    await signIn(browser, 'ada')
    const page = await browser.open(authorizePath(newProof().query))
    expect(page.status).toBe(200)
    for (const text of ['<strong>ada</strong>', 'terraform-cli', 'localhost:10003']) expect(page.text).toContain(text)
    expect(page.headers['content-security-policy']).toContain("form-action 'self' http://localhost:10003;")
    const { status, leftFor } = await browser.submit(page, '/oauth/authorize', { decision: 'allow' })
    expect([status, `${leftFor?.origin}${leftFor?.pathname}`, leftFor?.searchParams.get('state')]).toEqual([302, REDIRECT_URI, 'the-state'])
    expect(leftFor?.searchParams.get('code')).toMatch(/^[\w-]{43}$/)
  })

  it('redirects visitors to sign in first, and continues from there', async () => {
    const api = await start()
    await userWithPassword(api, 'ada')
    const browser = browserOn(api)
    const asked = await browser.open(authorizePath(newProof().query))
    expect(asked.path).toMatch(/^\/login\?/)
    const consent = await browser.submit(asked, '/login', { username: 'ada', password: 'correct horse battery staple' })
    expect(consent.text).toContain('Give Terraform a token?')
    const { leftFor } = await browser.submit(consent, '/oauth/authorize', { decision: 'deny' })
    expect(Object.fromEntries(leftFor?.searchParams ?? [])).toMatchObject({ error: 'access_denied', state: 'the-state' })
  })

  it.each([
    ['http://localhost:10003/login?x=1'],
    ['http://localhost:10003/'],
    ['http://localhost:9999/login'],
    ['http://localhost:10011/login'],
    ['http://localhost/login'],
    ['https://localhost:10003/login'],
    ['http://evil.example:10003/login'],
    ['http://localhost.evil.example:10003/login'],
    ['http://localhost:10003@evil.example/login'],
    ['http://evil.example/#http://localhost:10003/login'],
    ['javascript:alert(1)'],
    [''],
  ])('never redirects to %j', async (redirectUri) => {
    const api = await start()
    await userWithPassword(api, 'ada')
    const browser = browserOn(api)
    await signIn(browser, 'ada')
    const { query } = newProof({ redirect_uri: redirectUri })
    const page = await browser.open(authorizePath(query))
    expect([page.status, page.leftFor, page.headers['location']]).toEqual([400, undefined, undefined])
    const good = await browser.open(authorizePath(newProof().query))
    const answer = await browser.submit(good, '/oauth/authorize', { decision: 'allow', redirect_uri: redirectUri })
    expect([answer.status, answer.leftFor]).toEqual([400, undefined])
  })

  it.each([
    ['the client is another', { client_id: 'other' }, 400, undefined],
    ['no code is wanted', { response_type: 'token' }, 302, 'unsupported_response_type'],
    ['the challenge is missing', { code_challenge: '' }, 302, 'invalid_request'],
    ['the challenge is the verifier itself', { code_challenge_method: 'plain' }, 302, 'invalid_request'],
  ])('refuses when %s', async (_what, change, status, error) => {
    const api = await start()
    const page = await browserOn(api).open(authorizePath(newProof(change).query))
    expect([page.status, page.leftFor?.searchParams.get('error') ?? undefined]).toEqual([status, error])
  })

  it('accepts the other loopback addresses', async () => {
    const api = await start()
    await userWithPassword(api, 'ada')
    const browser = browserOn(api)
    await signIn(browser, 'ada')
    for (const host of ['127.0.0.1', '[::1]']) {
      const page = await browser.open(authorizePath(newProof({ redirect_uri: `http://${host}:10000/login` }).query))
      expect(page.text).toContain(`<code>${host}:10000</code>`)
      expect((await browser.submit(page, '/oauth/authorize', { decision: 'allow' })).leftFor?.host).toBe(`${host}:10000`)
    }
  })

  it('shows query parameters as text', async () => {
    const api = await start()
    await userWithPassword(api, 'ada')
    const browser = browserOn(api)
    await signIn(browser, 'ada')
    const state = `"><script>alert(1)</script>`
    const page = await browser.open(authorizePath(newProof({ state }).query))
    expect(page.text).not.toContain('<script')
    expect((await browser.submit(page, '/oauth/authorize', { decision: 'allow' })).leftFor?.searchParams.get('state')).toBe(state)
  })
})

describeApi('terraform login, the exchange', (start) => {
  it('exchanges the code for a user token, once', async () => {
    const api = await start()
    const ada = await userWithPassword(api, 'ada')
    const browser = browserOn(api)
    await signIn(browser, 'ada')
    const proof = newProof()
    const form = tokenForm(await codeFor(browser, proof), proof)
    const { status, json, headers } = await redeem(api, form)
    expect([status, json]).toEqual([200, { access_token: expect.stringMatching(/\.atlasv1\./), token_type: 'bearer' }])
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'content-type': expect.stringContaining('application/json') })
    const caller = api.withToken(json['access_token'] ?? '')
    expect((await caller.get('/api/v2/account/details')).data.id).toBe(ada.userId)
    const tokens = (await ada.get(`/api/v2/users/${ada.userId}/authentication-tokens`)).list
    expect(tokens.map(({ attributes }) => attributes['description'])).toContain('terraform login')
  })

  it('revokes the token on a second use of the code', async () => {
    const api = await start()
    await userWithPassword(api, 'ada')
    const browser = browserOn(api)
    await signIn(browser, 'ada')
    const proof = newProof()
    const form = tokenForm(await codeFor(browser, proof), proof)
    const first = await redeem(api, form)
    const second = await redeem(api, form)
    expect([second.status, second.json['error']]).toEqual([400, 'invalid_grant'])
    expect((await api.withToken(first.json['access_token'] ?? '').get('/api/v2/account/details')).status).toBe(401)
    expect((await redeem(api, form)).status).toBe(400)
  })

  it('leaves no token on two concurrent uses of the code', async () => {
    const api = await start()
    const ada = await userWithPassword(api, 'ada')
    const browser = browserOn(api)
    await signIn(browser, 'ada')
    const proof = newProof()
    const form = tokenForm(await codeFor(browser, proof), proof)
    const answers = await Promise.all(Array.from({ length: 5 }, () => redeem(api, form)))
    expect(answers.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(1)
    const tokens = (await ada.get(`/api/v2/users/${ada.userId}/authentication-tokens`)).list
    expect(tokens.map(({ attributes }) => attributes['description'])).not.toContain('terraform login')
  })

  it.each([
    ['another verifier', { code_verifier: 'a'.repeat(43) }],
    ['the address of another port', { redirect_uri: 'http://localhost:10004/login' }],
  ])('refuses %s, and uses up the code', async (_what, change) => {
    const api = await start()
    await userWithPassword(api, 'ada')
    const browser = browserOn(api)
    await signIn(browser, 'ada')
    const proof = newProof()
    const form = tokenForm(await codeFor(browser, proof), proof)
    for (const attempt of [{ ...form, ...change }, form]) {
      const { status, json } = await redeem(api, attempt)
      expect([status, json['error']]).toEqual([400, 'invalid_grant'])
    }
  })

  it('refuses a code that is older than a minute', async () => {
    const api = await start({ still: true })
    const { clock } = api
    await userWithPassword(api, 'ada')
    const browser = browserOn(api)
    await signIn(browser, 'ada')
    const proofs = [newProof(), newProof()] as const
    const codes = [await codeFor(browser, proofs[0]), await codeFor(browser, proofs[1])] as const
    clock.advance(59_999)
    expect((await redeem(api, tokenForm(codes[0], proofs[0]))).status).toBe(200)
    clock.advance(1)
    expect((await redeem(api, tokenForm(codes[1], proofs[1]))).json['error']).toBe('invalid_grant')
  })

  it('stores nothing in the database that could be redeemed', async () => {
    const api = await start()
    await userWithPassword(api, 'ada')
    const browser = browserOn(api)
    await signIn(browser, 'ada')
    const code = await codeFor(browser, newProof())
    const rows = await Promise.all([
      api.database.selectFrom('authorization_codes').selectAll().execute(),
      api.database.selectFrom('browser_sessions').selectAll().execute(),
      api.database.selectFrom('user_passwords').selectAll().execute(),
    ])
    const stored = JSON.stringify(rows)
    expect(rows.map((each) => each.length)).toEqual([1, 1, 1])
    for (const secret of [code, 'correct horse', ...browser.cookies.values()]) expect(stored).not.toContain(secret)
  })

  it.each([
    ['no grant type', { grant_type: '' }, 400, 'unsupported_grant_type'],
    ['a password', { grant_type: 'password' }, 400, 'unsupported_grant_type'],
    ['another client', { client_id: 'other' }, 401, 'invalid_client'],
    ['an unknown code', { code: 'a'.repeat(43) }, 400, 'invalid_grant'],
  ])('answers %s with an OAuth error', async (_what, change, status, error) => {
    const api = await start()
    const answer = await redeem(api, { ...tokenForm('code', newProof()), ...change })
    expect(answer).toMatchObject({ status, json: { error, error_description: expect.any(String) } })
  })

  it('answers bodies that are not forms with an OAuth error', async () => {
    const api = await start()
    for (const [type, payload] of [
      ['application/json', '{}'],
      ['application/x-www-form-urlencoded', 'code=%00'],
      ['application/x-www-form-urlencoded', 'a'.repeat(20_000)],
      ['application/x-www-form-urlencoded', 'grant_type=authorization_code&client_id=terraform-cli&code=a&code=b'],
      ['application/x-www-form-urlencoded', ''],
    ] as const) {
      const answer = await api.app.http.inject({ method: 'POST', url: '/oauth/token', headers: { 'content-type': type }, payload })
      expect([answer.statusCode, answer.json()['error']]).toEqual([400, 'invalid_request'])
    }
    expect(api.complaints).toEqual([])
  })
})
