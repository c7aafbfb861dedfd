import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { describeApi, PUBLIC_URL, REGISTRY, SMALL_MODULE } from '../../support/api.ts'
import { expectResource, refusal } from '../../support/json-api-shape.ts'

const COLLECTION = '/api/v2/organizations/acme/registry-modules'
const MODULE = `${COLLECTION}/private/acme/label/null`

describeApi('GET registry-module versions', (start) => {
  it('has tag, commit, archive, downloads, and why a version failed', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const { repository } = await api.publish(owner, 'acme', { tags: ['v1.0.0'] })
    const commit = await repository.commit({ files: { ...SMALL_MODULE, 'main.tf': 'variable "x" {\n' }, tags: ['v1.1.0'] })
    await api.runJobs()
    await owner.post(`/api/v2/registry-modules/${(await owner.get(MODULE)).data.id}/actions/resync`, '', {})
    await api.runJobs()
    const download = await owner.get(`${REGISTRY}/acme/label/null/1.0.0/download`)
    await api.app.modules.downloads.flush()
    const deprecation = { deprecation: { 'deprecated-status': 'Deprecated', reason: 'old', link: '' } }
    await owner.call('PATCH', `${MODULE}/1.0.0`, { body: { data: { type: 'registry-module-versions', attributes: deprecation } } })

    const [failed, published] = (await owner.get(`${MODULE}/versions`)).list
    expectResource(failed!, 'registry-module-versions')
    expect(failed?.attributes).toMatchObject({
      version: '1.1.0',
      status: 'reg_ingress_failed',
      tag: 'v1.1.0',
      'commit-sha': commit,
      error: expect.stringContaining('block'),
      'error-file': 'main.tf',
      'archive-checksum': null,
      'published-at': null,
    })
    const { bytes: archive } = await api.anonymous.get(String(download.headers['x-terraform-get']).slice(PUBLIC_URL.length))
    expect(published?.attributes).toMatchObject({
      version: '1.0.0',
      status: 'ok',
      error: null,
      tag: 'v1.0.0',
      'archive-checksum': `sha256:${createHash('sha256').update(archive).digest('hex')}`,
      'archive-size': archive.length,
      deprecation: { reason: 'old', link: '' },
      revocation: null,
      downloads: 1,
    })
    const numbers = async (query: string) =>
      (await owner.get(`${MODULE}/versions?${query}`)).list.map(({ attributes }) => attributes['version'])
    expect(await numbers('filter[status]=ok')).toEqual(['1.0.0'])
    expect(await numbers('filter[status]=failed')).toEqual(['1.1.0'])
    expect(await numbers('filter[status]=pending,reg_ingress_failed')).toEqual(['1.1.0'])
    expect(refusal(await owner.get(`${MODULE}/versions?filter[status]=bad`))).toEqual([422, undefined])
  })

  it('has the newest first, by SemVer, in pages', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    await owner.post(COLLECTION, 'registry-modules', { name: 'label', provider: 'null' })
    for (const version of ['1.9.0', '1.10.0-rc.2', '1.10.0', '1.10.0-rc.10', '0.1.0']) {
      expect((await owner.post(`${MODULE}/versions`, '', { version })).status).toBe(201)
    }
    const page = async (number: number) =>
      (await owner.get(`${MODULE}/versions?page[size]=3&page[number]=${number}`)).list.map(({ attributes }) => attributes['version'])
    expect(await page(1)).toEqual(['1.10.0', '1.10.0-rc.10', '1.10.0-rc.2'])
    expect(await page(2)).toEqual(['1.9.0', '0.1.0'])
  })
})
