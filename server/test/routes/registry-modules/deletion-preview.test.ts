import { expect, it } from 'vitest'
import { type Api, type Caller, describeApi, REGISTRY } from '../../support/api.ts'

const COLLECTION = '/api/v2/organizations/acme/registry-modules'
const MODULE = `${COLLECTION}/private/acme/label/null`
const PREVIEW = `${MODULE}/deletion-preview`
const DAY = 24 * 3_600_000
const NOBODY = { count: 0, named: [] }

async function published(api: Api, tags: string[]) {
  const owner = await api.founder('acme')
  await api.publish(owner, 'acme', { tags })
  await api.runJobs()
  return owner
}

const preview = async (caller: Caller, version?: string) =>
  (await caller.get(version === undefined ? PREVIEW : `${PREVIEW}?module_version=${version}`)).data.attributes

const download = (caller: Caller, version: string) => caller.get(`${REGISTRY}/acme/label/null/${version}/download`)

describeApi('GET registry-modules/…/deletion-preview', (start) => {
  it('counts what each scope deletes, as the deletion then does', async () => {
    const api = await start()
    const owner = await published(api, ['v1.0.0', 'v1.1.0', '1.1.0'])
    await owner.post(COLLECTION, 'registry-modules', { name: 'label', provider: 'aws' })
    expect(await preview(owner)).toMatchObject({ version: null })
    expect(await preview(owner, '1.1.0')).toMatchObject({
      version: { version: '1.1.0', modules: [], versions: 1, 'versions-left': 1, tags: ['1.1.0', 'v1.1.0'] },
      provider: { modules: [{ provider: 'null', versions: 2 }], versions: 2 },
      name: {
        modules: [
          { provider: 'aws', versions: 0 },
          { provider: 'null', versions: 2 },
        ],
        versions: 2,
      },
    })
    expect((await owner.delete(`${MODULE}/1.1.0`)).status).toBe(204)
    expect((await owner.get(`${PREVIEW}?module_version=1.1.0`)).status).toBe(404)
  })

  it('says when the version is the last one, and takes the module with it', async () => {
    const api = await start({ still: true })
    const owner = await published(api, ['v1.0.0'])
    const { version, 'restorable-until': until } = await preview(owner, '1.0.0')
    expect(version).toMatchObject({ 'versions-left': 0, modules: [{ provider: 'null', versions: 1 }] })
    expect(until).toBe(new Date(api.clock.now() + 30 * DAY).toISOString())
    await owner.delete(`${MODULE}/1.0.0`)
    expect((await owner.get(MODULE)).status).toBe(404)
    const [deleted] = (await owner.get('/api/v2/organizations/acme/deleted-registry-modules')).list
    expect(deleted?.attributes['expires-at']).toBe(until)
  })

  it('counts the downloads of the last 30 days, and names whose they were as far as the caller may know', async () => {
    const api = await start({ still: true })
    const owner = await published(api, ['v1.0.0', 'v1.1.0'])
    const secret = await api.member(owner, 'acme', 'tim', { 'manage-modules': true })
    const team = api.withToken(
      String((await owner.post(`/api/v2/teams/${secret.teamId}/authentication-token`, 'authentication-tokens')).data.attributes['token']),
    )
    await download(owner, '1.0.0')
    await download(team, '1.1.0')
    await api.app.modules.downloads.flush()
    const ownerName = (await owner.get('/api/v2/account/details')).data.attributes['username']
    const { name: teamName } = (await owner.get(`/api/v2/teams/${secret.teamId}`)).data.attributes
    const seen = await preview(owner, '1.1.0')
    const byTeam = { kind: 'teams', name: teamName }
    expect(seen['version']).toMatchObject({ downloads: 1, consumers: { count: 1, named: [byTeam] } })
    expect(seen['provider']).toMatchObject({ 'recent-downloads': 2, consumers: { count: 2 } })
    expect((seen['provider'] as { consumers: { named: unknown[] } }).consumers.named).toEqual(
      expect.arrayContaining([{ kind: 'users', name: ownerName }, byTeam]),
    )
    // A secret team is a consumer like any other, without its name.
    expect((await preview(secret, '1.1.0'))['version']).toMatchObject({ consumers: { count: 1, named: [] } })

    api.clock.advance(25 * DAY)
    await download(owner, '1.0.0')
    await api.app.modules.downloads.flush()
    api.clock.advance(10 * DAY)
    const later = await preview(owner, '1.1.0')
    expect(later['version']).toMatchObject({ downloads: 1, consumers: NOBODY })
    expect(later['provider']).toMatchObject({ 'recent-downloads': 1, consumers: { count: 1, named: [{ kind: 'users', name: ownerName }] } })
  })
})
