import { expect, it } from 'vitest'
import { describeApi } from '../../support/api.ts'
import { expectResource } from '../../support/json-api-shape.ts'

const PATH = '/api/v2/account/details'

describeApi('GET account/details', (start) => {
  it('returns the user of the token, the last step of `terraform login`', async () => {
    const api = await start()
    const user = await api.user('ada')
    const { status, data } = await user.get(PATH)
    expect(status).toBe(200)
    expectResource(data, 'users')
    expect(data).toMatchObject({
      id: user.userId,
      attributes: {
        username: 'ada',
        email: 'ada@example.com',
        'is-service-account': false,
        'two-factor': { enabled: false, verified: false },
        'unconfirmed-email': null,
        'v2-only': false,
      },
      relationships: { 'authentication-tokens': { links: { related: `/api/v2/users/${user.userId}/authentication-tokens` } } },
    })
  })

  it('finds no user for an organization token', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const { data } = await owner.call('POST', '/api/v2/organizations/acme/authentication-token')
    expect((await api.withToken(String(data.attributes['token'])).get(PATH)).status).toBe(404)
  })
})
