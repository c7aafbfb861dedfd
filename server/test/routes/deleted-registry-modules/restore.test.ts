import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { purgeTrash } from '../../../src/registry-modules/trash/purge-job.ts'
import { type Api, type Caller, describeApi, PUBLIC_URL, REGISTRY, SMALL_MODULE } from '../../support/api.ts'
import { expectResource, pagination, problemsOf, statusesOf } from '../../support/json-api-shape.ts'

const COLLECTION = '/api/v2/organizations/acme/registry-modules'
const MODULE = `${COLLECTION}/private/acme/label/null`
const TRASH = '/api/v2/organizations/acme/deleted-registry-modules'
const DAY = 24 * 3_600_000

async function published(api: Api, tags: string[] = ['v1.0.0', 'v1.1.0']) {
  const owner = await api.founder('acme')
  const { module, repository } = await api.publish(owner, 'acme', { tags })
  await api.runJobs()
  return { owner, module, repository }
}

const restore = (caller: Caller, id: string) => caller.call('POST', `/api/v2/deleted-registry-modules/${id}/actions/restore`)
const trashed = async (owner: Caller) => (await owner.get(TRASH)).list

/** As Terraform does: the list, the link, the archive without a token, its checksum. */
async function install(api: Api, caller: Caller, version: string): Promise<string | number> {
  const { modules } = (await caller.get(`${REGISTRY}/acme/label/null/versions`)).json as { modules: { versions: { version: string }[] }[] }
  expect(modules[0]?.versions.map((each) => each.version)).toContain(version)
  const { status, headers } = await caller.get(`${REGISTRY}/acme/label/null/${version}/download`)
  expect(status).toBe(204)
  const link = new URL(headers['x-terraform-get'] ?? '')
  const answer = await api.app.http.inject({ url: link.href.slice(PUBLIC_URL.length) })
  if (answer.statusCode !== 200) return answer.statusCode
  const sha256 = createHash('sha256').update(answer.rawPayload).digest('hex')
  expect(link.searchParams.get('checksum')).toBe(`sha256:${sha256}`)
  return sha256
}

/** A restore changes only the time of the last update, and the webhook, which was deleted with the repository. */
const without = (attributes: Record<string, unknown>) => ({
  ...attributes,
  'updated-at': '',
  'vcs-repo': { ...(attributes['vcs-repo'] as object), 'webhook-url': '' },
})

async function sweep(api: Api, clock: { now(): number }): Promise<void> {
  for (const job of api.app.work.recurring) await job.enqueue(api.database, clock.now())
  await api.runJobs()
}

