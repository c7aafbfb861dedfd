import { expect, it } from 'vitest'
import { type Caller, describeApi } from '../../support/api.ts'
import { expectResource } from '../../support/json-api-shape.ts'

const PATH = '/api/v2/account/details'

const quotasOf = async (user: Caller) => (await user.get(PATH)).json['meta'] as Record<string, number | null>

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

  it('tells users what counts for their quotas, and the limits', async () => {
    const settings = { TERRACE_QUOTA_USER_ORGANIZATIONS: '3', TERRACE_QUOTA_USER_STREAMS: '7' }
    const api = await start({ settings })
    const owner = await api.founder('acme')
    const before = await quotasOf(owner)
    expect(before).toMatchObject({ 'organization-count': 1, 'organization-limit': 3, 'token-limit': null, 'stream-limit': 7 })
    await owner.call('POST', `/api/v2/users/${owner.userId}/authentication-tokens`)
    await owner.delete('/api/v2/organizations/acme')
    const after = await quotasOf(owner)
    expect(after).toMatchObject({ 'organization-count': 0, 'token-count': Number(before['token-count']) + 1 })
    const ada = await api.user('ada')
    expect(await quotasOf(ada)).toMatchObject({ 'organization-count': 0, 'token-count': 1 })
  })
})
