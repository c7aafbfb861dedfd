import { expect, it } from 'vitest'
import { describeApi, REGISTRY } from '../support/api.ts'

describeApi('requests at the same moment', (start) => {
  it('never fail because what they are about is deleted meanwhile', async () => {
    const api = await start()
    for (let round = 0; round < 3; round++) {
      const name = `acme${round}`
      const path = `/api/v2/organizations/${name}`
      const owner = await api.founder(name)
      const repository = `r${round}/terraform-null-x`
      const { module } = await api.publish(owner, name, { repository, vcsRepo: { branch: 'main' } })
      const [client] = (await owner.get(`${path}/oauth-clients`)).list
      const { 'oauth-token-id': token } = module.attributes['vcs-repo'] as Record<string, unknown>
      const vcsRepo = { identifier: repository, 'oauth-token-id': token }
      const answers = await Promise.all([
        owner.post(`${path}/registry-modules/vcs`, '', { name: 'y', 'vcs-repo': vcsRepo }),
        owner.post(`${path}/registry-modules`, '', { name: 'z', provider: 'aws' }),
        owner.post(`${path}/registry-modules/private/${name}/x/null/versions`, '', { version: '5.0.0' }),
        owner.post(`${path}/oauth-clients`, '', { 'service-provider': 'git', 'http-url': 'https://git.example.com' }),
        owner.patch(`/api/v2/oauth-clients/${client?.id}`, '', { 'oauth-token-string': 'x' }),
        owner.call('POST', `${path}/authentication-token`),
        owner.call('POST', `/api/v2/registry-modules/${module.id}/actions/resync`),
        ...(round === 1 ? [owner.delete(`/api/v2/oauth-clients/${client?.id}`)] : []),
        owner.patch(path, '', { email: 'new@example.com' }),
        owner.delete(path),
        owner.get(`${REGISTRY}/${name}/x/null/versions`),
        owner.get(`${path}/registry-modules`),
      ])
      for (const { status, text } of answers) expect([status < 500, text]).toEqual([true, text])
      expect((await owner.get(path)).status).toBe(404)
    }
    await api.import()
    expect(api.complaints).toEqual([])
  })

  it('leave an organization with one token, of those who replace it', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const path = '/api/v2/organizations/acme/authentication-token'
    const created = await Promise.all([1, 2, 3, 4].map(() => owner.call('POST', path)))
    const robots = created.map(({ data }) => api.withToken(String(data.attributes['token'])))
    const accepted = (await Promise.all(robots.map((robot) => robot.get('/api/v2/organizations')))).filter(({ status }) => status === 200)
    expect(accepted).toHaveLength(1)
  })
})
