import { expect, it } from 'vitest'
import { describeApi } from '../../support/api.ts'

const PATH = '/api/v2/organizations/acme'

describeApi('an organization that accepts no user tokens', (start) => {
  it('answers 401 to them at once, and still accepts team tokens and its own', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const bob = await api.member(owner, 'acme', 'bob')
    const [owners] = (await owner.get(`${PATH}/teams?q=owners`)).list
    const ofOwners = await owner.call('POST', `/api/v2/teams/${owners?.id}/authentication-token`)
    const ofOrganization = await owner.call('POST', `${PATH}/authentication-token`)
    const off = await owner.patch(PATH, 'organizations', { 'user-tokens-enabled': false })
    expect([off.status, off.data.attributes['user-tokens-enabled']]).toEqual([200, false])
    for (const caller of [owner, bob]) {
      for (const path of [PATH, `${PATH}/teams`, `${PATH}/registry-modules`, `/api/v2/teams/${owners?.id}`]) {
        expect([path, (await caller.get(path)).status]).toEqual([path, 401])
      }
      expect((await caller.get('/api/v2/account/details')).status).toBe(200)
      expect((await caller.get('/api/v2/organizations')).list).toEqual([])
    }
    expect((await (await api.user('stranger')).get(PATH)).status).toBe(404)
    const robot = api.withToken(String(ofOrganization.data.attributes['token']))
    expect((await robot.get(`${PATH}/teams`)).status).toBe(200)
    expect((await robot.patch(PATH, 'organizations', { 'user-tokens-enabled': true })).status).toBe(404)
    const team = api.withToken(String(ofOwners.data.attributes['token']))
    expect((await team.patch(PATH, 'organizations', { 'user-tokens-enabled': true })).status).toBe(200)
    expect((await owner.get(PATH)).status).toBe(200)
  })
})
