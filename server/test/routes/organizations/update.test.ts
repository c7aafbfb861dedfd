import { expect, it } from 'vitest'
import { describeApi } from '../../support/api.ts'
import { refusal } from '../../support/json-api-shape.ts'

const PATH = '/api/v2/organizations/acme'

describeApi('PATCH organizations', (start) => {
  it('updates the given attributes and leaves the rest', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const before = (await owner.get(PATH)).data
    const changed = await owner.patch(PATH, 'organizations', { email: 'new@example.com', 'session-timeout': 60 })
    expect(changed.status).toBe(200)
    expect(changed.data).toEqual({
      ...before,
      attributes: { ...before.attributes, email: 'new@example.com', 'session-timeout': 60 },
    })
    expect((await owner.get(PATH)).data).toEqual(changed.data)
  })

  it('answers PUT as it answers PATCH', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const before = (await owner.get(PATH)).data
    const attributes = { ...before.attributes, email: 'new@example.com' }
    const put = await owner.call('PUT', PATH, { body: { data: { ...before, attributes } } })
    expect([put.status, put.data]).toEqual([200, { ...before, attributes }])
    expect((await owner.get(PATH)).data).toEqual(put.data)
  })

  it('changes nothing when a client sends no attributes, or only nulls', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const before = (await owner.get(PATH)).data
    for (const data of [{}, { type: '' }, { attributes: {} }, { attributes: { name: null, email: null } }, { attributes: null }]) {
      const answer = await owner.call('PATCH', PATH, { body: { data } })
      expect([answer.status, answer.data]).toEqual([200, before])
    }
  })

  it('takes the minutes of sessions back with null', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const before = (await owner.get(PATH)).data
    await owner.patch(PATH, 'organizations', { 'session-timeout': 60, session_remember: 20160 })
    const set = (await owner.get(PATH)).data.attributes
    expect(set).toMatchObject({ 'session-timeout': 60, 'session-remember': 20160 })
    const left = await owner.patch(PATH, 'organizations', { 'session-timeout': null, 'stacks-enabled': null })
    expect(left.data.attributes).toEqual({ ...set, 'session-timeout': null })
    const reset = await owner.patch(PATH, 'organizations', { session_remember: null })
    expect([reset.status, reset.data]).toEqual([200, before])
  })

  it('renames: the new name is the id, and the old one does not exist', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const before = (await owner.get(PATH)).data
    const renamed = await owner.patch(PATH, 'organizations', { name: 'newco' })
    expect(renamed.data).toMatchObject({
      id: 'newco',
      attributes: { name: 'newco', 'external-id': before.attributes['external-id'] },
      links: { self: '/api/v2/organizations/newco' },
    })
    expect((await owner.get(PATH)).status).toBe(404)
    expect((await owner.get('/api/v2/organizations/newco')).data).toEqual(renamed.data)
  })

  it('refuses names that are invalid or taken, even when only the case differs', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    await api.founder('Other')
    for (const name of ['other', 'a.b', '']) {
      expect(refusal(await owner.patch(PATH, 'organizations', { name }))).toEqual([422, '/data/attributes/name'])
    }
    expect((await owner.patch(PATH, 'organizations', { name: 'ACME' })).data.id).toBe('ACME')
  })

  it('is for owners: members get 404, and so does the organization token', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const member = await api.member(owner, 'acme', 'bob', { 'manage-modules': true, 'manage-teams': true })
    const token = await owner.call('POST', `${PATH}/authentication-token`)
    for (const caller of [member, api.withToken(String(token.data.attributes['token']))]) {
      expect((await caller.get(PATH)).status).toBe(200)
      expect((await caller.patch(PATH, 'organizations', { email: 'x@y.z' })).status).toBe(404)
    }
    expect((await owner.get(PATH)).data.attributes['email']).toBe('platform@example.com')
  })
})
