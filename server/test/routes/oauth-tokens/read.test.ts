import { expect, it } from 'vitest'
import { describeApi } from '../../support/api.ts'
import { expectResource } from '../../support/json-api-shape.ts'

describeApi('GET oauth-tokens', (start) => {
  it('shows a token the same by id, by client and in the list of the organization', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const id = await api.connect(owner, 'acme')
    const [client] = (await owner.get('/api/v2/organizations/acme/oauth-clients')).list
    const { data } = await owner.get(`/api/v2/oauth-tokens/${id}`)
    expectResource(data, 'oauth-tokens')
    expect(data.attributes).toEqual({
      'created-at': expect.any(String),
      'service-provider-user': null,
      'has-ssh-key': false,
      state: 'active',
      'state-detail': null,
    })
    expect(data.relationships['oauth-client']?.data).toEqual({ id: client?.id, type: 'oauth-clients' })
    expect((await owner.get('/api/v2/organizations/acme/oauth-tokens')).list).toEqual([data])
    expect((await owner.get(`/api/v2/oauth-clients/${client?.id}/oauth-tokens`)).list).toEqual([data])
  })

  it('finds nothing of other organizations', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const id = await api.connect(owner, 'acme')
    const stranger = await api.founder('other')
    for (const path of [`oauth-tokens/${id}`, 'organizations/acme/oauth-tokens', 'oauth-tokens/ot-none']) {
      expect((await stranger.get(`/api/v2/${path}`)).status).toBe(404)
    }
    expect((await stranger.get('/api/v2/organizations/other/oauth-tokens')).list).toEqual([])
  })
})
