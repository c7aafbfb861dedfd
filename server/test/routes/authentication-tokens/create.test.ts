import { expect, it } from 'vitest'
import { type Api, describeApi } from '../../support/api.ts'
import { createManualClock } from '../../support/jobs.ts'
import { expectResource, problemsOf, refusal } from '../../support/json-api-shape.ts'

const ORGANIZATION = '/api/v2/organizations/acme/authentication-token'
const TOKEN = /^[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9]{67}$/

async function withTeam(api: Api) {
  const owner = await api.founder('acme')
  const member = await api.member(owner, 'acme', 'bob', { 'manage-modules': true })
  const team = `/api/v2/teams/${member.teamId}/authentication-token`
  return { owner, member, team }
}

describeApi('POST authentication tokens', (start) => {
  it('shows the secret of a token once, and never again', async () => {
    const api = await start()
    const { owner, member, team } = await withTeam(api)
    const user = `/api/v2/users/${owner.userId}/authentication-tokens`
    for (const path of [ORGANIZATION, team, user]) {
      const { status, data } = await owner.post(path, 'authentication-tokens', {})
      expect(status).toBe(201)
      expectResource(data, 'authentication-tokens')
      expect(data.attributes).toMatchObject({ token: expect.stringMatching(TOKEN), 'last-used-at': null, description: null })
      expect(data.relationships['created-by']).toEqual({ data: { id: owner.userId, type: 'users' } })
      expect(data.relationships['team']).toEqual(path === team ? { data: { id: member.teamId, type: 'teams' } } : undefined)
      const again = await owner.get(`/api/v2/authentication-tokens/${data.id}`)
      expect(again.data).toEqual({ ...data, attributes: { ...data.attributes, token: null } })
    }
  })

  it('expires after 24 months by default, or at exactly the given time', async () => {
    const clock = createManualClock(Date.parse('2026-11-21T19:31:26.123Z'))
    const api = await start({ clock })
    const { owner, team } = await withTeam(api)
    const path = `/api/v2/users/${owner.userId}/authentication-tokens`
    for (const each of [path, ORGANIZATION, team]) {
      expect((await owner.call('POST', each)).data.attributes['expired-at']).toBe('2028-11-21T19:31:26.123Z')
      const given = await owner.post(each, '', { 'expired-at': '2030-01-31T12:00:00.5Z' })
      expect(given.data.attributes['expired-at']).toBe('2030-01-31T12:00:00.500Z')
      expect((await owner.post(each, '', { 'expired-at': 'never' })).data.attributes['expired-at']).toBeNull()
      const finer = await owner.post(each, '', { 'expired-at': '2030-01-31T13:00:00.123456+01:00' })
      expect(finer.data.attributes['expired-at']).toBe('2030-01-31T12:00:00.123Z')
      for (const wrong of ['soon', '2020-01-01T00:00:00Z', '2030-02-31T00:00:00Z', '+275760-09-13T00:00:00Z']) {
        expect(refusal(await owner.post(each, '', { 'expired-at': wrong }))).toEqual([422, '/data/attributes/expired-at'])
      }
    }
  })

  it.each([
    ['6', 6],
    ['never', null],
  ])('expires after the configured time: %s', async (months, expected) => {
    const clock = createManualClock(Date.UTC(2026, 0, 15))
    const api = await start({ clock, settings: { TERRACE_TOKEN_MONTHS: months } })
    const { owner, team } = await withTeam(api)
    const end = expected === null ? null : new Date(Date.UTC(2026, expected, 15)).toISOString()
    for (const path of [ORGANIZATION, team, `/api/v2/users/${owner.userId}/authentication-tokens`]) {
      expect([path, (await owner.call('POST', path)).data.attributes['expired-at']]).toEqual([path, end])
    }
  })

  it('accepts every spelling of the official clients', async () => {
    const api = await start()
    const { owner, team } = await withTeam(api)
    const bodies = [
      undefined,
      '{}',
      '{"data":null}',
      '{"data":{"type":""}}',
      '{"data":{"type":"authentication-token","attributes":{}}}',
      '{"data":{"type":"authentication-tokens","attributes":{"expired-at":null,"description":null}}}',
      '{"data":{"attributes":{"expired_at":""}}}',
    ]
    for (const path of [ORGANIZATION, team, `/api/v2/users/${owner.userId}/authentication-tokens`]) {
      for (const body of bodies) {
        for (const type of ['application/vnd.api+json', 'application/json', 'application/json; charset=utf-8']) {
          const answer = await owner.call('POST', path, { headers: { 'content-type': type }, ...(body === undefined ? {} : { body }) })
          expect([path, body, type, answer.status]).toEqual([path, body, type, 201])
        }
      }
    }
  })

  it('replaces the single token of an organization or team, which is refused from then on', async () => {
    const api = await start()
    const { owner, team } = await withTeam(api)
    for (const path of [ORGANIZATION, team]) {
      const first = await owner.call('POST', path)
      const robot = api.withToken(String(first.data.attributes['token']))
      expect((await robot.get('/api/v2/organizations')).status).toBe(200)
      const second = await owner.call('POST', path)
      expect((await robot.get('/api/v2/organizations')).status).toBe(401)
      expect((await owner.get(path)).data.id).toBe(second.data.id)
    }
  })

  it('adds team tokens with different descriptions, but not two with the same', async () => {
    const api = await start()
    const { owner, team } = await withTeam(api)
    const ids = new Set<string>()
    for (const description of ['one', 'two', '']) {
      const answer = await owner.post(`${team}s`, 'authentication-tokens', { description })
      expect([answer.status, answer.data.attributes['description']]).toEqual([201, description])
      ids.add(answer.data.id)
    }
    expect(ids.size).toBe(3)
    // The official client composes both texts and compares them.
    expect((await owner.post(`${team}s`, 'authentication-tokens', { description: 'two' })).errors).toMatchObject([
      { status: '422', title: 'invalid attributes', detail: 'Validation failed: Description has already been taken' },
    ])
    expect((await owner.get(team)).status).toBe(404)
  })

  it('treats an empty description of a team token as a description', async () => {
    const api = await start()
    const { owner, team } = await withTeam(api)
    const described = await owner.post(`${team}s`, '', { description: '' })
    expect([described.status, described.data.attributes['description']]).toEqual([201, ''])
    expect((await owner.get(team)).status).toBe(404)
    expect((await owner.post(`${team}s`, '', { description: '' })).status).toBe(422)
  })

  it('is for those who may act for the owner of the token', async () => {
    const api = await start()
    const { owner, member, team } = await withTeam(api)
    const stranger = await api.founder('other')
    for (const caller of [member, stranger]) {
      for (const path of [ORGANIZATION, team, `${team}s`, `/api/v2/users/${owner.userId}/authentication-tokens`]) {
        expect([path, (await caller.call('POST', path)).status]).toEqual([path, 404])
      }
    }
  })

  it('reports problems of the body', async () => {
    const api = await start()
    const { owner } = await withTeam(api)
    const path = `/api/v2/users/${owner.userId}/authentication-tokens`
    const attempt = async (attributes: unknown) => refusal(await owner.post(path, '', attributes))
    expect(await attempt({ description: 5 })).toEqual([422, '/data/attributes/description'])
    expect(await attempt({ description: 'x'.repeat(256) })).toEqual([422, '/data/attributes/description'])
    expect(await attempt([])).toEqual([422, '/data/attributes'])
    expect(problemsOf(await owner.call('POST', path, { body: '{"data":' }))).toEqual([[undefined, 'The request body is not valid JSON']])
    expect((await owner.get(path)).list).toHaveLength(1)
  })
})
