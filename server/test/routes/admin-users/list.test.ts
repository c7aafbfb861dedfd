import { expect, it } from 'vitest'
import { type Caller, describeApi } from '../../support/api.ts'
import { expectResource, pagination } from '../../support/json-api-shape.ts'
import { siteAdmin } from '../../support/site-admin.ts'

const PATH = '/api/v2/admin/users'

const names = async (caller: Caller, query: string) => (await caller.get(PATH + query)).list.map(({ attributes }) => attributes['username'])

describeApi('GET admin/users', (start) => {
  it('lists all users with the attributes that clients decode, ordered by user name', async () => {
    const api = await start()
    const admin = await siteAdmin(api)
    const owner = await api.founder('acme')
    await api.user('Zoe')
    const answer = await admin.get(PATH)
    expect(answer.list.map(({ attributes }) => attributes['username'])).toEqual(['acme-owner', 'root', 'Zoe'])
    const [shown] = answer.list
    if (shown === undefined) throw new Error('nobody')
    expectResource(shown, 'users')
    expect(shown).toMatchObject({
      id: owner.userId,
      attributes: {
        email: 'acme-owner@example.com',
        'avatar-url': expect.any(String),
        'is-admin': false,
        'is-suspended': false,
        'is-service-account': false,
        'two-factor': { enabled: false, verified: false },
      },
      relationships: { organizations: { data: [{ id: 'acme', type: 'organizations' }] } },
    })
    expect(answer.json['included']).toBeUndefined()
  })

  it('finds by part of the name or address and by status, page by page', async () => {
    const api = await start()
    const admin = await siteAdmin(api)
    const ada = await api.user('Ada')
    await api.user('bob_x')
    await admin.call('POST', `${PATH}/${ada.userId}/actions/suspend`)
    expect(await names(admin, '?q=aDA')).toEqual(['Ada'])
    expect(await names(admin, '?q=bob_x@example')).toEqual(['bob_x'])
    expect(await names(admin, '?q=b%25')).toEqual([])
    expect(await names(admin, '?filter[admin]=true')).toEqual(['root'])
    expect(await names(admin, '?filter[admin]=false')).toEqual(['Ada', 'bob_x'])
    expect(await names(admin, '?filter[suspended]=true')).toEqual(['Ada'])
    expect(await names(admin, '?filter[suspended]=false&filter[admin]=false')).toEqual(['bob_x'])
    const second = await admin.get(`${PATH}?page[size]=2&page[number]=2`)
    expect([second.list.length, pagination(second)['total-count'], pagination(second)['next-page']]).toEqual([1, 3, null])
    const beyond = await admin.get(`${PATH}?page[number]=999`)
    expect([beyond.list, pagination(beyond)['current-page']]).toEqual([[], 999])
    expect((await admin.get(`${PATH}?filter[admin]=maybe`)).status).toBe(400)
  })

  it('includes the organizations of all of them once', async () => {
    const api = await start()
    const admin = await siteAdmin(api)
    const owner = await api.founder('acme')
    await api.member(owner, 'acme', 'bob')
    const answer = await admin.get(`${PATH}?include=organizations`)
    expect(answer.json['included']).toEqual([
      { id: 'acme', type: 'organizations', attributes: { name: 'acme', 'external-id': expect.stringMatching(/^org-/) } },
    ])
    const wrong = await admin.get(`${PATH}?include=teams`)
    expect([wrong.status, wrong.errors[0]?.detail]).toEqual([400, expect.stringContaining('include parameter')])
  })

  it('is for site administrators alone', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    expect([(await api.anonymous.get(PATH)).status, (await owner.get(PATH)).status]).toEqual([401, 404])
  })
})
