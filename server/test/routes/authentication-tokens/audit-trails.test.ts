import { expect, it } from 'vitest'
import { describeApi } from '../../support/api.ts'

const PATH = '/api/v2/organizations/acme/authentication-token'
const AUDIT = `${PATH}?token=audit-trails`

describeApi('the audit-trails token of an organization', (start) => {
  it('exists beside the organization token, and is replaced separately', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    expect((await owner.get(AUDIT)).status).toBe(404)
    const own = await owner.call('POST', PATH)
    const first = await owner.call('POST', AUDIT)
    expect(first.status).toBe(201)
    const reader = api.withToken(String(first.data.attributes['token']))
    expect((await owner.get(AUDIT)).data).toEqual({ ...first.data, attributes: { ...first.data.attributes, token: null } })
    expect((await owner.get(PATH)).data.id).toBe(own.data.id)
    const second = await owner.call('POST', AUDIT)
    expect((await reader.get('/api/v2/organization/audit-trail')).status).toBe(401)
    expect((await owner.get(`/api/v2/authentication-tokens/${second.data.id}`)).status).toBe(200)
    expect((await owner.delete(AUDIT)).status).toBe(204)
    expect((await owner.delete(AUDIT)).status).toBe(404)
    expect((await owner.get(PATH)).status).toBe(200)
    expect((await owner.get(`${PATH}?token=odd`)).status).toBe(400)
  })
})
