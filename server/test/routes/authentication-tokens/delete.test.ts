import { expect, it } from 'vitest'
import { type Caller, describeApi, REGISTRY } from '../../support/api.ts'

const status = async (robot: Caller) => [(await robot.get('/api/v2/organizations')).status, (await robot.get(REGISTRY)).status]

const ofTeam = (id: string | undefined) => `/api/v2/teams/${id}/authentication-token`

describeApi('DELETE authentication tokens', (start) => {
  it('revokes a token at once, on every route and by every way of deletion', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const { teamId } = await api.member(owner, 'acme', 'bob')
    const ways: [create: string, remove: (id: string) => string][] = [
      ['organizations/acme/authentication-token', () => 'organizations/acme/authentication-token'],
      [`teams/${teamId}/authentication-token`, () => `teams/${teamId}/authentication-token`],
      [`teams/${teamId}/authentication-tokens`, (id) => `authentication-tokens/${id}`],
      // As the official provider closes an ephemeral token.
      [`teams/${teamId}/authentication-tokens`, (id) => `teams/${id}/authentication-token`],
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

  it('takes the id of a token for a team only where the token is a team’s, and for who manages the team', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const stranger = await api.founder('other')
    const { teamId } = await api.member(owner, 'acme', 'bob')
    const { data } = await owner.call('POST', `/api/v2/teams/${teamId}/authentication-tokens`)
    const [own] = (await owner.get(`/api/v2/users/${owner.userId}/authentication-tokens`)).list
    expect((await owner.delete(ofTeam(own?.id))).status).toBe(404)
    const [foreign, missing] = [await stranger.delete(ofTeam(data.id)), await stranger.delete(ofTeam('at-AAAAAAAAAAAAAAAA'))]
    expect([foreign.status, foreign.text.replace(data.id, 'ID')]).toEqual([404, missing.text.replace('at-AAAAAAAAAAAAAAAA', 'ID')])
    expect([(await api.anonymous.delete(ofTeam(data.id))).status, (await owner.get(ofTeam(data.id))).data.id]).toEqual([401, data.id])
  })

  it("does not find other people's tokens", async () => {
    const api = await start()
    const [user, other] = await Promise.all([api.user('ada'), api.user('bob')])
    const [token] = (await user.get(`/api/v2/users/${user.userId}/authentication-tokens`)).list
    expect((await other.delete(`/api/v2/authentication-tokens/${token?.id}`)).status).toBe(404)
    expect((await user.get('/api/v2/account/details')).status).toBe(200)
  })
})
