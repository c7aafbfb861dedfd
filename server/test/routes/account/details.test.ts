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

  it('tells of a service account for tokens of teams and organizations, and of none for the one of the audit trail', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const { teamId } = await api.member(owner, 'acme', 'bob')
    const organization = '/api/v2/organizations/acme/authentication-token'
    const seen = new Set<string>()
    for (const path of [organization, `/api/v2/teams/${teamId}/authentication-token`]) {
      const { attributes } = (await owner.call('POST', path)).data
      const { status, data } = await api.withToken(String(attributes['token'])).get(PATH)
      expect(status).toBe(200)
      expectResource(data, 'users')
      expect(data).toMatchObject({ id: expect.stringMatching(/^user-\w{16}$/), attributes: { 'is-service-account': true, email: null } })
      expect(data.attributes['username']).toMatch(/^api-(org|team)-\w{16}$/)
      seen.add(data.id)
    }
    expect(seen.size).toBe(2)
    const { attributes } = (await owner.call('POST', `${organization}?token=audit-trails`)).data
    expect((await api.withToken(String(attributes['token'])).get(PATH)).status).toBe(404)
  })
})
