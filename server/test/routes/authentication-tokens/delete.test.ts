import { expect, it } from 'vitest'
import { type Caller, describeApi, REGISTRY } from '../../support/api.ts'

const status = async (robot: Caller) => [(await robot.get('/api/v2/organizations')).status, (await robot.get(REGISTRY)).status]

describeApi('DELETE authentication tokens', (start) => {
  it('revokes a token at once, on every route and by every way of deletion', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const { teamId } = await api.member(owner, 'acme', 'bob')
    const ways: [create: string, remove: (id: string) => string][] = [
      ['organizations/acme/authentication-token', () => 'organizations/acme/authentication-token'],
      [`teams/${teamId}/authentication-token`, () => `teams/${teamId}/authentication-token`],
      [`teams/${teamId}/authentication-tokens`, (id) => `authentication-tokens/${id}`],
      [`users/${owner.userId}/authentication-tokens`, (id) => `authentication-tokens/${id}`],
      ['organizations/acme/authentication-token', (id) => `authentication-tokens/${id}`],
    ]
    for (const [create, remove] of ways) {
      const { data } = await owner.call('POST', `/api/v2/${create}`)
      const robot = api.withToken(String(data.attributes['token']))
      expect(await status(robot)).toEqual([200, 200])
      const answer = await owner.delete(`/api/v2/${remove(data.id)}`)
      expect([create, answer.status, answer.text]).toEqual([create, 204, ''])
      expect(await status(robot)).toEqual([401, 401])
      expect((await owner.delete(`/api/v2/${remove(data.id)}`)).status).toBe(404)
    }
  })

  it('can be the last thing a token does', async () => {
    const api = await start()
    const user = await api.user('ada')
    const [token] = (await user.get(`/api/v2/users/${user.userId}/authentication-tokens`)).list
    expect((await user.delete(`/api/v2/authentication-tokens/${token?.id}`)).status).toBe(204)
    expect((await user.get('/api/v2/account/details')).status).toBe(401)
  })

  it("does not find other people's tokens", async () => {
    const api = await start()
    const [user, other] = await Promise.all([api.user('ada'), api.user('bob')])
    const [token] = (await user.get(`/api/v2/users/${user.userId}/authentication-tokens`)).list
    expect((await other.delete(`/api/v2/authentication-tokens/${token?.id}`)).status).toBe(404)
    expect((await user.get('/api/v2/account/details')).status).toBe(200)
  })
})
