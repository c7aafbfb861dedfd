// Archives that are no longer what was published: refused, on record, and served again once a good copy is back.
import { appendFile, readFile, rename, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { type Api, type Caller, describeApi, PUBLIC_URL, REGISTRY } from '../support/api.ts'

const DAY = 24 * 3_600_000
const MODULE = `${REGISTRY}/acme/label/null`
const VERSION = '/api/v2/organizations/acme/registry-modules/private/acme/label/null/version?module_version='

const MANY = { 'main.tf': 'variable "name" {}\n', 'other.tf': 'variable "other" {}\n' }

/** A module with two versions of different content. */
async function published(api: Api) {
  const owner = await api.founder('acme')
  const { module, repository } = await api.publish(owner, 'acme')
  await repository.commit({ files: MANY, tags: ['v2.0.0'] })
  await api.runJobs()
  return { owner, module, repository }
}

async function addressOf(caller: Caller, version = '1.0.0'): Promise<string> {
  const { status, headers } = await caller.get(`${MODULE}/${version}/download`)
  expect(status).toBe(204)
  return (headers['x-terraform-get'] ?? '').slice(PUBLIC_URL.length)
}

const fileOf = (api: Api, address: string) => join(api.dataDirectory, 'objects', /object\/([^?]*)/.exec(address)?.[1] ?? '')

/** Other bytes in a file that looks as before. */
async function rot(file: string): Promise<Buffer> {
  const [bytes, { atime, mtime }] = [await readFile(file), await stat(file)]
  const rotten = Buffer.from(bytes)
  rotten[rotten.length - 1] = (rotten.at(-1) ?? 0) ^ 1
  await writeFile(file, rotten)
  await utimes(file, atime, mtime)
  return bytes
}

const problemOf = async (caller: Caller, version = '1.0.0') => (await caller.get(VERSION + version)).data.attributes['archive-problem']

describeApi('an archive that is no longer what was published', (start) => {
  it.each([
    ['truncated', 'damaged', (file: string) => truncate(file, 10)],
    ['longer', 'damaged', (file: string) => appendFile(file, 'x')],
    ['other bytes', 'damaged', rot],
    ['deleted', 'missing', (file: string) => rm(file)],
  ])('%s, is refused, while the protocol goes on as before', async (_what, problem, damage) => {
    const api = await start()
    const { owner } = await published(api)
    const versions = (await owner.get(`${MODULE}/versions`)).text
    const address = await addressOf(owner)
    expect((await api.anonymous.get(address)).status).toBe(200)
    await damage(fileOf(api, address))
    for (const headers of [{}, { range: 'bytes=0-1' }]) {
      const refused = await api.anonymous.get(address, headers)
      expect([refused.status, refused.json]).toEqual([503, { errors: [expect.stringMatching(/restore it from a backup/)] }])
    }
    expect((await api.anonymous.call('HEAD', address)).status).toBe(503)
    expect((await owner.get(`${MODULE}/versions`)).text).toBe(versions)
    expect((await api.anonymous.get(await addressOf(owner, '2.0.0'))).status).toBe(200)
    expect([await problemOf(owner), await problemOf(owner, '2.0.0')]).toEqual([problem, null])
    expect(api.log()).toContain('"versions":["acme/label/null 1.0.0"]')
  })

  it('is found by the weekly check, refused by every process, and served again once it is restored', async () => {
    const api = await start({ own: true })
    const { owner } = await published(api)
    const address = await addressOf(owner)
    const other = await api.another()
    const elsewhere = () => other.http.inject({ url: address })
    const checkedAt = new Date(api.clock.now()).toISOString()
    await api.pass(0)
    const checked = { 'archive-problem': null, 'archive-checked-at': checkedAt }
    expect((await owner.get(`${VERSION}1.0.0`)).data.attributes).toMatchObject(checked)
    expect([(await api.anonymous.get(address)).status, (await elsewhere()).statusCode]).toEqual([200, 200])

    const file = fileOf(api, address)
    const good = await rot(file)
    await api.pass(6 * DAY)
    expect(await problemOf(owner)).toBeNull()
    await api.pass(2 * DAY)
    expect([await problemOf(owner), await problemOf(owner, '2.0.0')]).toEqual(['damaged', null])
    expect(api.complaints).toEqual(['archive is not what was published: restore it from a backup'])
    const fresh = await addressOf(owner)
    expect([(await api.anonymous.get(fresh)).status, (await other.http.inject({ url: fresh })).statusCode]).toEqual([503, 503])

    await writeFile(`${file}.restored`, good)
    await rename(`${file}.restored`, file)
    await api.pass(0)
    expect(await problemOf(owner)).toBeNull()
    expect([(await api.anonymous.get(fresh)).bytes.equals(good), (await other.http.inject({ url: fresh })).statusCode]).toEqual([true, 200])
  })

  it('is found by the weekly check in the trash too, so that its restore brings back no surprise', async () => {
    const api = await start()
    const { owner } = await published(api)
    const address = await addressOf(owner)
    await owner.call('DELETE', '/api/v2/organizations/acme/registry-modules/private/acme/label/null/1.0.0')
    const good = await rot(fileOf(api, address))
    await api.pass(8 * DAY)
    expect(api.complaints).toEqual(['archive is not what was published: restore it from a backup'])
    expect(api.log()).toContain('"versions":["acme/label/null 1.0.0 (deleted)"]')
    await writeFile(fileOf(api, address), good)
    await api.pass(0)
    expect(api.complaints).toHaveLength(1)
    expect(api.log()).toContain('archive is what was published again')
  })

  it('is not given to another version with the same files: they are packed again, which heals it', async () => {
    const api = await start()
    const { owner, module, repository } = await published(api)
    const address = await addressOf(owner, '2.0.0')
    await rot(fileOf(api, address))
    await repository.commit({ files: MANY, tags: ['v2.0.1'] })
    await owner.call('POST', `/api/v2/registry-modules/${module.id}/actions/resync`)
    await api.runJobs()
    const same = await addressOf(owner, '2.0.1')
    expect(same.split('?')[0]).toBe(address.split('?')[0])
    expect([(await api.anonymous.get(same)).status, (await api.anonymous.get(address)).status]).toEqual([200, 200])
    expect([await problemOf(owner, '2.0.0'), await problemOf(owner, '2.0.1')]).toEqual([null, null])
  })

  it('is looked for no more when the setting says so', async () => {
    const api = await start({ settings: { TERRACE_ARCHIVE_CHECK_DAYS: '0' } })
    const { owner } = await published(api)
    await rot(fileOf(api, await addressOf(owner)))
    await api.pass(30 * DAY)
    expect(await problemOf(owner)).toBeNull()
  })

  it.each([
    ['one of two', ['1.0.0']],
    ['every one', ['1.0.0', '2.0.0']],
  ])('leaves the server ready, which serves whatever else it has, when it is %s that got lost', async (_which, lost) => {
    const api = await start()
    const { owner } = await published(api)
    for (const version of lost) await rm(fileOf(api, await addressOf(owner, version)))
    expect((await api.anonymous.get('/readyz')).status).toBe(200)
    expect((await api.anonymous.get(await addressOf(owner))).status).toBe(503)
    expect((await owner.get(`${MODULE}/versions`)).status).toBe(200)
  })

  it('makes the server unready when the directory is another one', async () => {
    const api = await start({ own: true })
    const { owner } = await published(api)
    const address = await addressOf(owner)
    expect((await api.anonymous.get('/readyz')).status).toBe(200)
    const objects = join(api.dataDirectory, 'objects')
    await rename(objects, `${objects}-away`)
    expect((await api.anonymous.get('/readyz')).text).toBe('the storage of archives cannot be read and written\n')
    await api.app.modules.archivist.putFile('modules/none', join(`${objects}-away`, fileOf(api, address).slice(objects.length)))
    const foreign = await api.anonymous.get('/readyz')
    expect([foreign.status, foreign.text]).toEqual([503, 'the storage of archives is not the one that belongs to the database\n'])
    await api.another()
    expect(api.complaints).toContain('the storage of archives is not the one that belongs to the database')
    await rm(objects, { recursive: true })
    await rename(`${objects}-away`, objects)
    expect((await api.anonymous.get('/readyz')).status).toBe(200)
  })
})
