// What a request under way makes after what it was allowed by has ended: nothing that lives on.
import { expect, it } from 'vitest'
import { Unauthenticated } from '../../src/kernel/index.ts'
import { type Api, describeApi } from '../support/api.ts'
import {
  browserOn,
  codeFor,
  newProof,
  PASSWORD,
  REDIRECT_URI,
  redeem,
  SESSION_COOKIE,
  signIn,
  tokenForm,
  userWithPassword,
} from './login.fixture.ts'

const CHOSEN = 'what the operator chose'

async function signedIn(api: Api) {
  const { userId } = await userWithPassword(api, 'ada')
  const browser = browserOn(api)
  await signIn(browser, 'ada')
  const { sessionAuthenticator } = api.app.identity
  return { userId, browser, subject: await sessionAuthenticator.authenticate(browser.cookies.get(SESSION_COOKIE) ?? '') }
}

const request = { redirectUri: REDIRECT_URI, port: 10_003, codeChallenge: newProof().query['code_challenge'] ?? '', state: undefined }
const sessionsIn = ({ database }: Api) => database.selectFrom('browser_sessions').select('user_id').execute()
const tokensIn = ({ database }: Api) => database.selectFrom('authentication_tokens').select('id').execute()

describeApi('a new password', (start) => {
  it('lets no sign-in finish that checked the previous one', async () => {
    const api = await start()
    const { userId } = await userWithPassword(api, 'ada')
    const { passwords, passwordResets, sessions } = api.app.identity
    const { user, proof } = await passwords.authenticate({ username: 'ada', password: PASSWORD, address: '192.0.2.1' })
    await passwordResets.reset(userId, CHOSEN)
    await expect(sessions.start(user, proof)).rejects.toThrow('The password was changed meanwhile: sign in again')
    expect(await sessionsIn(api)).toEqual([])
  })

  it('ends every session, however many sign-ins are under way', async () => {
    const api = await start()
    const { userId } = await userWithPassword(api, 'ada')
    const signIns = Array.from({ length: 5 }, (_, index) => signIn(browserOn(api, `192.0.2.${index + 1}`), 'ada'))
    await Promise.all([...signIns, api.app.identity.passwordResets.reset(userId, CHOSEN)])
    expect(await sessionsIn(api)).toEqual([])
  })

  it('leaves neither tokens nor codes to sessions that it ends', async () => {
    const api = await start()
    const { userId, browser, subject } = await signedIn(api)
    const { passwordResets, terraformLogin, userTokens } = api.app.identity
    const proof = newProof()
    const code = await codeFor(browser, proof)
    const before = await tokensIn(api)
    await passwordResets.reset(userId, CHOSEN)
    await expect(terraformLogin.authorize(subject, request)).rejects.toThrow(Unauthenticated)
    await expect(userTokens.create(subject, userId, {})).rejects.toThrow(Unauthenticated)
    expect(await redeem(api, tokenForm(code, proof))).toMatchObject({ status: 400, json: { error: 'invalid_grant' } })
    expect(await tokensIn(api)).toEqual(before)
  })
})

describeApi('the revocation of all tokens', (start) => {
  it('leaves none that one of them makes meanwhile, and no code of terraform login', async () => {
    const api = await start()
    const { userId, browser } = await signedIn(api)
    const { authenticator, operatorTokens, tokenIssuer, userTokens } = api.app.identity
    const proof = newProof()
    const code = await codeFor(browser, proof)
    const subject = await authenticator.authenticate((await tokenIssuer.issue(userId)).text)
    await operatorTokens.revokeAll(userId)
    await expect(userTokens.create(subject, userId, {})).rejects.toThrow(Unauthenticated)
    expect(await redeem(api, tokenForm(code, proof))).toMatchObject({ status: 400, json: { error: 'invalid_grant' } })
    expect(await tokensIn(api)).toEqual([])
  })

  it('holds against requests that make tokens all the while', async () => {
    const api = await start()
    const ada = await api.user('ada')
    const path = `/api/v2/users/${ada.userId}/authentication-tokens`
    const making = Array.from({ length: 20 }, () => ada.call('POST', path))
    await making[0]
    await api.app.identity.operatorTokens.revokeAll(ada.userId)
    await Promise.all(making)
    expect(await tokensIn(api)).toEqual([])
  })
})

describeApi('the revocation of one token', (start) => {
  it('leaves none that it makes meanwhile, of whatever kind', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const { authenticator, organizationTokens, teamTokens, userTokens } = api.app.identity
    const [owners] = (await owner.get('/api/v2/organizations/acme/teams?q=owners')).list
    const path = `/api/v2/teams/${owners?.id}/authentication-token`
    const team = await authenticator.authenticate(String((await owner.call('POST', path)).data.attributes['token']))
    const person = await authenticator.authenticate(owner.token)
    const [own] = await userTokens.list(person, owner.userId)
    await owner.delete(path)
    await owner.delete(`/api/v2/authentication-tokens/${own?.id}`)
    for (const subject of [team, person]) {
      await expect(teamTokens.create(subject, owners?.id as never, { description: 'next' })).rejects.toThrow(Unauthenticated)
      await expect(organizationTokens.create(subject, 'acme', {})).rejects.toThrow(Unauthenticated)
    }
    expect(await tokensIn(api)).toEqual([])
  })
})
