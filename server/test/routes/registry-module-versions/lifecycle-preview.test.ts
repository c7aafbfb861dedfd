import { expect, it } from 'vitest'
import { type Api, type Caller, describeApi, REGISTRY } from '../../support/api.ts'
import { refusal } from '../../support/json-api-shape.ts'

const MODULE = '/api/v2/organizations/acme/registry-modules/private/acme/label/null'
const PUBLISHED = `${REGISTRY}/acme/label/null`
const DEPRECATED = { deprecation: { 'deprecated-status': 'Deprecated', reason: 'has a bug', link: 'https://example.com/why' } }
const REVOKED = { revocation: { status: 'Revoked', message: 'leaks a secret', link: 'https://example.com/leak', replacement: '1.0.1' } }

async function published(api: Api) {
  const owner = await api.founder('acme')
  await api.publish(owner, 'acme', { tags: ['v1.0.0', 'v1.0.1', 'v2.0.0'] })
  await api.runJobs()
  return owner
}

const preview = (caller: Caller, attributes: unknown, version = '1.0.0') =>
  caller.post(`${MODULE}/${version}/actions/preview`, 'module-versions', attributes)

describeApi('POST registry-modules/…/:version/actions/preview', (start) => {
  it('shows what a download is then refused with, before anything is changed', async () => {
    const api = await start()
    const owner = await published(api)
    const shown = await preview(owner, REVOKED)
    expect(shown.status).toBe(200)
    expect((await owner.get(`${PUBLISHED}/1.0.0/download`)).status).toBe(204)
    for (const attributes of [DEPRECATED, REVOKED]) await owner.patch(`${MODULE}/1.0.0`, 'module-versions', attributes)
    const refused = await owner.get(`${PUBLISHED}/1.0.0/download`)
    expect([refused.status, refused.json['errors']]).toEqual([403, [shown.data.attributes['refusal']]])
    expect(shown.data.attributes['refusal']).toContain('leaks a secret. Use version 1.0.1 instead. See https://example.com/leak')
  })

  it('shows the version as clients list it, deprecated, hidden or kept for those who know it', async () => {
    const api = await start()
    const owner = await published(api)
    const deprecated = (await preview(owner, DEPRECATED)).data.attributes
    expect(deprecated).toMatchObject({ refusal: null, 'spares-known-consumers': false })
    await owner.patch(`${MODULE}/1.0.0`, 'module-versions', DEPRECATED)
    const { modules } = (await owner.get(`${PUBLISHED}/versions`)).json as { modules: { versions: { version: string }[] }[] }
    expect(deprecated['listed-as']).toEqual(modules[0]?.versions.find(({ version }) => version === '1.0.0'))
    const set = (settings: Record<string, boolean>) => owner.patch('/api/v2/organizations/acme', 'organizations', settings)
    await set({ 'hide-revoked-versions': true })
    expect((await preview(owner, REVOKED)).data.attributes).toMatchObject({ 'listed-as': null, 'spares-known-consumers': false })
    await set({ 'allow-revoked-for-known-consumers': true })
    const spared = (await preview(owner, REVOKED)).data.attributes
    expect(spared).toMatchObject({ 'listed-as': deprecated['listed-as'], 'spares-known-consumers': true })
  })

  it('refuses the texts that the change refuses', async () => {
    const api = await start()
    const owner = await published(api)
    const wrong = { revocation: { ...REVOKED.revocation, link: 'javascript:alert(1)', replacement: '9.9.9' } }
    expect(refusal(await preview(owner, wrong))).toEqual([
      422,
      '/data/attributes/revocation/link',
      '/data/attributes/revocation/replacement',
    ])
    expect((await preview(owner, REVOKED, '9.9.9')).status).toBe(404)
  })
})
