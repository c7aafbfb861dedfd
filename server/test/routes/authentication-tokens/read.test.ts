import { expect, it } from 'vitest'
import { describeApi } from '../../support/api.ts'
import { expectResource } from '../../support/json-api-shape.ts'

describeApi('GET authentication tokens', (start) => {
  it("lists the user's own tokens, newest first, and nobody else's", async () => {
    const api = await start()
    const [user, other] = await Promise.all([api.user('ada'), api.user('bob')])
    const path = `/api/v2/users/${user.userId}/authentication-tokens`
    const created = await user.post(path, '', { description: 'laptop' })
    const { list } = await user.get(path)
    expect(list).toHaveLength(2)
    for (const token of list) expectResource(token, 'authentication-tokens')
    expect(list.find(({ id }) => id === created.data.id)).toEqual((await user.get(`/api/v2/authentication-tokens/${created.data.id}`)).data)
    expect(list.map((token) => token.attributes['token'])).toEqual([null, null])
    const foreign = await other.get(path)
    expect([foreign.status, foreign.list]).toEqual([200, []])
    expect((await other.get(`/api/v2/authentication-tokens/${created.data.id}`)).status).toBe(404)
  })

  it('does not find what was never created', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const { teamId } = await api.member(owner, 'acme', 'bob')
    for (const path of [
      'organizations/acme/authentication-token',
      `teams/${teamId}/authentication-token`,
      'authentication-tokens/at-none',
    ]) {
      expect((await owner.get(`/api/v2/${path}`)).status).toBe(404)
      expect((await owner.delete(`/api/v2/${path}`)).status).toBe(404)
    }
  })

  it('reports when a token was last used', async () => {
    const api = await start()
    const user = await api.user('ada')
    const path = `/api/v2/users/${user.userId}/authentication-tokens`
    await user.get(path)
    await api.app.identity.tokenUses.flush()
    const [token] = (await user.get(path)).list
    expect(Date.parse(String(token?.attributes['last-used-at']))).toBeGreaterThan(0)
  })
})
