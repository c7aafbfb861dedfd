import { expect, it } from 'vitest'
import { type Api, type Caller, describeApi } from '../../support/api.ts'
import { createManualClock } from '../../support/jobs.ts'
import { expectResource, pagination } from '../../support/json-api-shape.ts'

const PATH = '/api/v2/organizations/acme/team-tokens'

async function withTokens(api: Api) {
  const owner = await api.founder('acme')
  const teams: Record<string, string> = {}
  for (const name of ['alpha', 'beta']) {
    teams[name] = (await owner.post('/api/v2/organizations/acme/teams', 'teams', { name })).data.id
  }
  const make = (team: string, description: string, expiry: string) =>
    owner.post(`/api/v2/teams/${teams[team]}/authentication-tokens`, '', { description, 'expired-at': expiry })
  await make('beta', 'b1', '2098-01-01T00:00:00Z')
  await make('alpha', 'a1', '2099-01-01T00:00:00Z')
  await owner.call('POST', `/api/v2/teams/${teams['alpha']}/authentication-token`)
  return { owner, teams }
}

const descriptions = async (caller: Caller, query = '') =>
  (await caller.get(PATH + query)).list.map(({ attributes }) => attributes['description'])

describeApi('GET team-tokens', (start) => {
  it('lists the tokens of all teams, without their secrets', async () => {
    const api = await start()
    const { owner, teams } = await withTokens(api)
    const answer = await owner.get(`${PATH}?q=BET`)
    expect(answer.list).toHaveLength(1)
    expectResource(answer.list[0]!, 'authentication-tokens')
    expect(answer.list[0]?.attributes).toMatchObject({ token: null, description: 'b1' })
    expect(answer.list[0]?.relationships['team']).toEqual({ data: { id: teams['beta'], type: 'teams' } })
    expect(pagination(await owner.get(`${PATH}?page[size]=2`))).toMatchObject({ 'total-count': 3, 'total-pages': 2 })
  })

  it('sorts by team, expiry and the other keys of clients, in both directions', async () => {
    const api = await start()
    const { owner } = await withTokens(api)
    expect((await descriptions(owner)).at(-1)).toBe('b1')
    expect(await descriptions(owner, '?sort=expired-at')).toEqual([null, 'b1', 'a1'])
    expect(await descriptions(owner, '?sort=-expired-at')).toEqual(['a1', 'b1', null])
    for (const sort of ['created-by', '-created-by', 'last-used-at', '-team-name']) {
      expect(await descriptions(owner, `?sort=${sort}`)).toHaveLength(3)
    }
    expect((await owner.get(`${PATH}?sort=odd`)).status).toBe(400)
  })

  it('filters by expiry status', async () => {
    const clock = createManualClock()
    const api = await start({ clock })
    const owner = await api.founder('acme')
    const { data: team } = await owner.post('/api/v2/organizations/acme/teams', 'teams', { name: 'alpha' })
    const day = 24 * 60 * 60_000
    for (const days of [1, 7, 8, 30, 31]) {
      const attributes = { description: String(days), 'expired-at': new Date(clock.now() + days * day).toISOString() }
      await owner.post(`/api/v2/teams/${team.id}/authentication-tokens`, '', attributes)
    }
    const { data: never } = await owner.post(`/api/v2/teams/${team.id}/authentication-tokens`, '', { description: 'never' })
    await api.database
      .updateTable('authentication_tokens')
      .set({ expires_at: null })
      .where('id', '=', never.id as never)
      .execute()
    const shown = async (status: string) => (await descriptions(owner, `?filter[expiry_status]=${status}`)).map(String).toSorted()
    expect(await shown('expiring_in_7_days')).toEqual(['1', '7'])
    expect(await shown('expiring_in_30_days')).toEqual(['1', '30', '7', '8'])
    expect(await shown('no_expiration')).toEqual(['never'])
    expect(await shown('active')).toEqual(['1', '30', '31', '7', '8', 'never'])
    expect(await shown('expired')).toEqual([])
    clock.advance(7 * day)
    expect(await shown('expired')).toEqual(['1', '7'])
    expect(await shown('expired,no_expiration')).toEqual(['1', '7', 'never'])
    expect(await shown('active')).toEqual(['30', '31', '8', 'never'])
    expect((await owner.get(`${PATH}?filter[expiry_status]=soon`)).status).toBe(400)
  })

  it('omits tokens of the owners for others, and requires permission to manage teams', async () => {
    const api = await start()
    const { owner } = await withTokens(api)
    const [owners] = (await owner.get('/api/v2/organizations/acme/teams?q=owners')).list
    await owner.post(`/api/v2/teams/${owners?.id}/authentication-tokens`, '', { description: 'of owners' })
    const eve = await api.member(owner, 'acme', 'eve', { 'manage-teams': true })
    const bob = await api.member(owner, 'acme', 'bob', { 'manage-modules': true })
    expect(await descriptions(owner)).toContain('of owners')
    expect(await descriptions(eve)).not.toContain('of owners')
    expect((await bob.get(PATH)).status).toBe(404)
  })
})
