// How much an organization may store: archives, also in the trash, and uploads that wait for their import.
import { randomBytes } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { createGzip } from 'node:zlib'
import { pack } from 'tar-stream'
import { expect, it } from 'vitest'
import { type Api, type Caller, describeApi, PUBLIC_URL, SMALL_MODULE } from '../../support/api.ts'
import { statusesOf } from '../../support/json-api-shape.ts'

const ACME = '/api/v2/organizations/acme'
const MODULES = `${ACME}/registry-modules`
const ONE_MEGABYTE = { settings: { TERRACE_QUOTA_ORGANIZATION_MEGABYTES: '1' } }
const REASON = expect.stringMatching(/would exceed the quota of 1 MB of archives: .*ask the operator/)

/** Text that compression makes no smaller than this. */
const filling = (kilobytes: number) => randomBytes(kilobytes * 1024).toString('latin1')
const files = (kilobytes: number) => ({ ...SMALL_MODULE, 'filling.txt': filling(kilobytes) })

/** Of at least 600 KB: one fits into a megabyte, and two do not. */
const LARGE = 600

function archive(kilobytes: number): Promise<Buffer> {
  const tar = pack()
  for (const [name, content] of Object.entries(files(kilobytes))) tar.entry({ name }, content)
  tar.finalize()
  return buffer(tar.pipe(createGzip()))
}

const bytesOf = async (owner: Caller) => Number((await owner.get(`${ACME}/entitlement-set`)).data.attributes['byte-count'])
const versionsOf = async (owner: Caller, id: string) =>
  (await owner.get(`/api/v2/registry-modules/${id}`)).data.attributes['version-statuses'] as { version: string; status: string }[]

async function uploadable(api: Api, owner: Caller, version: string) {
  const answer = await owner.post(`${MODULES}/private/acme/x/y/versions`, 'registry-module-versions', { version })
  const path = String(answer.data.links['upload']).slice(PUBLIC_URL.length)
  return (body: Buffer, headers: Record<string, string> = {}) => api.anonymous.call('PUT', path, { body, headers })
}

describeApi('a quota of bytes', (start) => {
  it('fails the import of what is too much, says why, and imports it when there is room and somebody asks', async () => {
    const api = await start({ ...ONE_MEGABYTE, own: true })
    const owner = await api.founder('acme')
    const { module, repository } = await api.publish(owner, 'acme', { files: files(LARGE) })
    await api.runJobs()
    const used = await bytesOf(owner)
    expect(used).toBeGreaterThan(LARGE * 1024)
    await repository.commit({ files: files(LARGE), tags: ['v2.0.0'] })
    await owner.call('POST', `/api/v2/registry-modules/${module.id}/actions/resync`)
    await api.runJobs()
    expect(await versionsOf(owner, module.id)).toEqual([
      { version: '2.0.0', status: 'reg_ingress_failed', error: REASON },
      { version: '1.0.0', status: 'ok' },
    ])
    expect(await bytesOf(owner)).toBe(used)
    expect(readdirSync(join(api.dataDirectory, 'objects', 'modules', 'sha256'))).toHaveLength(1)

    const retry = async () => {
      await owner.call('POST', `/api/v2/registry-modules/${module.id}/actions/retry`)
      await api.runJobs()
      return (await versionsOf(owner, module.id)).find(({ version }) => version === '2.0.0')?.status
    }
    await owner.delete(`${MODULES}/private/acme/label/null/1.0.0`)
    expect([await retry(), await bytesOf(owner)]).toEqual(['reg_ingress_failed', used])
    const [deleted] = (await owner.get(`${ACME}/deleted-registry-modules`)).list
    expect((await owner.delete(`/api/v2/deleted-registry-modules/${deleted?.id}`)).status).toBe(204)
    expect(await bytesOf(owner)).toBe(0)
    expect(await retry()).toBe('ok')
  })

  it('counts an archive once, however many versions have it, and lets restores pass', async () => {
    const api = await start({ ...ONE_MEGABYTE, own: true })
    const owner = await api.founder('acme')
    const { module } = await api.publish(owner, 'acme', { files: files(LARGE), tags: ['v1.0.0', 'v1.0.1', 'v1.1.0'] })
    await api.runJobs()
    const used = await bytesOf(owner)
    expect((await versionsOf(owner, module.id)).map(({ status }) => status)).toEqual(['ok', 'ok', 'ok'])
    await owner.delete(`${MODULES}/private/acme/label/null`)
    expect(await bytesOf(owner)).toBe(used)
    const [deleted] = (await owner.get(`${ACME}/deleted-registry-modules`)).list
    expect((await owner.call('POST', `/api/v2/deleted-registry-modules/${deleted?.id}/actions/restore`)).status).toBe(200)
    expect(await bytesOf(owner)).toBe(used)
  })

  it('refuses uploads that do not fit, with and without an announced length, and keeps nothing of them', async () => {
    const api = await start({ ...ONE_MEGABYTE, own: true })
    const owner = await api.founder('acme')
    await owner.post(MODULES, 'registry-modules', { name: 'x', provider: 'y' })
    const [first, second] = [await uploadable(api, owner, '1.0.0'), await uploadable(api, owner, '2.0.0')]
    const [fits, other] = [await archive(LARGE), await archive(LARGE)]
    expect((await first(fits)).status).toBe(200)
    for (const headers of [{}, { 'content-length': '0' }]) {
      const refused = await second(other, headers)
      expect([refused.status, refused.json]).toEqual([422, { errors: [REASON] }])
    }
    expect(readdirSync(join(api.dataDirectory, 'objects', 'uploads'))).toHaveLength(1)
    // The same address may be used again: the new archive takes the place of the old one.
    expect((await first(other)).status).toBe(200)
    await api.runJobs()
    expect((await owner.get(`${MODULES}/private/acme/x/y`)).data.attributes['version-statuses']).toEqual([
      { version: '2.0.0', status: 'pending' },
      { version: '1.0.0', status: 'ok' },
    ])
  })

  it('is kept by uploads at the same moment', async () => {
    const api = await start({ ...ONE_MEGABYTE, own: true })
    const owner = await api.founder('acme')
    await owner.post(MODULES, 'registry-modules', { name: 'x', provider: 'y' })
    const puts = await Promise.all(['1.0.0', '1.1.0', '1.2.0'].map((version) => uploadable(api, owner, version)))
    const bodies = await Promise.all(puts.map(() => archive(LARGE)))
    const answers = await Promise.all(puts.map((put, index) => put(bodies[index] ?? Buffer.alloc(0))))
    expect(statusesOf(answers)).toEqual([200, 422, 422])
  })
})
