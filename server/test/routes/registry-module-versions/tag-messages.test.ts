import { expect, it } from 'vitest'
import { describeApi } from '../../support/api.ts'

const MODULE = '/api/v2/organizations/acme/registry-modules/private/acme/label/null'
const SIGNATURE = '-----BEGIN SSH SIGNATURE-----\nU1NIU0lHAAAAAQ\n-----END SSH SIGNATURE-----\n'

describeApi('the message of a tag', (start) => {
  it('is that of an annotated tag, without its signature, in lists and alone', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const { repository } = await api.publish(owner, 'acme', { tags: ['v1.0.0'] })
    const commit = await repository.resolve('refs/tags/v1.0.0')
    await repository.git([
      'tag',
      '--annotate',
      '--cleanup=verbatim',
      '--message',
      `Add peering\n\n- and <b>more</b>\n${SIGNATURE}`,
      'v1.1.0',
      commit,
    ])
    await api.runJobs()
    await owner.post(`/api/v2/registry-modules/${(await owner.get(MODULE)).data.id}/actions/resync`, '', {})
    await api.runJobs()
    const { list } = await owner.get(`${MODULE}/versions`)
    expect(list.map(({ attributes }) => [attributes['version'], attributes['tag-message']])).toEqual([
      ['1.1.0', 'Add peering\n\n- and <b>more</b>'],
      ['1.0.0', null],
    ])
    const alone = await owner.get(`${MODULE}/version?module_version=1.1.0`)
    expect(alone.data.attributes['tag-message']).toBe('Add peering\n\n- and <b>more</b>')
  })
})
