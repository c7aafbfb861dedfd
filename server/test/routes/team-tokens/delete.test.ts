import { expect, it } from 'vitest'
import { type Api, type Caller, describeApi } from '../../support/api.ts'
import { refusal } from '../../support/json-api-shape.ts'

const PATH = '/api/v2/organizations/acme/team-tokens'
const DETAILS = '/api/v2/organizations/acme'

interface Token {
  id: string
  caller: Caller
}

async function tokenOf(api: Api, owner: Caller, path: string): Promise<Token> {
  const { data } = await owner.post(path, '', { description: 'x' })
  return { id: data.id, caller: api.withToken(String(data.attributes['token'])) }
}

const remove = (caller: Caller, ...ids: string[]) =>
  caller.call('DELETE', PATH, { body: { data: ids.map((id) => ({ type: 'authentication-tokens', id })) } })

async function withTokens(api: Api) {
  const owner = await api.founder('acme')
  const { teamId } = await api.member(owner, 'acme', 'bob')
  const described = await tokenOf(api, owner, `/api/v2/teams/${teamId}/authentication-tokens`)
  const unnamed = await tokenOf(api, owner, `/api/v2/teams/${teamId}/authentication-token`)
  return { owner, described, unnamed, ofOrganization: await tokenOf(api, owner, '/api/v2/organizations/acme/authentication-token') }
}

describeApi('DELETE team-tokens', (start) => {
  it('deletes all named tokens, with and without a description, and they stop working at once', async () => {
    const api = await start()
    const { owner, described, unnamed } = await withTokens(api)
    expect((await described.caller.get(DETAILS)).status).toBe(200)
    expect((await remove(owner, described.id, unnamed.id, described.id)).status).toBe(204)
    for (const { caller } of [described, unnamed]) expect((await caller.get(DETAILS)).status).toBe(401)
    expect((await owner.get(PATH)).list).toEqual([])
    expect((await remove(owner, described.id)).status).toBe(404)
  })

  it('deletes none when one of them is not a team token of the organization', async () => {
    const api = await start()
    const { owner, described, ofOrganization } = await withTokens(api)
    const other = await api.founder('other')
    const { data: team } = await other.post('/api/v2/organizations/other/teams', 'teams', { name: 'theirs' })
    const theirs = await tokenOf(api, other, `/api/v2/teams/${team.id}/authentication-token`)
    for (const wrong of ['at-0000000000000000', theirs.id, ofOrganization.id]) {
      expect((await remove(owner, described.id, wrong)).status).toBe(404)
    }
    expect((await described.caller.get(DETAILS)).status).toBe(200)
    expect((await theirs.caller.get('/api/v2/organizations/other')).status).toBe(200)
  })

  it('refuses a body that names none', async () => {
    const api = await start()
    const { owner } = await withTokens(api)
    for (const body of [{}, { data: [] }]) expect(refusal(await owner.call('DELETE', PATH, { body }))).toEqual([422, '/data'])
    expect(refusal(await owner.call('DELETE', PATH, { body: { data: [{}] } }))).toEqual([422, '/data/0/id'])
    expect(refusal(await owner.delete(PATH))).toEqual([422, '/data'])
  })

  it('is for those who manage teams; only owners delete tokens of the owners', async () => {
    const api = await start()
    const { owner, described } = await withTokens(api)
    const [owners] = (await owner.get('/api/v2/organizations/acme/teams?q=owners')).list
    const ofOwners = await tokenOf(api, owner, `/api/v2/teams/${owners?.id}/authentication-token`)
    const eve = await api.member(owner, 'acme', 'eve', { 'manage-teams': true })
    const mel = await api.member(owner, 'acme', 'mel', { 'manage-modules': true })
    expect((await remove(api.anonymous, described.id)).status).toBe(401)
    expect((await remove(mel, described.id)).status).toBe(404)
    expect((await remove(await api.founder('other'), described.id)).status).toBe(404)
    expect((await remove(eve, described.id, ofOwners.id)).status).toBe(404)
    expect((await remove(eve, described.id)).status).toBe(204)
    expect((await ofOwners.caller.get(DETAILS)).status).toBe(200)
  })
})
