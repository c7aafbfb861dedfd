import { setTimeout as delay } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { type Api, type Caller, describeApi, REGISTRY } from '../../support/api.ts'
import { problemsOf, statusesOf } from '../../support/json-api-shape.ts'

const COLLECTION = '/api/v2/organizations/acme/registry-modules'
const MODULE = `${COLLECTION}/private/acme/label/null`
const DEPRECATED = '/api/v2/registry-modules/actions/delete/acme'

async function published(api: Api, tags: string[] = ['v1.0.0', 'v1.1.0']) {
  const owner = await api.founder('acme')
  const { module, repository } = await api.publish(owner, 'acme', { tags })
  await api.runJobs()
  return { owner, module, repository }
}

async function versionsOf(caller: Caller): Promise<string[] | number> {
  const answer = await caller.get(`${REGISTRY}/acme/label/null/versions`)
  if (answer.status !== 200) return answer.status
  const { modules } = answer.json as { modules: { versions: { version: string }[] }[] }
  return modules.flatMap(({ versions }) => versions.map(({ version }) => version))
}

const remove = (caller: Caller, path: string) =>
  path.startsWith('/api/v2/registry-modules/actions') ? caller.call('POST', path) : caller.delete(path)

const decisions = async (owner: Caller, id: string) =>
  Object.fromEntries(
    (await owner.get(`/api/v2/registry-modules/${id}/tags`)).list.map(({ attributes }) => [attributes['tag'], attributes['decision']]),
  )

