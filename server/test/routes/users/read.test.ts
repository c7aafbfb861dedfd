import { expect, it } from 'vitest'
import { describeApi } from '../../support/api.ts'
import { expectResource } from '../../support/json-api-shape.ts'

describeApi('GET users', (start) => {
  it('shows people of the same organization, without their address', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const bob = await api.member(owner, 'acme', 'bob')
    const path = `/api/v2/users/${bob.userId}`
    const { status, data } = await owner.get(path)
    expect(status).toBe(200)
    expectResource(data, 'users')
    expect(data.attributes).toMatchObject({ username: 'bob', email: null })
    expect((await bob.get(path)).data).toEqual((await bob.get('/api/v2/account/details')).data)
    expect((await (await api.founder('other')).get(path)).status).toBe(404)
    expect((await owner.get('/api/v2/users/user-unknown')).status).toBe(404)
    expect((await api.anonymous.get(path)).status).toBe(401)
  })
})
