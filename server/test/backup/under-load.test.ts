// A backup that is taken while a server imports and publishes, restored elsewhere: what was published works, the rest goes on.
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest'
import { openDatabase } from '../../src/database/index.ts'
import { startGitRemote, type TestGitRemote } from '../support/git-remote.ts'
import { createManagementApi } from '../support/management-api.ts'
import { buildRepository, type RepositoryBuilder } from '../support/repository-builder.ts'
import { type RunningServer, startServer } from '../support/running-server.ts'
import { bringKey, bringNewKey, emptyPlace, type Kind, type Place } from './places.ts'

const serverUrl = inject('postgresUrl')
const WAYS: readonly [Kind, Kind][] =
  serverUrl === null
    ? [['sqlite', 'sqlite']]
    : [
        ['sqlite', 'postgres'],
        ['postgres', 'sqlite'],
      ]
const TAGS = Array.from({ length: 30 }, (_unused, index) => `v1.${index}.0`)
const VERSIONS = { busy: TAGS.map((tag) => tag.slice(1)), held: ['0.1.0', ...TAGS.map((tag) => tag.slice(1))] }
const commitOf = (tag: string) => ({ files: { 'main.tf': `variable "tag" {\n  default = "${tag}"\n}\n` }, tags: [tag] })

let directory: string
let remote: TestGitRemote
const repositories: Record<string, RepositoryBuilder> = {}
/** called for every request for the held repository, which waits until this is undefined again */
let held: (() => void) | undefined
const ends: AsyncDisposable[] = []

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'terrace-backup-'))
  for (const name of ['busy', 'held']) repositories[name] = await buildRepository(join(directory, 'git', `terraform-null-${name}.git`))
  await repositories['busy']?.commits(TAGS.map((tag) => commitOf(tag)))
  await repositories['held']?.commit(commitOf('v0.1.0'))
  remote = await startGitRemote({
    root: join(directory, 'git'),
    faults: ({ path }) => {
      if (held === undefined || !path.includes('held')) return undefined
      held()
      return { kind: 'hang' }
    },
  })
})
afterEach(async () => {
  held = undefined
  for (const end of ends.splice(0).toReversed()) await end[Symbol.asyncDispose]()
  await remote.close()
  rmSync(directory, { recursive: true, force: true, maxRetries: 5 })
})

async function place(kind: Kind, name: string): Promise<Place> {
  const made = await emptyPlace(kind, join(directory, name), serverUrl)
  ends.push(made)
  return made
}

async function serve({ settings }: Place): Promise<RunningServer> {
  const server = await startServer({
    dataDirectory: settings['TERRACE_DATA_DIR'] ?? '',
    settings: { ...settings, TERRACE_ALLOW_PRIVATE_ADDRESSES: 'on', TERRACE_RATE_LIMIT: '0' },
  })
  ends.push(server)
  return server
}

interface Client {
  /** published versions of a module, oldest first */
  versions(module: string): Promise<string[]>
  /** Installs as Terraform does. @returns the hash of the archive, which is the one that the server announces */
  install(module: string, version: string): Promise<string>
}

function clientOf({ url }: RunningServer, token: string): Client {
  const get = async (path: string) => {
    const answer = await fetch(`${url}/api/registry/v1/modules/acme/${path}`, { headers: { authorization: `Bearer ${token}` } })
    expect([path, answer.status]).toEqual([path, path.endsWith('/download') ? 204 : 200])
    return answer
  }
  return {
    async versions(module) {
      const { modules }: { modules: { versions: { version: string }[] }[] } = JSON.parse(
        await (await get(`${module}/null/versions`)).text(),
      )
      return (modules[0]?.versions ?? []).map(({ version }) => version).toReversed()
    },
    async install(module, version) {
      const { headers } = await get(`${module}/null/${version}/download`)
      const link = new URL(headers.get('x-terraform-get') ?? '', url)
      const archive = Buffer.from(await (await fetch(`${url}${link.pathname}${link.search}`)).arrayBuffer())
      const sha256 = createHash('sha256').update(archive).digest('hex')
      expect(link.searchParams.get('checksum')).toBe(`sha256:${sha256}`)
      return sha256
    },
  }
}

/** @returns when a sync of one module waits for its host, and another module has the first of its versions */
async function beginImports(server: RunningServer, token: string): Promise<void> {
  const api = createManagementApi(server, token)
  await api.createOrganization('acme')
  const oauthTokenId = await api.connect('acme', { 'http-url': remote.url })
  const [module] = await api.publish('acme', oauthTokenId, [{ 'vcs-repo': { identifier: 'terraform-null-held' } }])
  await repositories['held']?.commits(TAGS.map((tag) => commitOf(tag)))
  const waits = new Promise<void>((resolve) => {
    held = resolve
  })
  expect((await api.call('POST', `/api/v2/registry-modules/${module?.id}/actions/resync`)).status).toBe(202)
  await waits
  const repo = { identifier: 'terraform-null-busy', 'oauth-token-id': oauthTokenId }
  const body = { data: { type: 'registry-modules', attributes: { 'vcs-repo': repo } } }
  expect((await api.call('POST', '/api/v2/organizations/acme/registry-modules/vcs', body)).status).toBe(201)
  const { versions } = clientOf(server, token)
  await expect.poll(async () => (await versions('busy')).length).toBeGreaterThan(0)
}

/** Every published version has its archive. Nobody waits for the leases of the server that is elsewhere. @returns how many */
async function checkRestored({ database: config, objects }: Place): Promise<number> {
  const database = await openDatabase(config)
  try {
    const { queries } = database
    const published = await queries.selectFrom('registry_module_versions').selectAll().where('status', '=', 'ok').execute()
    for (const { archive_key, archive_sha256 } of published) {
      const archive = readFileSync(join(objects, archive_key ?? ''))
      expect(createHash('sha256').update(archive).digest('hex')).toBe(archive_sha256)
    }
    const running = await queries.selectFrom('jobs').select('kind').where('state', '=', 'running').execute()
    expect(running.length).toBeGreaterThan(0)
    await queries.updateTable('jobs').set({ lease_until: 0 }).where('state', '=', 'running').execute()
    return published.length
  } finally {
    await database.close()
  }
}

describe.each(WAYS)('a backup of a server on %s that imports, restored to %s', (from, to) => {
  it('has the versions that were published, with the same bytes, and the imports go on', async () => {
    const [source, target] = [await place(from, 'source'), await place(to, 'target')]
    bringNewKey(source)
    const original = await serve(source)
    const token = await original.userWithToken('ada')
    await beginImports(original, token)
    const file = join(directory, 'backup.tar')
    expect(await source.run('backup', file)).toMatchObject({ code: 0, stderr: '' })
    held = undefined

    bringKey(source, target)
    expect(await target.run('restore', file)).toMatchObject({ code: 0, stderr: '' })
    expect(await checkRestored(target)).toBeGreaterThan(0)
    const restored = await serve(target)
    const [one, other] = [clientOf(original, token), clientOf(restored, token)]
    for (const [module, expected] of Object.entries(VERSIONS)) {
      await expect.poll(() => other.versions(module)).toEqual(expected)
      for (const version of expected) await other.install(module, version)
    }
    await expect.poll(() => one.versions('busy')).toEqual(VERSIONS.busy)
    for (const version of VERSIONS.busy) expect(await other.install('busy', version)).toBe(await one.install('busy', version))
  })
})