describeApi('DELETE registry-modules', (start) => {
  for (const path of [`${MODULE}/1.1.0`, `${DEPRECATED}/label/null/1.1.0`]) {
    it(`removes one version: ${path}`, async () => {
      const api = await start()
      const { owner, module } = await published(api)
      expect(await versionsOf(owner)).toEqual(['1.1.0', '1.0.0'])
      const answer = await remove(owner, path)
      expect([answer.status, answer.text]).toEqual([204, ''])
      expect(await versionsOf(owner)).toEqual(['1.0.0'])
      expect((await owner.get(`${REGISTRY}/acme/label/null/1.1.0/download`)).status).toBe(404)
      expect((await owner.get(`${MODULE}/version?module_version=1.1.0`)).status).toBe(404)
      expect((await owner.get(MODULE)).data.attributes['version-statuses']).toEqual([{ version: '1.0.0', status: 'ok' }])
      expect(await decisions(owner, module.id)).toEqual({ 'v1.0.0': 'imported', 'v1.1.0': 'deleted' })
      expect((await remove(owner, path)).status).toBe(404)
    })
  }

  for (const path of [MODULE, `${COLLECTION}/private/acme/label`, `${DEPRECATED}/label/null`, `${DEPRECATED}/label`]) {
    it(`removes modules with all their versions: ${path}`, async () => {
      const api = await start()
      const { owner, module } = await published(api)
      await owner.post(COLLECTION, 'registry-modules', { name: 'label', provider: 'aws' })
      await owner.post(COLLECTION, 'registry-modules', { name: 'other', provider: 'null' })
      expect((await remove(owner, path)).status).toBe(204)
      const left = (await owner.get(COLLECTION)).list.map(({ attributes }) => [attributes['name'], attributes['provider']].join('/'))
      expect(left).toEqual(path.endsWith('label') ? ['other/null'] : ['label/aws', 'other/null'])
      expect(await versionsOf(owner)).toBe(404)
      expect((await owner.get(`/api/v2/registry-modules/${module.id}`)).status).toBe(404)
      const again = await remove(owner, path)
      expect(again.status).toBe(404)
      problemsOf(again)
      expect(await api.database.selectFrom('vcs_repositories').selectAll().execute()).toEqual([])
    })
  }

  it('deletes the module with its last version, and keeps the repository for its other modules', async () => {
    const api = await start()
    const { owner, module } = await published(api)
    const oauthTokenId = String((module.attributes['vcs-repo'] as Record<string, unknown>)['oauth-token-id'])
    const second = await owner.post(`${COLLECTION}/vcs`, 'registry-modules', {
      'vcs-repo': { identifier: 'platform/terraform-null-label', 'oauth-token-id': oauthTokenId },
      name: 'second',
    })
    expect(second.status).toBe(201)
    await api.runJobs()
    expect((await owner.delete(`${MODULE}/1.1.0`)).status).toBe(204)
    expect((await owner.delete(`${MODULE}/1.0.0`)).status).toBe(204)
    expect((await owner.get(COLLECTION)).list.map(({ id }) => id)).toEqual([second.data.id])
    expect(await api.database.selectFrom('vcs_repositories').selectAll().execute()).toHaveLength(1)
    expect((await owner.get(`${REGISTRY}/acme/second/null/1.1.0/download`)).status).toBe(204)
  })

  it('does not import a deleted version again until its tag is pushed again, in any spelling', async () => {
    const api = await start()
    const { owner, module, repository } = await published(api, ['v1.0.0', 'v1.1.0', '1.1.0'])
    const resync = async () => {
      await owner.call('POST', `/api/v2/registry-modules/${module.id}/actions/resync`)
      await api.runJobs()
    }
    await owner.delete(`${MODULE}/1.1.0`)
    await resync()
    const next = await repository.commit({ files: { 'more.tf': '' }, tags: ['v1.2.0'] })
    await resync()
    expect(await versionsOf(owner)).toEqual(['1.2.0', '1.0.0'])
    expect(await decisions(owner, module.id)).toEqual({
      '1.1.0': 'deleted',
      'v1.0.0': 'imported',
      'v1.1.0': 'deleted',
      'v1.2.0': 'imported',
    })
    await repository.tag('v1.1.0', next)
    await resync()
    expect(await versionsOf(owner)).toEqual(['1.2.0', '1.1.0', '1.0.0'])
  })

  it('imports everything again when the module is published again', async () => {
    const api = await start()
    const { owner, module } = await published(api)
    await owner.delete(`${MODULE}/1.1.0`)
    await owner.delete(MODULE)
    const oauthTokenId = String((module.attributes['vcs-repo'] as Record<string, unknown>)['oauth-token-id'])
    const again = await owner.post(`${COLLECTION}/vcs`, 'registry-modules', {
      'vcs-repo': { identifier: 'platform/terraform-null-label', 'oauth-token-id': oauthTokenId },
    })
    expect(again.status).toBe(201)
    expect(again.data.id).not.toBe(module.id)
    await api.runJobs()
    expect(await versionsOf(owner)).toEqual(['1.1.0', '1.0.0'])
  })

  it('answers 404 for missing resources, and for versions of public modules', async () => {
    const api = await start()
    const { owner } = await published(api)
    for (const path of [
      `${MODULE}/9.9.9`,
      `${COLLECTION}/private/acme/nothing`,
      `${COLLECTION}/private/acme/label/aws`,
      `${COLLECTION}/private/other/label/null`,
      `${COLLECTION}/public/acme/label/null`,
      `${COLLECTION}/public/acme/label/null/1.0.0`,
      `${COLLECTION}/elsewhere/acme/label/null`,
      '/api/v2/organizations/none/registry-modules/private/acme/label/null',
      `${DEPRECATED}/nothing`,
      `${DEPRECATED}/label/aws`,
      `${DEPRECATED}/label/null/9.9.9`,
    ]) {
      expect([path, (await remove(owner, path)).status]).toEqual([path, 404])
    }
    expect(await versionsOf(owner)).toEqual(['1.1.0', '1.0.0'])
  })

  it('is for those who manage modules', async () => {
    const api = await start()
    const { owner } = await published(api)
    const paths = [MODULE, `${MODULE}/1.0.0`, `${COLLECTION}/private/acme/label`, `${DEPRECATED}/label`, `${DEPRECATED}/label/null/1.0.0`]
    for (const caller of [await api.member(owner, 'acme', 'rea'), await api.founder('other')]) {
      for (const path of paths) expect([path, (await remove(caller, path)).status]).toEqual([path, 404])
    }
    expect(await versionsOf(owner)).toEqual(['1.1.0', '1.0.0'])
    const manager = await api.member(owner, 'acme', 'mia', { 'manage-modules': true })
    expect((await manager.delete(`${MODULE}/1.0.0`)).status).toBe(204)
    const { data } = await owner.call('POST', '/api/v2/organizations/acme/authentication-token')
    expect((await api.withToken(String(data.attributes['token'])).delete(MODULE)).status).toBe(204)
  })

  it('succeeds for one of many concurrent requests', async () => {
    const api = await start()
    const { owner } = await published(api)
    const answers = await Promise.all([1, 2, 3].map(() => owner.delete(MODULE)))
    expect(statusesOf(answers)).toEqual([204, 404, 404])
    expect(await api.database.selectFrom('deleted_registry_modules').selectAll().execute()).toHaveLength(1)
  })

  it('is safe while versions are imported', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const { module } = await api.publish(owner, 'acme', { tags: Array.from({ length: 12 }, (_, minor) => `v1.${minor}.0`) })
    const importing = api.runJobs()
    let statuses: { version: string; status: string }[] = []
    // Somewhere in the middle; the exact moment must not matter.
    while (statuses.every(({ status }) => status === 'pending')) {
      await delay(1)
      statuses = (await owner.get(`/api/v2/registry-modules/${module.id}`)).data.attributes['version-statuses'] as typeof statuses
    }
    for (const version of ['1.0.0', '1.11.0']) expect((await owner.delete(`${MODULE}/${version}`)).status).toBe(204)
    await importing
    expect(await versionsOf(owner)).toEqual(Array.from({ length: 10 }, (_, index) => `1.${10 - index}.0`))
    const [failed] = await api.database.selectFrom('jobs').selectAll().where('state', '=', 'failed').execute()
    expect(failed).toBeUndefined()
    expect((await owner.delete(MODULE)).status).toBe(204)
    expect(api.complaints).toEqual([])
  })
})
