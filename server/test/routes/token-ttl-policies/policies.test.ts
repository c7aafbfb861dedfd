import { expect, it } from 'vitest'
import { describeApi } from '../../support/api.ts'
import { createManualClock } from '../../support/jobs.ts'
import { expectResource, refusal } from '../../support/json-api-shape.ts'

const ORGANIZATION = '/api/v2/organizations/acme'
const PATH = `${ORGANIZATION}/token-ttl-policies`
const DAY = 86_400_000
const START = Date.parse('2026-11-21T12:00:00Z')

describeApi('token TTL policies', (start) => {
  it('default to two years for every kind of token, and are changed separately', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const { list } = await owner.get(PATH)
    for (const policy of list) expectResource(policy, 'organization-token-ttl-policies')
    expect(list.map(({ attributes }) => [attributes['token-type'], attributes['max-ttl-ms']])).toEqual([
      ['organization', 63_113_904_000],
      ['team', 63_113_904_000],
      ['user', 63_113_904_000],
      // go-tfe: TokenTypeAuditTrails
      ['audit_trails', 63_113_904_000],
    ])
    const policies = [
      { 'token-type': 'team', 'max-ttl-ms': DAY },
      { token_type: 'audit-trails', max_ttl_ms: 2 * DAY },
    ]
    const { status, list: changed } = await owner.patch(PATH, 'organization-token-ttl-policies', { 'token-ttl-policies': policies })
    expect([status, changed.map(({ attributes }) => attributes['max-ttl-ms'])]).toEqual([
      200,
      [63_113_904_000, DAY, 63_113_904_000, 2 * DAY],
    ])
    expect((await owner.get(PATH)).list).toEqual(changed)
    const asList = { data: [{ type: 'organization-token-ttl-policies', attributes: { 'token-type': 'team', 'max-ttl-ms': 3 * DAY } }] }
    expect((await owner.call('PATCH', PATH, { body: asList })).list[1]?.attributes['max-ttl-ms']).toBe(3 * DAY)
  })

  it('shorten tokens of teams and organizations, and refuse longer ones, only while the organization has turned them on', async () => {
    const api = await start({ clock: createManualClock(START) })
    const owner = await api.founder('acme')
    const { teamId } = await api.member(owner, 'acme', 'bob')
    const kinds = ['organization', 'team', 'audit-trails']
    await owner.patch(PATH, '', { 'token-ttl-policies': kinds.map((kind) => ({ 'token-type': kind, 'max-ttl-ms': DAY })) })
    const paths = [
      `${ORGANIZATION}/authentication-token`,
      `${ORGANIZATION}/authentication-token?token=audit-trails`,
      `/api/v2/teams/${teamId}/authentication-token`,
    ]
    const far = { 'expired-at': '2027-01-01T00:00:00Z' }
    for (const path of paths) expect([path, (await owner.post(path, '', far)).status]).toEqual([path, 201])
    await owner.patch(ORGANIZATION, 'organizations', { 'max-ttl-enabled': true })
    for (const path of paths) {
      expect([path, ...refusal(await owner.post(path, '', far))]).toEqual([path, 422, '/data/attributes/expired-at'])
      expect((await owner.call('POST', path)).data.attributes['expired-at']).toBe('2026-11-22T12:00:00.000Z')
      const near = await owner.post(path, '', { 'expired-at': '2026-11-21T13:00:00Z' })
      expect(near.data.attributes['expired-at']).toBe('2026-11-21T13:00:00.000Z')
    }
  })

  it("bind users' tokens in the organization alone: there, one works until it is as old as the policy allows", async () => {
    const clock = createManualClock(START)
    const api = await start({ clock })
    const [owner, other] = [await api.founder('acme'), await api.founder('other')]
    const bob = await api.member(owner, 'acme', 'bob')
    const ofOther = '/api/v2/organizations/other'
    await other.post(`${ofOther}/organization-memberships`, '', { email: 'bob@example.com' })
    const [invitation] = (await bob.get('/api/v2/organization-memberships')).list.filter(
      ({ attributes }) => attributes['status'] === 'invited',
    )
    await bob.post(`/api/v2/organization-memberships/${invitation?.id}/actions/accept`, '')
    await owner.patch(PATH, '', { 'token-ttl-policies': [{ 'token-type': 'user', 'max-ttl-ms': 60_000 }] })
    clock.advance(59_999)
    await owner.patch(ORGANIZATION, 'organizations', { 'max-ttl-enabled': true })
    expect([(await bob.get(ORGANIZATION)).status, (await bob.get(ofOther)).status]).toEqual([200, 200])
    clock.advance(1001)
    expect([(await bob.get(ORGANIZATION)).status, (await bob.get(ofOther)).status]).toEqual([401, 200])
    expect((await bob.get('/api/v2/organizations')).list.map(({ id }) => id)).toEqual(['other'])
    const far = { 'expired-at': '2027-01-01T00:00:00Z' }
    const next = await bob.post(`/api/v2/users/${bob.userId}/authentication-tokens`, '', far)
    expect([next.status, next.data.attributes['expired-at']]).toEqual([201, '2027-01-01T00:00:00.000Z'])
    const fresh = api.withToken(String(next.data.attributes['token']))
    expect((await fresh.get(ORGANIZATION)).status).toBe(200)
    clock.advance(61_000)
    expect([(await fresh.get(ORGANIZATION)).status, (await fresh.get(ofOther)).status]).toEqual([401, 200])
  })

  it('are refused when invalid, and are for owners alone', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const bob = await api.member(owner, 'acme', 'bob', { 'manage-teams': true })
    const attempt = async (policy: unknown) => (await owner.patch(PATH, '', { 'token-ttl-policies': [policy] })).status
    expect(await attempt({ 'token-type': 'odd', 'max-ttl-ms': DAY })).toBe(422)
    expect(await attempt({ 'token-type': 'team', 'max-ttl-ms': 0 })).toBe(422)
    expect(await attempt({ 'token-type': 'team', 'max-ttl-ms': 1e15 })).toBe(422)
    expect(await attempt({ 'token-type': 'team' })).toBe(422)
    expect((await bob.get(PATH)).status).toBe(404)
    expect((await bob.patch(PATH, '', { 'token-ttl-policies': [] })).status).toBe(404)
  })
})
