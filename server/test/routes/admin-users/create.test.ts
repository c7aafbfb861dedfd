import { expect, it } from 'vitest'
import { describeApi } from '../../support/api.ts'
import { siteAdmin } from '../../support/site-admin.ts'

const USERS = '/api/v2/admin/users'

describeApi('users that site administrators create', (start) => {
  it('have the address and the invitations to it, and no password', async () => {
    const api = await start()
    const [admin, owner] = [await siteAdmin(api), await api.founder('acme')]
    const invitation = { email: 'Ada@example.com' }
    await owner.post('/api/v2/organizations/acme/organization-memberships', 'organization-memberships', invitation)
    const made = await admin.post(USERS, 'users', { username: 'ada', email: 'ada@example.com' })
    expect([made.status, made.data.attributes]).toEqual([
      201,
      expect.objectContaining({ username: 'ada', email: 'ada@example.com', 'is-site-admin': false }),
    ])
    expect(made.data.relationships['organizations']?.data).toEqual([{ id: 'acme', type: 'organizations' }])
    expect((await admin.get(`${USERS}/${made.data.id}`)).data).toEqual(made.data)
    const { attributes } = (await admin.post(USERS, 'users', { username: 'eve', email: 'eve@example.com', 'is-site-admin': true })).data
    expect(attributes['is-site-admin']).toBe(true)
  })

  it('are refused with every field that breaks a rule or is taken', async () => {
    const api = await start()
    const admin = await siteAdmin(api)
    const pointers = async (username: string, email: string) => {
      const { status, json } = await admin.post(USERS, 'users', { username, email })
      return [status, (json['errors'] as { source: { pointer: string } }[]).map(({ source }) => source.pointer)]
    }
    const both = [422, ['/data/attributes/username', '/data/attributes/email']]
    expect(await pointers('-', 'nowhere')).toEqual(both)
    expect(await pointers('ROOT', 'ROOT@example.com')).toEqual(both)
  })

  it('have the address they ask for once it is confirmed, unless it is taken meanwhile', async () => {
    const api = await start()
    const [admin, ada] = [await siteAdmin(api), await api.user('ada')]
    const confirm = () => admin.call('POST', `${USERS}/${ada.userId}/actions/confirm_email`)
    expect((await confirm()).status).toBe(422)
    await ada.patch('/api/v2/account/update', 'users', { email: 'lovelace@example.com' })
    const { attributes } = (await confirm()).data
    expect([attributes['email'], attributes['unconfirmed-email']]).toEqual(['lovelace@example.com', null])
    await ada.patch('/api/v2/account/update', 'users', { email: 'eve@example.com' })
    await api.user('eve')
    expect((await confirm()).status).toBe(422)
  })
})
