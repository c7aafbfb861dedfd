import { expect, it } from 'vitest'
import { describeApi } from '../../support/api.ts'
import { siteAdmin } from '../../support/site-admin.ts'

const PATH = '/api/v2/admin/users'

describeApi('DELETE admin/users/:id', (start) => {
  it('deletes the user with memberships and tokens, but not what they created', async () => {
    const api = await start()
    const admin = await siteAdmin(api)
    const owner = await api.founder('acme')
    const { userId, get, post } = await api.member(owner, 'acme', 'bob', { 'manage-modules': true })
    await post('/api/v2/organizations/acme/registry-modules', 'registry-modules', { name: 'x', provider: 'y' })
    expect((await admin.delete(`${PATH}/${userId}`)).status).toBe(204)
    expect((await get('/api/v2/account/details')).status).toBe(401)
    expect((await admin.get(`${PATH}?q=bob`)).list).toEqual([])
    expect((await owner.get('/api/v2/organizations/acme/organization-memberships')).list).toHaveLength(1)
    expect((await owner.get('/api/v2/organizations/acme/registry-modules')).list).toHaveLength(1)
    expect((await admin.delete(`${PATH}/${userId}`)).status).toBe(404)
    await api.user('bob')
  })

  it('leaves every organization an owner, and the site an administrator', async () => {
    const api = await start()
    const admin = await siteAdmin(api)
    const owner = await api.founder('acme')
    expect((await admin.delete(`${PATH}/${owner.userId}`)).status).toBe(403)
    expect((await admin.delete(`${PATH}/${admin.userId}`)).status).toBe(403)
    expect((await owner.get('/api/v2/organizations/acme')).status).toBe(200)
    await owner.delete('/api/v2/organizations/acme')
    expect((await admin.delete(`${PATH}/${owner.userId}`)).status).toBe(204)
  })

  it('is for site administrators alone', async () => {
    const api = await start()
    const ada = await api.user('ada')
    expect([(await api.anonymous.delete(`${PATH}/${ada.userId}`)).status, (await ada.delete(`${PATH}/${ada.userId}`)).status]).toEqual([
      401, 404,
    ])
  })
})
