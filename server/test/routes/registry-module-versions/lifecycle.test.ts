import { expect, it } from 'vitest'
import { purgeTrash } from '../../../src/registry-modules/trash/purge-job.ts'
import { type Answer, type Api, type ApiOptions, type Caller, describeApi, REGISTRY } from '../../support/api.ts'
import { expectResource, refusal } from '../../support/json-api-shape.ts'

const MODULE = '/api/v2/organizations/acme/registry-modules/private/acme/label/null'
const PUBLISHED = `${REGISTRY}/acme/label/null`

const DEPRECATED = { deprecation: { 'deprecated-status': 'Deprecated', reason: 'has a bug', link: 'https://example.com/why' } }
const UNDEPRECATED = { deprecation: { 'deprecated-status': 'Undeprecated' } }
const REVOKED = { revocation: { status: 'Revoked', message: 'leaks a secret', link: 'https://example.com/leak' } }
const UNREVOKED = { revocation: { status: 'Unrevoked' } }

async function published(api: Api, tags = ['v1.0.0', 'v1.1.0']) {
  const owner = await api.founder('acme')
  const { module } = await api.publish(owner, 'acme', { tags })
  await api.runJobs()
  return { owner, module }
}

const change = (caller: Caller, version: string, attributes: unknown): Promise<Answer> =>
  caller.patch(`${MODULE}/${version}`, 'module-versions', attributes)

async function listed(caller: Caller): Promise<{ version: string; deprecation?: unknown }[]> {
  const { modules } = (await caller.get(`${PUBLISHED}/versions`)).json as { modules: { versions: { version: string }[] }[] }
  return modules[0]?.versions ?? []
}

const download = (caller: Caller, version: string) => caller.get(`${PUBLISHED}/${version}/download`)

async function revoke(owner: Caller, version: string, more: Record<string, unknown> = {}): Promise<void> {
  expect((await change(owner, version, DEPRECATED)).status).toBe(200)
  expect((await change(owner, version, { revocation: { ...REVOKED.revocation, ...more } })).status).toBe(200)
}

/** Settings apply within a second, which passes here. */
const setter = (owner: Caller, clock: { advance(ms: number): void }) => async (settings: Record<string, boolean>) => {
  expect((await owner.patch('/api/v2/organizations/acme', 'organizations', settings)).status).toBe(200)
  clock.advance(1001)
}

