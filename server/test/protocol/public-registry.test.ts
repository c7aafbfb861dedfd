import { expect, it } from 'vitest'
import { describeApi } from '../support/api.ts'

const PUBLIC = '/api/registry/public/v1/modules'
const MODULE = `${PUBLIC}/terraform-aws-modules/vpc/aws`

describeApi('the public registry', (start) => {
  it('is never queried: nothing is found, whether or not a record of the module exists', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const attributes = { name: 'vpc', provider: 'aws', namespace: 'terraform-aws-modules', 'registry-name': 'public' }
    await owner.post('/api/v2/organizations/acme/registry-modules', 'registry-modules', attributes)
    for (const path of [MODULE, `${MODULE}/versions`, `${MODULE}/5.0.0`, `${MODULE}/5.0.0/download`, PUBLIC, `${PUBLIC}/acme`]) {
      const answer = await owner.get(path)
      expect([path, answer.status, answer.json]).toEqual([path, 404, { errors: ['Not Found'] }])
    }
  })

  it('requires a token all the same', async () => {
    const api = await start()
    for (const path of [MODULE, `${MODULE}/versions`, `${MODULE}/5.0.0`]) {
      const answer = await api.anonymous.get(path)
      expect([path, answer.status, answer.json]).toEqual([path, 401, { errors: ['Unauthorized'] }])
    }
  })
})
