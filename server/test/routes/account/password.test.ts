import { expect, it } from 'vitest'
import { browserOn, PASSWORD, signIn, userWithPassword } from '../../login/login.fixture.ts'
import { describeApi } from '../../support/api.ts'
import { expectResource, problemsOf } from '../../support/json-api-shape.ts'

const PATH = '/api/v2/account/password'
const NEW = 'a new and better password'
const wanted = (changes: object = {}) => ({ current_password: PASSWORD, password: NEW, password_confirmation: NEW, ...changes })
const at = (member: string) => `/data/attributes/${member}`

describeApi('PATCH account/password', (start) => {
  it('changes the password, and signs out every browser', async () => {
    const api = await start()
    const ada = await userWithPassword(api, 'ada')
    const browser = browserOn(api)
    await signIn(browser, 'ada')
    const answer = await ada.patch(PATH, 'users', wanted())
    expect(answer.status).toBe(200)
    expectResource(answer.data, 'users')
    expect(answer.text).not.toContain(NEW)
    expect((await browser.open('/app/settings/tokens')).path).toMatch(/^\/login/)
    expect([(await signIn(browserOn(api), 'ada')).status, (await signIn(browserOn(api), 'ada', NEW)).status]).toEqual([401, 200])
    expect((await ada.get('/api/v2/account/details')).status).toBe(200)
  })

  it('reports every problem', async () => {
    const api = await start()
    const ada = await userWithPassword(api, 'ada')
    const wrong = await ada.patch(PATH, 'users', wanted({ password: 'short', password_confirmation: 'other' }))
    expect([wrong.status, problemsOf(wrong)]).toEqual([
      422,
      [
        [at('password'), 'Password is too short (minimum is 12 characters)'],
        [at('password-confirmation'), "Password confirmation doesn't match Password"],
      ],
    ])
    const stranger = await ada.patch(PATH, 'users', wanted({ current_password: 'not the password' }))
    expect([stranger.status, problemsOf(stranger)]).toEqual([422, [[at('current-password'), 'Current password is wrong']]])
    const empty = await ada.patch(PATH, 'users', {})
    expect([empty.status, problemsOf(empty).map(([pointer]) => pointer)]).toEqual([
      422,
      [at('current-password'), at('password'), at('password-confirmation')],
    ])
    expect((await signIn(browserOn(api), 'ada')).status).toBe(200)
  })

  it('is for users who know the current password', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const token = (await owner.call('POST', '/api/v2/organizations/acme/authentication-token')).data.attributes['token']
    expect((await api.anonymous.patch(PATH, 'users', wanted())).status).toBe(401)
    expect((await api.withToken(String(token)).patch(PATH, 'users', wanted())).status).toBe(404)
    expect((await owner.patch(PATH, 'users', wanted())).status).toBe(422)
  })

  it('cannot be used to try passwords with a stolen token', async () => {
    const api = await start({ own: true })
    const ada = await userWithPassword(api, 'ada')
    const guess = () => ada.patch(PATH, 'users', wanted({ current_password: 'guess' }))
    const statuses = []
    for (let round = 0; round < 11; round++) statuses.push((await guess()).status)
    expect([statuses.slice(0, 10).every((status) => status === 422), statuses[10]]).toEqual([true, 429])
    expect(Number((await guess()).headers['retry-after'])).toBeGreaterThan(0)
  })
})