describeApi('PATCH registry-modules/…/:version', (start) => {
  const startWithClock = async (options: ApiOptions = {}) => {
    const api = await start({ ...options, still: true })
    return { api, clock: api.clock }
  }

  it('deprecates a version, shows it everywhere, and reverses it', async () => {
    const api = await start()
    const { owner } = await published(api)
    const answer = await change(owner, '1.0.0', DEPRECATED)
    expect(answer.status).toBe(200)
    const { id } = (await owner.get(`${MODULE}/version?module_version=1.0.0`)).data
    expect(answer.json).toEqual({
      data: {
        id,
        type: 'module-versions',
        attributes: { version: '1.0.0' },
        relationships: { deprecation: { data: { id, type: 'deprecations' } } },
      },
      included: [{ id, type: 'deprecations', attributes: { reason: 'has a bug', link: 'https://example.com/why' } }],
    })
    const deprecation = { reason: 'has a bug', link: 'https://example.com/why' }
    expect(await listed(owner)).toEqual([{ version: '1.1.0' }, { version: '1.0.0', deprecation }])
    expect((await owner.get(`${PUBLISHED}/1.0.0`)).json).toMatchObject({ deprecation, revocation: null, versions: ['1.0.0', '1.1.0'] })
    expect((await owner.get(`${PUBLISHED}/1.1.0`)).json).toMatchObject({ deprecation: null })
    expect((await owner.get(`${MODULE}/version?module_version=1.0.0`)).data.attributes).toMatchObject({ deprecation, revocation: null })
    expect((await download(owner, '1.0.0')).status).toBe(204)

    const back = await change(owner, '1.0.0', UNDEPRECATED)
    expect([back.status, back.data.relationships, back.json['included']]).toEqual([200, undefined, undefined])
    expect(await listed(owner)).toEqual([{ version: '1.1.0' }, { version: '1.0.0' }])
  })

  it('revokes a version: it is no longer the latest, and downloads are refused with reason and replacement', async () => {
    const api = await start()
    const { owner, module } = await published(api)
    expect((await download(owner, '1.1.0')).status).toBe(204)
    await change(owner, '1.1.0', DEPRECATED)
    const answer = await change(owner, '1.1.0', REVOKED)
    expect(answer.status).toBe(200)
    expectResource(answer.data, 'registry-module-versions')
    expect(answer.data.attributes['revocation']).toEqual({ ...REVOKED.revocation, replacement: '' })
    expect((await owner.get(`${MODULE}/version?module_version=1.1.0`)).data).toEqual(answer.data)
    expect((await owner.get(`/api/v2/registry-modules/${module.id}`)).data.attributes).toMatchObject({
      'revoked-versions': ['1.1.0'],
      'version-statuses': [
        { version: '1.1.0', status: 'ok' },
        { version: '1.0.0', status: 'ok' },
      ],
    })
    const deprecation = { reason: 'has a bug', link: 'https://example.com/why' }
    // Still listed: Terraform requests, and reports errors of, only listed versions.
    expect(await listed(owner)).toEqual([{ version: '1.1.0', deprecation }, { version: '1.0.0' }])
    const refused = await download(owner, '1.1.0')
    expect(refused.status).toBe(403)
    expect(refused.json).toEqual({
      errors: ['version 1.1.0 of acme/label/null was revoked: leaks a secret. Use version 1.0.0 instead. See https://example.com/leak'],
    })
    expect(refused.headers['x-terraform-get']).toBeUndefined()
    expect((await owner.get(PUBLISHED)).json).toMatchObject({ version: '1.0.0' })
    expect((await owner.get(`${PUBLISHED}/1.1.0`)).json).toMatchObject({ revocation: { message: 'leaks a secret' } })

    expect(refusal(await change(owner, '1.1.0', UNDEPRECATED))).toEqual([422, '/data/attributes/deprecation'])
    expect((await change(owner, '1.1.0', UNREVOKED)).data.attributes['revocation']).toBeNull()
    expect((await download(owner, '1.1.0')).status).toBe(204)
    expect(await listed(owner)).toEqual([{ version: '1.1.0', deprecation }, { version: '1.0.0' }])
  })

  it('names the chosen replacement', async () => {
    const api = await start()
    const { owner } = await published(api, ['v1.0.0', 'v1.0.1', 'v2.0.0'])
    await revoke(owner, '1.0.0', { replacement: '1.0.1', link: '' })
    const [text] = (await download(owner, '1.0.0')).json['errors'] as string[]
    expect(text).toBe('version 1.0.0 of acme/label/null was revoked: leaks a secret. Use version 1.0.1 instead.')
  })

  it('never suggests a revoked version', async () => {
    const api = await start()
    const { owner } = await published(api, ['v1.0.0', 'v1.0.1', 'v2.0.0'])
    const said = async (version: string) => ((await download(owner, version)).json['errors'] as string[])[0]
    await revoke(owner, '1.0.0', { replacement: '1.0.1', link: '' })
    await revoke(owner, '1.0.1', { link: '' })
    expect(await said('1.0.0')).toBe('version 1.0.0 of acme/label/null was revoked: leaks a secret. Use version 2.0.0 instead.')
    await revoke(owner, '2.0.0', { link: '' })
    expect(await said('1.0.0')).toBe('version 1.0.0 of acme/label/null was revoked: leaks a secret.')
    expect(await said('2.0.0')).toBe('version 2.0.0 of acme/label/null was revoked: leaks a secret.')
  })

  it('lets the organization hide revoked versions, so that ranges resolve to others', async () => {
    const { api, clock } = await startWithClock()
    const { owner } = await published(api)
    await revoke(owner, '1.1.0')
    const versions = async () => (await listed(owner)).map(({ version }) => version)
    const set = setter(owner, clock)
    expect([await versions(), (await download(owner, '1.1.0')).status]).toEqual([['1.1.0', '1.0.0'], 403])
    await set({ 'hide-revoked-versions': true })
    expect([await versions(), (await download(owner, '1.1.0')).status]).toEqual([['1.0.0'], 403])
    // Known consumers must find it.
    await set({ 'allow-revoked-for-known-consumers': true })
    expect([await versions(), (await download(owner, '1.1.0')).status]).toEqual([['1.1.0', '1.0.0'], 403])
    await set({ 'allow-revoked-for-known-consumers': false, 'hide-revoked-versions': false })
    expect([await versions(), (await download(owner, '1.1.0')).status]).toEqual([['1.1.0', '1.0.0'], 403])
    expect((await owner.get(`${PUBLISHED}/download`)).headers['location']).toMatch(/\/1\.0\.0\/download$/)
  })

  it('lets the organization spare known consumers of the version, whoever they are', async () => {
    const { api, clock } = await startWithClock()
    const { owner } = await published(api)
    const team = await api.member(owner, 'acme', 'tim')
    const newcomer = await api.member(owner, 'acme', 'nora')
    const token = async (path: string) => String((await owner.post(path, 'authentication-tokens')).data.attributes['token'])
    const known = [
      owner,
      api.withToken(await token(`/api/v2/teams/${team.teamId}/authentication-token`)),
      api.withToken(await token('/api/v2/organizations/acme/authentication-token')),
    ]
    for (const caller of known) expect((await download(caller, '1.1.0')).status).toBe(204)
    expect((await download(newcomer, '1.0.0')).status).toBe(204)
    await revoke(owner, '1.1.0')
    const statuses = (callers: Caller[]) => Promise.all(callers.map(async (caller) => (await download(caller, '1.1.0')).status))
    expect(await statuses([...known, newcomer])).toEqual([403, 403, 403, 403])
    await setter(owner, clock)({ 'allow-revoked-for-known-consumers': true })
    // What is on record counts, written or not; a member of a team is not the team, and one let through is no way in for others.
    expect(await statuses([...known, newcomer, team])).toEqual([204, 204, 204, 403, 403])
    await api.app.modules.downloads.flush()
    const again = api.withToken(await token('/api/v2/organizations/acme/authentication-token'))
    expect(await statuses([owner, again, newcomer, team])).toEqual([204, 204, 403, 403])
    const [text] = (await download(newcomer, '1.1.0')).json['errors'] as string[]
    expect(text).toContain('was revoked: leaks a secret. Use version 1.0.0 instead. See https://example.com/leak')
    await setter(owner, clock)({ 'allow-revoked-for-known-consumers': false })
    expect(await statuses([owner, newcomer])).toEqual([403, 403])
  })

  it('spares consumers of other organizations too, as the revoking organization decides', async () => {
    const { api, clock } = await startWithClock()
    const { owner } = await published(api)
    const admin = await api.user('root')
    await api.database.updateTable('users').set({ is_site_admin: 1 }).where('id', '=', admin.userId).execute()
    const [consumer, other] = [await api.founder('consumer'), await api.founder('other')]
    const consumers = [
      { type: 'organizations', id: 'consumer' },
      { type: 'organizations', id: 'other' },
    ]
    const shared = await admin.call('PATCH', '/api/v2/admin/organizations/acme/relationships/module-consumers', {
      body: { data: consumers },
    })
    expect(shared.status).toBe(204)
    expect((await download(consumer, '1.1.0')).status).toBe(204)
    await revoke(owner, '1.1.0')
    await setter(owner, clock)({ 'allow-revoked-for-known-consumers': true })
    expect([(await download(consumer, '1.1.0')).status, (await download(other, '1.1.0')).status]).toEqual([204, 403])
  })

  it('refuses invalid changes', async () => {
    const api = await start()
    const { owner } = await published(api)
    const attempt = async (attributes: unknown, version = '1.0.0') => refusal(await change(owner, version, attributes))
    expect(await attempt({})).toEqual([422, '/data/attributes'])
    expect(await attempt({ ...DEPRECATED, ...REVOKED })).toEqual([422, '/data/attributes'])
    expect(await attempt(REVOKED)).toEqual([422, '/data/attributes/revocation'])
    expect(await attempt({ deprecation: { 'deprecated-status': 'Gone' } })).toEqual([422, '/data/attributes/deprecation/deprecated-status'])
    expect(await attempt({ deprecation: { ...DEPRECATED.deprecation, link: 'javascript:alert(1)', reason: 'x'.repeat(2001) } })).toEqual([
      422,
      '/data/attributes/deprecation/reason',
      '/data/attributes/deprecation/link',
    ])
    await change(owner, '1.0.0', DEPRECATED)
    for (const replacement of ['9.9.9', '1.0.0']) {
      expect(await attempt({ revocation: { ...REVOKED.revocation, replacement } })).toEqual([
        422,
        '/data/attributes/revocation/replacement',
      ])
    }
    expect((await change(owner, '9.9.9', DEPRECATED)).status).toBe(404)
    expect((await change(owner, '1.0.0', UNREVOKED)).status).toBe(200)
    expect((await download(owner, '1.0.0')).status).toBe(204)
  })

  it('is for those who manage modules', async () => {
    const api = await start()
    const { owner } = await published(api)
    for (const caller of [await api.member(owner, 'acme', 'rea'), await api.founder('other')]) {
      expect((await change(caller, '1.0.0', DEPRECATED)).status).toBe(404)
    }
    expect((await change(await api.member(owner, 'acme', 'mia', { 'manage-modules': true }), '1.0.0', DEPRECATED)).status).toBe(200)
  })

  it('survives deletion and restore of the version, together with its known consumers', async () => {
    const { api, clock } = await startWithClock()
    const { owner } = await published(api)
    const newcomer = await api.member(owner, 'acme', 'nora')
    await download(owner, '1.1.0')
    await api.app.modules.downloads.flush()
    await revoke(owner, '1.1.0')
    await owner.delete(`${MODULE}/1.1.0`)
    await purgeTrash(api.database, clock.now())
    const [deleted] = (await owner.get('/api/v2/organizations/acme/deleted-registry-modules')).list
    await owner.call('POST', `/api/v2/deleted-registry-modules/${deleted?.id}/actions/restore`)
    expect((await download(owner, '1.1.0')).status).toBe(403)
    await setter(owner, clock)({ 'allow-revoked-for-known-consumers': true })
    expect([(await download(owner, '1.1.0')).status, (await download(newcomer, '1.1.0')).status]).toEqual([204, 403])
  })

  it('forgets the consumers of versions that can no longer be restored', async () => {
    const { api, clock } = await startWithClock()
    const { owner } = await published(api)
    await download(owner, '1.0.0')
    await download(owner, '1.1.0')
    await api.app.modules.downloads.flush()
    const onRecord = () => api.database.selectFrom('registry_module_version_consumers').selectAll().execute()
    await owner.delete(MODULE)
    await purgeTrash(api.database, clock.now())
    expect(await onRecord()).toHaveLength(2)
    clock.advance(31 * 24 * 3_600_000)
    await purgeTrash(api.database, clock.now())
    expect(await onRecord()).toEqual([])
  })
})
