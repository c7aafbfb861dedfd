import { expect, it } from 'vitest'
import { type Api, describeApi } from '../../support/api.ts'
import { refusal } from '../../support/json-api-shape.ts'

async function aClient(api: Api) {
  const owner = await api.founder('acme')
  await api.connect(owner, 'acme')
  const [client] = (await owner.get('/api/v2/organizations/acme/oauth-clients')).list
  return { owner, client: client!, path: `/api/v2/oauth-clients/${client?.id}` }
}

describeApi('PATCH oauth-clients', (start) => {
  it('updates the given attributes and leaves the rest', async () => {
    const api = await start()
    const { owner, client, path } = await aClient(api)
    const changed = await owner.patch(path, 'oauth-clients', { name: 'renamed', 'organization-scoped': false })
    expect(changed.data).toEqual({ ...client, attributes: { ...client.attributes, name: 'renamed', 'organization-scoped': false } })
    expect((await owner.get(path)).data).toEqual(changed.data)
    for (const data of [
      {},
      { type: '' },
      { type: 'oauth-clients', relationships: { projects: { data: [] } } },
      { attributes: { name: '' } },
    ]) {
      expect((await owner.call('PATCH', path, { body: { data } })).data).toEqual(changed.data)
    }
  })

  it('refuses an empty key, which the clients expect', async () => {
    const api = await start()
    const { owner, path } = await aClient(api)
    expect(refusal(await owner.patch(path, 'oauth-clients', { key: '' }))).toEqual([422, '/data/attributes/key'])
    expect(refusal(await owner.patch(path, 'modules', { name: 'x' }))).toEqual([422, '/data/type'])
  })

  it('is for those who manage connections', async () => {
    const api = await start()
    const { owner, path } = await aClient(api)
    const publisher = await api.member(owner, 'acme', 'mo', { 'manage-modules': true })
    for (const caller of [publisher, await api.founder('other')]) {
      expect((await caller.patch(path, 'oauth-clients', { name: 'x' })).status).toBe(404)
    }
    expect((await owner.get(path)).data.attributes['name']).toBe('files')
  })
})
