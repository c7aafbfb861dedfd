import { expect, it } from 'vitest'
import { describeApi } from '../../support/api.ts'

describeApi('DELETE oauth-clients', (start) => {
  it('keeps the modules of its repositories, without a repository', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const { module } = await api.publish(owner, 'acme')
    const [client] = (await owner.get('/api/v2/organizations/acme/oauth-clients')).list
    const path = `/api/v2/oauth-clients/${client?.id}`
    const stranger = await api.founder('other')
    expect((await stranger.delete(path)).status).toBe(404)
    const answer = await owner.delete(path)
    expect([answer.status, answer.text]).toEqual([204, ''])
    expect((await owner.get(path)).status).toBe(404)
    expect((await owner.delete(path)).status).toBe(404)
    const kept = await owner.get(`/api/v2/registry-modules/${module.id}`)
    expect([kept.status, kept.data.attributes['vcs-repo']]).toEqual([200, null])
    expect((await owner.get('/api/v2/organizations/acme/registry-modules')).list).toEqual([kept.data])
  })
})
