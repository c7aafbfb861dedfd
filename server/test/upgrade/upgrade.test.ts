// A data directory and a PostgreSQL database of an earlier release open with this one, without loss.
import { createHash } from 'node:crypto'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { Client } from 'pg'
import { expect, it } from 'vitest'
import { type App, createApp } from '../../src/app/create-app.ts'
import { openInstallation } from '../../src/app/installation.ts'
import { describeOnEveryDatabase, type TestDatabase } from '../support/databases.ts'
import { createManualClock } from '../support/jobs.ts'

const MADE_BEFORE = join(import.meta.dirname, 'fixtures', 'before-wings')
/** Within the time to restore the trash. */
const A_DAY_LATER = Date.parse('2026-11-29T12:00:00Z')
const TOKENS = {
  sqlite: 'e5N0mP0vZ1nLyl.atlasv1.jq5h4UPPAPhS33mLTjXFBpV2WQQDlhzRxjn5f1dsvPFPoiAY8SDc6TpzPCS8XmosNC4',
  postgres: 'JyYalFQtUcvej0.atlasv1.uMz0ClIB7fqXH6Hn0VMfNcBVEZWRVUnITSpsCpSVLgZSanUTSWKVKgsS4eDHbM3vA7D',
}
/** The response of that release for 2.0.0. */
const CHECKSUM = 'cb97dcb2e1d5b8ce488617603a92259111a1d0c52d8eb314459bd0e6a759547d'
const COMMIT = '9231ce1689938feb5d78a20114c0fbfb6a8bfe03'
const REGISTRY = '/api/registry/v1/modules/acme'
const TRASH = '/api/v2/organizations/acme/deleted-registry-modules'

/** @param database an empty one; used where it is PostgreSQL */
async function openFormerData({ config }: TestDatabase) {
  await using ends = new AsyncDisposableStack()
  const directory = mkdtempSync(join(tmpdir(), 'terrace-upgrade-'))
  ends.defer(() => rmSync(directory, { recursive: true, force: true, maxRetries: 5 }))
  cpSync(join(MADE_BEFORE, 'secret.key'), join(directory, 'secret.key'))
  cpSync(join(MADE_BEFORE, 'objects'), join(directory, 'objects'), { recursive: true })
  if (config.kind === 'postgres') await restoreDump(config.url)
  else writeFileSync(join(directory, 'terrace.sqlite'), unzipped('terrace.sqlite.gz'))
  const installation = ends.use(
    await openInstallation({
      TERRACE_DATA_DIR: directory,
      TERRACE_PUBLIC_URL: 'https://registry.example.com',
      TERRACE_ALLOW_FILE_REMOTES: 'on',
      TERRACE_SECRET_KEY_FILE: join(directory, 'secret.key'),
      TERRACE_STORAGE_URL: `file://${join(directory, 'objects')}`,
      TERRACE_LOG_LEVEL: 'error',
      ...(config.kind === 'postgres' ? { TERRACE_DATABASE_URL: config.url } : {}),
    }),
  )
  const app = await createApp(installation, { clock: createManualClock(A_DAY_LATER) })
  ends.defer(() => app.close())
  const end = ends.move()
  return { ...callsOf(app, TOKENS[config.kind]), [Symbol.asyncDispose]: () => end.disposeAsync() }
}

const unzipped = (name: string) => gunzipSync(readFileSync(join(MADE_BEFORE, name)))

async function restoreDump(connectionString: string): Promise<void> {
  const client = new Client({ connectionString })
  await client.connect()
  await client.query(unzipped('postgres.sql.gz').toString())
  await client.end()
}

function callsOf(app: App, token: string) {
  const call = async (method: 'GET' | 'POST' | 'PATCH', url: string, payload?: object) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/vnd.api+json' }
    const answer = await app.http.inject({ method, url, headers, ...(payload === undefined ? {} : { payload }) })
    expect([url, answer.statusCode]).toEqual([url, method === 'GET' && url.endsWith('/download') ? 204 : 200])
    return answer
  }
  return {
    get: async (url: string) => (await call('GET', url)).json(),
    post: async (url: string) => (await call('POST', url)).json(),
    /** As Terraform does: the link, the archive, its checksum. */
    async install(version: string) {
      const { headers } = await call('GET', `${REGISTRY}/label/null/${version}/download`)
      const link = new URL(String(headers['x-terraform-get']))
      const archive = await app.http.inject(link.pathname + link.search)
      expect(link.searchParams.get('checksum')).toBe(`sha256:${createHash('sha256').update(archive.rawPayload).digest('hex')}`)
      return link.searchParams.get('checksum')
    },
  }
}

const numbers = (versions: { version: string }[]) => versions.map(({ version }) => version)

describeOnEveryDatabase('data of an earlier release', (open) => {
  it('opens, and its versions are installed as before', async () => {
    await using opened = await openFormerData(await open({ empty: true }))
    const { get, install } = opened
    const [module] = (await get(`${REGISTRY}/label/null/versions`)).modules
    expect(module.versions).toEqual([{ version: '2.0.0' }, { version: '1.0.0', deprecation: { reason: 'use 2.0.0', link: '' } }])
    expect(await install('2.0.0')).toBe(`sha256:${CHECKSUM}`)
    const details = await get(`${REGISTRY}/label/null/2.0.0`)
    expect([details.archive_checksum, details.commit_sha]).toEqual([`sha256:${CHECKSUM}`, COMMIT])
    const { data } = await get('/api/v2/organizations/acme/registry-modules/private/acme/label/null')
    expect(data.attributes).toMatchObject({ 'no-code': true, 'publishing-mechanism': 'git_tag', status: 'setup_complete' })
  })

  it('restores what its trash holds', async () => {
    await using opened = await openFormerData(await open({ empty: true }))
    const { get, post, install } = opened
    const deleted: { id: string; attributes: { name: string; version: string | null } }[] = (await get(TRASH)).data
    expect(deleted.map(({ attributes: { name, version } }) => [name, version])).toEqual([
      ['gone', null],
      ['label', '1.1.0'],
    ])
    for (const { id } of deleted) await post(`/api/v2/deleted-registry-modules/${id}/actions/restore`)
    expect((await get(TRASH)).data).toEqual([])
    expect(numbers((await get(`${REGISTRY}/label/null/versions`)).modules[0].versions)).toEqual(['2.0.0', '1.1.0', '1.0.0'])
    await install('1.1.0')
    expect(numbers((await get(`${REGISTRY}/gone/null/versions`)).modules[0].versions)).toEqual(['0.2.0', '0.1.0'])
    const { data } = await get('/api/v2/organizations/acme/registry-modules/private/acme/gone/null')
    expect(data.attributes).toMatchObject({ 'no-code': true })
    const labels = await get(`/api/v2/registry-modules/${data.id}/tag-bindings`)
    expect(labels.data.map(({ attributes }: { attributes: object }) => attributes)).toMatchObject([{ key: 'team', value: 'storage' }])
  })
})
