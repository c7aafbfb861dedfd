import { expect, it } from 'vitest'
import { describeApi } from '../../support/api.ts'

describeApi('GET registry-modules/…', (start) => {
  it('finds nothing at almost matching addresses', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    await owner.post('/api/v2/organizations/acme/registry-modules', 'registry-modules', { name: 'x', provider: 'y' })
    const collection = '/api/v2/organizations/acme/registry-modules'
    for (const path of [
      `${collection}/private/acme/x/z`,
      `${collection}/private/other/x/y`,
      `${collection}/public/acme/x/y`,
      `${collection}/elsewhere/acme/x/y`,
      `${collection}/private/acme/X/y`,
      `${collection}/private/acme/x`,
      '/api/v2/registry-modules/mod-none',
      '/api/v2/registry-modules/show/acme/x/z',
      '/api/v2/registry-modules/show/none/x/y',
      '/api/v2/organizations/none/registry-modules/private/none/x/y',
    ]) {
      const answer = await owner.get(path)
      expect([path, answer.status, answer.errors[0]?.title]).toEqual([path, 404, 'not found'])
    }
    expect((await owner.get(`${collection}/private/acme/x/y/`)).status).toBe(200)
  })
})
