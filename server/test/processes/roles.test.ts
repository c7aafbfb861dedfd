// Serving and working in separate processes, on one PostgreSQL database.
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest'
import { createKillableServer, type KillableServer } from '../crash/killable-server.ts'
import { freePort } from '../support/free-port.ts'
import { startGitRemote, type TestGitRemote } from '../support/git-remote.ts'
import { createManagementApi } from '../support/management-api.ts'
import { buildRepository, type RepositoryBuilder } from '../support/repository-builder.ts'
import { cleanEnvironment, QUICK_LEASE_SERVER, type RunningServer, startServer } from '../support/running-server.ts'
import { createSharedInstallation, type SharedInstallation } from '../support/shared-installation.ts'

const PATIENCE = 120_000
const serverUrl = inject('postgresUrl')

describe.skipIf(serverUrl === null)('a server without a worker, and workers beside it', { timeout: PATIENCE }, () => {
  let directory: string
  let installation: SharedInstallation
  let repository: RepositoryBuilder
  let remote: TestGitRemote
  let server: RunningServer
  let token: string
  let settings: Record<string, string>
  const workers: AsyncDisposable[] = []
  /** called for every request to the git host, which waits until this is undefined again */
  let held: ((path: string) => void) | undefined

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'terrace-roles-'))
    installation = await createSharedInstallation(serverUrl ?? '', directory)
    repository = await buildRepository(join(directory, 'git', 'terraform-aws-vpc.git'))
    await repository.commits([{ files: { 'main.tf': 'variable "cidr" {}\n' }, tags: ['v1.0.0'] }])
    remote = await startGitRemote({ root: join(directory, 'git'), faults: hold })
    const host = `127.0.0.1:${await freePort()}`
    settings = { ...installation.settings, TERRACE_PUBLIC_URL: `http://${host}`, TERRACE_ALLOW_PRIVATE_ADDRESSES: 'on' }
    server = await startServer({
      command: ['serve', '--no-worker'],
      dataDirectory: join(directory, 'server'),
      settings: { ...settings, TERRACE_LISTEN: host },
    })
    token = await server.userWithToken('ada')
  }, PATIENCE)
  afterEach(async () => {
    held = undefined
    for (const worker of workers.splice(0)) await worker[Symbol.asyncDispose]()
    await server.stop()
    await remote.close()
    await installation[Symbol.asyncDispose]()
    rmSync(directory, { recursive: true, force: true, maxRetries: 5 })
  }, PATIENCE)

  function hold({ path }: { path: string }) {
    held?.(path)
    return held === undefined ? undefined : ({ kind: 'hang' } as const)
  }

  /** @returns the next request to the git host, which waits until `held` is undefined */
  function nextHeldRequest(): Promise<string> {
    return new Promise((resolve) => {
      held = resolve
    })
  }

  /** A worker whose jobs another one takes over two seconds after its death. */
  async function startQuickWorker(): Promise<KillableServer> {
    const host = `127.0.0.1:${await freePort()}`
    const env = cleanEnvironment({
      ...settings,
      TERRACE_LISTEN: host,
      TERRACE_DATA_DIR: join(directory, 'workers'),
      TERRACE_LOG_LEVEL: 'error',
    })
    const worker = createKillableServer({ program: [QUICK_LEASE_SERVER, 'worker'], env, url: `http://${host}`, token })
    worker.launch()
    workers.push({ [Symbol.asyncDispose]: () => worker.kill() })
    await worker.ready()
    return worker
  }

  /** @returns the new module's id */
  async function publish(): Promise<string> {
    const api = createManagementApi(server, token)
    await api.createOrganization('acme')
    const oauthTokenId = await api.connect('acme', { 'http-url': remote.url })
    const repo = { identifier: 'terraform-aws-vpc', 'oauth-token-id': oauthTokenId }
    const body = { data: { type: 'registry-modules', attributes: { 'vcs-repo': repo } } }
    const answer = await api.call('POST', '/api/v2/organizations/acme/registry-modules/vcs', body)
    expect([answer.status, answer.body]).toEqual([201, expect.anything()])
    return JSON.parse(answer.body).data.id
  }

  /** Reads the server's stream of a module's events until version 1.0.0 is published. */
  async function untilPublished(moduleId: string): Promise<void> {
    const leaving = new AbortController()
    const answer = await fetch(`${server.url}/api/v2/registry-modules/${moduleId}/events`, {
      headers: { authorization: `Bearer ${token}`, accept: 'text/event-stream', 'last-event-id': '0' },
      signal: leaving.signal,
    })
    expect(answer.status).toBe(200)
    let text = ''
    for await (const chunk of answer.body ?? []) {
      text += Buffer.from(chunk).toString('utf8')
      if (/^event: version\ndata: .*"status":"ok"/m.test(text)) break
    }
    leaving.abort()
  }

  it('publish, import and serve a module together, each in its role', async () => {
    expect(server.stdout()).toContain('imports wait for `terrace worker`')
    const id = await publish()
    const published = untilPublished(id)
    const worker = await startServer({ command: ['worker'], dataDirectory: join(directory, 'worker'), settings })
    workers.push(worker)
    expect(worker.stdout()).toContain(`${worker.url}/readyz`)
    await published

    const status = async (url: string) => (await fetch(url, { headers: { authorization: `Bearer ${token}` } })).status
    expect([await status(`${worker.url}/livez`), await status(`${worker.url}/readyz`)]).toEqual([200, 200])
    expect(await status(`${worker.url}/api/v2/account/details`)).toBe(404)
    const download = await fetch(`${server.url}/api/registry/v1/modules/acme/vpc/aws/1.0.0/download`, {
      headers: { authorization: `Bearer ${token}` },
    })
    const link = new URL(download.headers.get('x-terraform-get') ?? '', server.url)
    const archive = Buffer.from(await (await fetch(link)).arrayBuffer())
    expect(`sha256:${createHash('sha256').update(archive).digest('hex')}`).toBe(link.searchParams.get('checksum'))

    expect([await worker.stop('SIGTERM'), await server.stop('SIGTERM')]).toEqual([0, 0])
  })

  it('lose nothing when a worker is killed: another one on the same data directory takes over', async () => {
    const first = await startQuickWorker()
    const id = await publish()
    await nextHeldRequest()
    // It must not touch the files that the first one uses.
    await startQuickWorker()
    await first.kill()
    held = undefined
    await untilPublished(id)
  })
})