describeApi('POST deleted-registry-modules/:id/actions/restore', (start) => {
  it('restores a module as it was, including its archives', async () => {
    const api = await start()
    const { owner, repository } = await published(api)
    const label = { type: 'tag-bindings', attributes: { key: 'team', value: 'network' } }
    const changes = { attributes: { 'no-code': true }, relationships: { 'tag-bindings': { data: [label] } } }
    expect((await owner.call('PATCH', MODULE, { body: { data: changes } })).status).toBe(200)
    const before = (await owner.get(MODULE)).data
    const archive = await install(api, owner, '1.0.0')
    await owner.delete(MODULE)
    const [deleted] = await trashed(owner)
    if (deleted === undefined) throw new Error('nothing in the trash')
    expectResource(deleted, 'deleted-registry-modules')
    expect(deleted.attributes).toMatchObject({
      name: 'label',
      provider: 'null',
      version: null,
      'version-count': 2,
      'deleted-by': owner.userId,
      'deleted-by-name': (await owner.get('/api/v2/account/details')).data.attributes['username'],
    })

    const answer = await restore(owner, deleted.id)
    expect(answer.status).toBe(200)
    expect(answer.data.id).toBe(before.id)
    expect(without(answer.data.attributes)).toEqual(without(before.attributes))
    expect((await owner.get(MODULE)).data).toEqual(answer.data)
    expect(answer.data.relationships['no-code-modules']).toEqual(before.relationships['no-code-modules'])
    expect((await owner.get(`/api/v2/registry-modules/${before.id}/tag-bindings`)).list).toMatchObject([label])
    expect(await install(api, owner, '1.0.0')).toBe(archive)
    expect(await trashed(owner)).toEqual([])
    expect((await restore(owner, deleted.id)).status).toBe(404)

    await repository.commit({ files: { ...SMALL_MODULE, 'more.tf': '' }, tags: ['v2.0.0'] })
    await owner.call('POST', `/api/v2/registry-modules/${before.id}/actions/resync`)
    await api.runJobs()
    expect((await owner.get(MODULE)).data.attributes['version-statuses']).toHaveLength(3)
  })

  it('restores a version, and the decision on its tag', async () => {
    const api = await start()
    const { owner, module } = await published(api)
    const before = (await owner.get(`${MODULE}/version?module_version=1.1.0`)).data
    const tags = (await owner.get(`/api/v2/registry-modules/${module.id}/tags`)).list
    await owner.delete(`${MODULE}/1.1.0`)
    const [deleted] = await trashed(owner)
    expect(deleted?.attributes).toMatchObject({ version: '1.1.0', 'version-count': 1 })
    expect((await restore(owner, deleted?.id ?? '')).status).toBe(200)
    await api.runJobs()
    expect((await owner.get(`${MODULE}/version?module_version=1.1.0`)).data).toEqual(before)
    const after = (await owner.get(`/api/v2/registry-modules/${module.id}/tags`)).list
    const told = (list: typeof tags) => list.map(({ attributes }) => [attributes['tag'], attributes['decision'], attributes['reason']])
    expect(told(after)).toEqual(told(tags))
    await install(api, owner, '1.1.0')
  })

  it("refuses when the address or version exists again, or the version's module does not", async () => {
    const api = await start()
    const { owner, module, repository } = await published(api)
    await owner.delete(`${MODULE}/1.1.0`)
    const [version] = await trashed(owner)
    await repository.tag('v1.1.0', await repository.commit({ files: { 'more.tf': '' } }))
    await owner.call('POST', `/api/v2/registry-modules/${module.id}/actions/resync`)
    await api.runJobs()
    const occupied = await restore(owner, version?.id ?? '')
    expect([occupied.status, problemsOf(occupied).length]).toEqual([409, 1])

    await owner.delete(MODULE)
    expect((await restore(owner, version?.id ?? '')).status).toBe(409)
    await owner.post(COLLECTION, 'registry-modules', { name: 'label', provider: 'null' })
    const [deleted] = await trashed(owner)
    expect((await restore(owner, deleted?.id ?? '')).status).toBe(409)
    await owner.delete(MODULE)
    expect((await restore(owner, deleted?.id ?? '')).status).toBe(200)
    expect((await trashed(owner)).map(({ attributes }) => attributes['version-count'])).toEqual([0, 1])
  })

  it('restores a module without its repository when the connection is gone', async () => {
    const api = await start()
    const { owner } = await published(api)
    const [client] = (await owner.get('/api/v2/organizations/acme/oauth-clients')).list
    await owner.delete(MODULE)
    expect((await owner.delete(`/api/v2/oauth-clients/${client?.id}`)).status).toBe(204)
    const [deleted] = await trashed(owner)
    const answer = await restore(owner, deleted?.id ?? '')
    expect(answer.status).toBe(200)
    expect(answer.data.attributes).toMatchObject({ 'vcs-repo': null, 'status-detail': expect.stringContaining('connection was deleted') })
    await install(api, owner, '1.1.0')
  })

  it('follows the organization to its new name', async () => {
    const api = await start()
    const { owner } = await published(api)
    await owner.delete(MODULE)
    await owner.patch('/api/v2/organizations/acme', 'organizations', { name: 'apex' })
    const [deleted] = (await owner.get('/api/v2/organizations/apex/deleted-registry-modules')).list
    expect((await restore(owner, deleted?.id ?? '')).data.attributes['namespace']).toBe('apex')
    expect((await owner.get(`${REGISTRY}/apex/label/null/1.0.0/download`)).status).toBe(204)
  })

  it('resumes imports that the deletion interrupted', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    await api.publish(owner, 'acme')
    await owner.delete(MODULE)
    const [deleted] = await trashed(owner)
    await restore(owner, deleted?.id ?? '')
    await api.runJobs()
    await install(api, owner, '1.0.0')
  })

  it('is possible for 30 days; then, and no sooner, the objects are deleted', async () => {
    const api = await start({ still: true })
    const { clock } = api
    const { owner } = await published(api)
    const archive = await install(api, owner, '1.0.0')
    const link = (await owner.get(`${REGISTRY}/acme/label/null/1.0.0/download`)).headers['x-terraform-get'] ?? ''
    const key = new URL(link).pathname.replace(/^.*?(modules\/sha256)/, '$1')
    const stored = async () => (await api.app.modules.archivist.find(key)) !== undefined
    await owner.delete(MODULE)
    const [deleted] = await trashed(owner)
    clock.advance(29 * DAY)
    await sweep(api, clock)
    expect(await stored()).toBe(true)
    expect((await restore(owner, deleted?.id ?? '')).status).toBe(200)
    await sweep(api, clock)
    expect(await install(api, owner, '1.0.0')).toBe(archive)

    await owner.delete(MODULE)
    const [again] = await trashed(owner)
    clock.advance(30 * DAY)
    expect(await trashed(owner)).toEqual([])
    expect((await restore(owner, again?.id ?? '')).status).toBe(404)
    // As after a crash between the two: the next round sweeps purged objects.
    await purgeTrash(api.database, clock.now())
    expect(await api.database.selectFrom('deleted_registry_modules').selectAll().execute()).toEqual([])
    expect(await api.database.selectFrom('deleted_module_archives').selectAll().execute()).toEqual([])
    expect(await stored()).toBe(true)
    await sweep(api, clock)
    expect(await stored()).toBe(false)
  })

  it('happens once, however many requests are concurrent', async () => {
    const api = await start()
    const { owner } = await published(api)
    await owner.delete(MODULE)
    const [deleted] = await trashed(owner)
    const answers = await Promise.all([1, 2, 3].map(() => restore(owner, deleted?.id ?? '')))
    expect(statusesOf(answers)).toEqual([200, 404, 404])
  })

  it('and the list are for those who manage modules', async () => {
    const api = await start()
    const { owner } = await published(api)
    await owner.delete(`${MODULE}/1.1.0`)
    await owner.delete(MODULE)
    const page = await owner.get(`${TRASH}?page[size]=1`)
    expect([page.list.length, pagination(page)['total-count']]).toEqual([1, 2])
    const [deleted] = page.list
    for (const caller of [await api.member(owner, 'acme', 'rea'), await api.founder('other')]) {
      expect((await caller.get(TRASH)).status).toBe(404)
      expect((await restore(caller, deleted?.id ?? '')).status).toBe(404)
    }
    expect((await restore(api.anonymous, deleted?.id ?? '')).status).toBe(401)
    expect((await restore(await api.member(owner, 'acme', 'mia', { 'manage-modules': true }), deleted?.id ?? '')).status).toBe(200)
  })

  it('restores nothing that was purged, by those who may restore', async () => {
    const api = await start()
    const { owner } = await published(api)
    await owner.delete(MODULE)
    const [deleted] = await trashed(owner)
    const address = `/api/v2/deleted-registry-modules/${deleted?.id}`
    const reader = await api.member(owner, 'acme', 'rea')
    const stranger = await api.founder('other')
    for (const caller of [reader, stranger]) expect((await caller.delete(address)).status).toBe(404)
    const answers = await Promise.all([owner.delete(address), owner.delete(address), owner.delete(address)])
    expect(statusesOf(answers)).toEqual([204, 404, 404])
    expect(await trashed(owner)).toEqual([])
    expect((await restore(owner, deleted?.id ?? '')).status).toBe(404)
  })
})
