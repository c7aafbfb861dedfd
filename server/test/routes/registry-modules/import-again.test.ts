import { expect, it } from 'vitest'
import { describeApi, SMALL_MODULE } from '../../support/api.ts'
import { expectResource, pagination } from '../../support/json-api-shape.ts'

const BROKEN = { 'main.tf': 'variable "x" {\n  default = \n}\n' }

describeApi('POST registry-modules/:id/actions', (start) => {
  it('says why a version failed, retries it, and answers with its new state', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const { module, repository } = await api.publish(owner, 'acme', { files: BROKEN })
    const path = `/api/v2/registry-modules/${module.id}`
    await api.runJobs()
    const failed = (await owner.get(path)).data
    expect(failed.attributes).toMatchObject({
      status: 'setup_failed',
      'version-statuses': [{ version: '1.0.0', status: 'reg_ingress_failed', error: expect.stringMatching(/^main\.tf:\d+: /) }],
    })
    const retried = await owner.call('POST', `${path}/actions/retry?module_version=1.0.0`)
    expect(retried.status).toBe(202)
    expect(retried.data.attributes).toMatchObject({ status: 'pending', 'version-statuses': [{ version: '1.0.0', status: 'pending' }] })
    expect((await owner.get(path)).data).toEqual(retried.data)

    await repository.commit({ files: SMALL_MODULE, tags: ['v1.0.1', 'nightly'] })
    const again = await owner.call('POST', `${path}/actions/resync/`, { headers: { 'content-type': 'application/json' } })
    expect(again.status).toBe(202)
    await api.runJobs()
    expect((await owner.get(path)).data.attributes).toMatchObject({
      status: 'setup_complete',
      'version-statuses': [
        { version: '1.0.1', status: 'ok' },
        { version: '1.0.0', status: 'reg_ingress_failed' },
      ],
    })
    const tags = await owner.get(`${path}/tags?page[size]=2`)
    for (const tag of tags.list) expectResource(tag, 'registry-module-tags')
    expect(tags.list.map(({ attributes }) => [attributes['tag'], attributes['decision']])).toEqual([
      ['v1.0.1', 'imported'],
      ['v1.0.0', 'failed'],
    ])
    expect(pagination(tags)).toMatchObject({ 'total-count': 3, 'next-page': 2 })
  })

  it('is for those who manage modules', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const { module } = await api.publish(owner, 'acme')
    const path = `/api/v2/registry-modules/${module.id}`
    const reader = await api.member(owner, 'acme', 'rea')
    const stranger = await api.founder('other')
    for (const action of ['resync', 'retry']) {
      for (const caller of [reader, stranger]) expect((await caller.call('POST', `${path}/actions/${action}`)).status).toBe(404)
    }
    expect((await reader.get(`${path}/tags`)).status).toBe(200)
    expect((await stranger.get(`${path}/tags`)).status).toBe(404)
    expect((await owner.call('POST', `${path}/actions/retry?module_version=9.9.9`)).status).toBe(404)
  })
})
