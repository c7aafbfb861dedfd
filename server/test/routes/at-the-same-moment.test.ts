import { expect, it } from 'vitest'
import { describeApi, REGISTRY } from '../support/api.ts'

describeApi('requests at the same moment', (start) => {
  it('never fail because the organization they belong to is deleted meanwhile', async () => {
    const api = await start()
    for (let round = 0; round < 5; round++) {
      const name = `acme${round}`
      const path = `/api/v2/organizations/${name}`
      const owner = await api.founder(name)
      const answers = await Promise.all([
        owner.post(`${path}/registry-modules`, '', { name: 'z', provider: 'aws' }),
        owner.post(`${path}/oauth-clients`, '', { 'service-provider': 'git', 'http-url': 'https://git.example.com' }),
        owner.call('POST', `${path}/authentication-token`),
        owner.delete(path),
        owner.get(`${REGISTRY}/${name}/x/null/versions`),
        owner.get(`${path}/registry-modules`),
      ])
      for (const { status, text } of answers) expect([status < 500, text]).toEqual([true, text])
      expect((await owner.get(path)).status).toBe(404)
    }
    expect(api.complaints).toEqual([])
  })
})
