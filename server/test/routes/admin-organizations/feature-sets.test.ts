import { expect, it } from 'vitest'
import { describeApi } from '../../support/api.ts'
import { expectResource, pagination } from '../../support/json-api-shape.ts'
import { siteAdmin } from '../../support/site-admin.ts'

const PATH = '/api/v2/admin/feature-sets'
const SUBSCRIPTION = '/api/v2/admin/organizations/acme/subscription'

describeApi('feature sets', (start) => {
  it('are always one, and a subscription to it changes nothing', async () => {
    const api = await start()
    const admin = await siteAdmin(api)
    const owner = await api.founder('acme')
    const before = (await owner.get('/api/v2/organizations/acme/entitlement-set')).data
    const answer = await admin.get(`${PATH}?q=Business`)
    expect([answer.status, answer.list.length, pagination(answer)['total-count']]).toEqual([200, 1, 1])
    for (const each of answer.list) expectResource(each, 'feature-sets')
    expect((await admin.get(`${PATH}?page[number]=2`)).list).toEqual([])
    expect((await admin.post(SUBSCRIPTION, 'subscription', {})).status).toBe(204)
    expect((await owner.get('/api/v2/organizations/acme/entitlement-set')).data).toEqual(before)
  })

  it('are for site administrators, and for existing organizations', async () => {
    const api = await start()
    const admin = await siteAdmin(api)
    const owner = await api.founder('acme')
    expect([(await owner.get(PATH)).status, (await api.anonymous.get(PATH)).status]).toEqual([404, 401])
    expect([(await owner.post(SUBSCRIPTION, '', {})).status, (await api.anonymous.post(SUBSCRIPTION, '', {})).status]).toEqual([404, 401])
    expect((await admin.post(SUBSCRIPTION.replace('acme', 'nobody'), '', {})).status).toBe(404)
  })
})
