// Organizations that do their worst: with git hosts that hardly answer, and with archives that unpack to far more than they are.
import { mkdirSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { setTimeout as delay } from 'node:timers/promises'
import { createGzip } from 'node:zlib'
import { pack } from 'tar-stream'
import { type ApiClient, createApiClient } from '../demo/api-client.ts'
import { type RemoteFault, startGitRemote } from '../test/support/git-remote.ts'
import { forgeHeader, tarOf } from '../test/support/module-source.ts'
import { eventually } from './git-host.ts'
import type { Installation } from './import.ts'
import { IDENTIFIER } from './seed/module-repository.ts'

export type Hostile = AsyncDisposable

const REPOSITORIES = 3
const RESYNC_EVERY_MS = 1000
const LOOK_EVERY_MS = 50
const MEGABYTE = 1024 * 1024

interface SlowHost {
  /** with a repository to start with */
  root: string
  /** of the organization */
  name: string
  fault: RemoteFault
}

/** Some repositories of an organization, at a host that hardly answers. Their syncs are asked for again and again. */
export async function startSlowHost({ server, token }: Installation, { root, name, fault }: SlowHost): Promise<Hostile> {
  let isSlow = false
  let asked = 0
  const faults = () => {
    if (isSlow) asked++
    return isSlow ? fault : undefined
  }
  const remote = await startGitRemote({ root, faults })
  const api = createApiClient(server.url, token)
  await api.post('/api/v2/organizations', 'organizations', { name, email: 'hostile@example.com' })
  const connection = await api.post(`/api/v2/organizations/${name}/oauth-clients`, 'oauth-clients', {
    'service-provider': 'git',
    'http-url': remote.url,
  })
  const tokens = connection.relationships['oauth-tokens']?.data
  const oauthTokenId = Array.isArray(tokens) ? tokens[0]?.id : undefined
  const modules: string[] = []
  for (let index = 0; index < REPOSITORIES; index++) {
    const identifier = `${name}/terraform-null-module${index}`
    mkdirSync(dirname(join(root, identifier)), { recursive: true })
    symlinkOnce(join(root, `${IDENTIFIER}.git`), join(root, `${identifier}.git`))
    isSlow = false
    const module = await api.post(`/api/v2/organizations/${name}/registry-modules/vcs`, 'registry-modules', {
      'vcs-repo': { identifier, 'oauth-token-id': oauthTokenId },
    })
    isSlow = true
    modules.push(module.id)
  }
  await Promise.all(modules.map((id) => resync(server.url, token, id)))
  await eventually('the slow host is not asked', () => asked > 0)
  const stop = repeat(async () => {
    for (const id of modules) await resync(server.url, token, id)
    await delay(RESYNC_EVERY_MS)
  })
  return {
    async [Symbol.asyncDispose]() {
      await stop()
      await remote.close()
    },
  }
}

function symlinkOnce(target: string, path: string): void {
  try {
    symlinkSync(target, path)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
}

async function resync(url: string, token: string, id: string): Promise<void> {
  const answer = await fetch(`${url}/api/v2/registry-modules/${id}/actions/resync`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
  })
  await answer.arrayBuffer()
}

/** Uploads one archive after the other, as new versions of a module. The next one begins when the one before has its outcome. */
export async function uploadHeavily(
  { server, token }: Installation,
  { name, archives }: { name: string; archives: readonly Buffer[] },
): Promise<Hostile> {
  const api = createApiClient(server.url, token)
  await api.post('/api/v2/organizations', 'organizations', { name, email: 'hostile@example.com' })
  await api.post(`/api/v2/organizations/${name}/registry-modules`, 'registry-modules', { name: 'heavy', provider: 'null' })
  let uploads = 0
  let accepted = 0
  const stop = repeat(async (isOver) => {
    const archive = archives[uploads % archives.length] ?? Buffer.alloc(0)
    uploads++
    await uploadVersion(server.url, { token, name, api, version: `1.0.${uploads}`, archive, isOver, accepted: () => accepted++ })
  })
  await eventually('nothing heavy was uploaded', () => accepted > 0)
  return { [Symbol.asyncDispose]: stop }
}

interface Upload {
  token: string
  name: string
  api: ApiClient
  version: string
  archive: Buffer
  isOver: () => boolean
  /** called once the server has the archive */
  accepted: () => void
}

async function uploadVersion(url: string, { token, name, api, version, archive, isOver, accepted }: Upload): Promise<void> {
  const module = `/api/v2/organizations/${name}/registry-modules/private/${name}/heavy/null`
  const answer = await fetch(`${url}${module}/versions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/vnd.api+json' },
    body: JSON.stringify({ data: { type: 'registry-module-versions', attributes: { version } } }),
  })
  const { data } = (await answer.json()) as { data: { id: string; links: { upload: string } } }
  const put = await fetch(data.links.upload, { method: 'PUT', body: new Uint8Array(archive) })
  if (!put.ok) throw new Error(`an upload was answered with ${put.status}: ${await put.text()}`)
  accepted()
  const status = async () => {
    const { attributes } = await api.get(module)
    const versions = attributes['version-statuses'] as { version: string; status: string }[]
    return versions.find((each) => each.version === version)?.status
  }
  while (!isOver() && !['ok', 'reg_ingress_failed', 'clone_failed'].includes((await status()) ?? '')) await delay(LOOK_EVERY_MS)
}

/** Small ones that want to become large, an endless header, and one that is as heavy as it may be. */
export async function heavyArchives(): Promise<Buffer[]> {
  return [await zeros(), await hugeHeader(), await heavyModule()]
}

async function zeros(): Promise<Buffer> {
  const file = (await tarOf([{ name: 'zeros-00', content: Buffer.alloc(45 * MEGABYTE) }])).subarray(0, -1024)
  return gzipped(function* () {
    for (const number of Array(15).keys()) yield forgeHeader(file, 0, 0, Buffer.from(`zeros-${number}\0`))
  })
}

async function hugeHeader(): Promise<Buffer> {
  const header = (await tarOf([{ name: 'PaxHeader', content: 'x' }])).subarray(0, 512)
  const records = Buffer.alloc(MEGABYTE, '6 a=b\n')
  return gzipped(function* () {
    yield forgeHeader(forgeHeader(header, 0, 156, Buffer.from('x')), 0, 124, Buffer.from('03100000000\0'))
    for (const _ of Array(400).keys()) yield records
  })
}

/** Within all limits: text that packs well, and takes long to pack. */
async function heavyModule(): Promise<Buffer> {
  const archive = pack()
  const packed = buffer(archive.pipe(createGzip({ level: 6 })))
  archive.entry({ name: 'main.tf' }, '# heavy\n')
  for (const number of Array(10).keys()) archive.entry({ name: `data/${number}.txt` }, textOf(number, 15 * MEGABYTE))
  archive.finalize()
  return await packed
}

function textOf(number: number, bytes: number): string {
  const line = (index: number) => `${number} ${index} ${(index * 2_654_435_761) % 4_294_967_296} of the lines of a large file\n`
  const lines = Array.from({ length: 20_000 }, (_, index) => line(index)).join('')
  return lines.repeat(Math.ceil(bytes / lines.length)).slice(0, bytes)
}

function gzipped(pieces: () => Iterable<Buffer>): Promise<Buffer> {
  return buffer(Readable.from(pieces()).pipe(createGzip({ level: 9 })))
}

/** @returns ends it, after the current turn */
function repeat(turn: (isOver: () => boolean) => Promise<void>): () => Promise<void> {
  const ending = new AbortController()
  const isOver = () => ending.signal.aborted
  const running = (async () => {
    while (!isOver()) await turn(isOver)
  })()
  // Thrown when it is ended.
  running.catch(() => undefined)
  return async () => {
    ending.abort()
    await running
  }
}
