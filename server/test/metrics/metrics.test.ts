// The metrics of real processes with traffic, as Prometheus reads them.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, inject, it, type TestContext } from 'vitest'
import { callOf, NOWHERE, submodule } from '../ingress/git-submodules.ts'
import { freePort } from '../support/free-port.ts'
import { startGitRemote } from '../support/git-remote.ts'
import { createManagementApi } from '../support/management-api.ts'
import { startPostgresProxy } from '../support/postgres-proxy.ts'
import { buildRepository } from '../support/repository-builder.ts'
import { type RunningServer, startServer } from '../support/running-server.ts'
import { createSharedInstallation } from '../support/shared-installation.ts'

const PATIENCE = 120_000
const file = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const DOCUMENT = file('../../../docs/METRICS.md')
const ALERTS = file('../../../deploy/prometheus-alerts.yml')

/** Debian's `prometheus` has it. Skips the test without it, except on CI, which installs it. */
function promtool(context: TestContext, args: readonly string[], input = ''): void {
  if (spawnSync('promtool', ['--version']).error !== undefined && process.env['CI'] !== 'true') context.skip('promtool is not installed')
  execFileSync('promtool', args, { input, encoding: 'utf8', stdio: 'pipe' })
}

async function read(url: string): Promise<string> {
  const answer = await fetch(url)
  expect(answer.status).toBe(200)
  return await answer.text()
}

/** @returns the value of a series; undefined when there is none */
function valueOf(text: string, series: string): number | undefined {
  const line = text.split('\n').find((each) => each.startsWith(`${series} `))
  return line === undefined ? undefined : Number(line.slice(series.length + 1))
}

describe('the metrics of a server', { timeout: PATIENCE }, () => {
  let directory: string
  let server: RunningServer
  let url: string
  let text: string
  const ends = new AsyncDisposableStack()

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'terrace-metrics-'))
    ends.defer(() => rmSync(directory, { recursive: true, force: true, maxRetries: 5 }))
    const repository = await buildRepository(join(directory, 'git', 'terraform-aws-vpc.git'))
    await repository.commits([
      { files: { 'main.tf': 'variable "cidr" {}\n' }, tags: ['v1.0.0'] },
      { files: { 'main.tf': 'variable "cidr" {\n' }, tags: ['v2.0.0'] },
      { files: { 'main.tf': callOf('./lib'), ...submodule('lib', 'ssh://git@elsewhere.example/lib.git', NOWHERE) }, tags: ['v3.0.0'] },
    ])
    const remote = await startGitRemote({ root: join(directory, 'git') })
    ends.defer(() => remote.close())
    const listen = `127.0.0.1:${await freePort()}`
    url = `http://${listen}/metrics`
    const settings = { TERRACE_METRICS_LISTEN: listen, TERRACE_ALLOW_PRIVATE_ADDRESSES: 'on', TERRACE_RATE_LIMIT: '0' }
    server = await startServer({ dataDirectory: join(directory, 'data'), settings })
    ends.defer(async () => void (await server.stop()))
    const token = await server.userWithToken('lovelace')
    const api = createManagementApi(server, token)
    await api.createOrganization('acme')
    const oauthTokenId = await api.connect('acme', { 'http-url': remote.url })
    await api.publish('acme', oauthTokenId, [{ 'vcs-repo': { identifier: 'terraform-aws-vpc' } }])
    const ask = (path: string, init: RequestInit = {}) =>
      fetch(server.url + path, { ...init, headers: { authorization: `Bearer ${token}` } })
    for (let count = 0; count < 3; count++) expect((await ask('/api/registry/v1/modules/acme/vpc/aws/versions')).status).toBe(200)
    await ask('/nothing/here')
    await ask('/webhooks/vcs/nobody', { method: 'POST', body: '{}' })
    text = await read(url)
  }, PATIENCE)
  afterAll(() => ends.disposeAsync())

  it('count its requests by route, its imports by outcome, its calls of git hosts and its deliveries', () => {
    const versions = 'route="/api/registry/v1/modules/:namespace/:name/:provider/versions",method="GET"'
    expect(valueOf(text, `terrace_http_requests_total{${versions},status="200"}`)).toBe(3)
    expect(valueOf(text, `terrace_http_request_duration_seconds_count{${versions}}`)).toBe(3)
    expect(valueOf(text, 'terrace_http_requests_total{route="unmatched",method="GET",status="404"}')).toBe(1)
    expect(valueOf(text, 'terrace_imports_total{outcome="ok",reason="imported"}')).toBe(1)
    expect(valueOf(text, 'terrace_imports_total{outcome="reg_ingress_failed",reason="configuration"}')).toBe(1)
    expect(valueOf(text, 'terrace_imports_total{outcome="clone_failed",reason="not_found"}')).toBe(1)
    expect(valueOf(text, 'terrace_git_calls_total{command="fetch_snapshot",family="git",outcome="ok"}')).toBe(1)
    expect(valueOf(text, 'terrace_webhook_deliveries_total{outcome="unknown"}')).toBe(1)
    expect(valueOf(text, 'terrace_job_attempts_total{kind="sync_repository",lane="imports",outcome="done"}')).toBeGreaterThan(0)
    expect(valueOf(text, 'terrace_archives')).toBe(1)
    expect(valueOf(text, 'terrace_connections{state="active"}')).toBe(1)
    expect(valueOf(text, 'terrace_database_up')).toBe(1)
    expect(valueOf(text, 'terrace_build_info{version="0.1.0",database="sqlite"}')).toBe(1)
  })

  it('have conventional names', (context) => {
    promtool(context, ['check', 'metrics'], text)
  })

  it('name no organization, module, repository, person or host', () => {
    const labels = [...text.matchAll(/="([^"]*)"/g)].map(([, value]) => value)
    expect(labels.filter((value) => /acme|vpc|aws|lovelace|nobody|127\.0\.0\.1|localhost/.test(value ?? ''))).toEqual([])
  })

  it('are at their own address alone', async () => {
    expect((await fetch(`${server.url}/metrics`)).status).toBe(404)
    expect((await fetch(new URL('/livez', url))).status).toBe(404)
  })

  it('are all in the document, which has no others', () => {
    const written = [...readFileSync(DOCUMENT, 'utf8').matchAll(/^\| `(terrace_\w+)`/gm)].map(([, name]) => name)
    const served = [...text.matchAll(/^# TYPE (terrace_\w+) /gm)].map(([, name]) => name)
    expect(new Set(served)).toEqual(new Set(written))
  })
})

describe('the alerts', () => {
  it('are valid, and fire for what they are about', (context) => {
    promtool(context, ['check', 'rules', ALERTS])
    promtool(context, ['test', 'rules', file('./alerts.test.yml')])
  })

  it('are about metrics that there are', () => {
    const written = readFileSync(DOCUMENT, 'utf8')
    const named = [...readFileSync(ALERTS, 'utf8').matchAll(/terrace_\w+/g)].map(([name]) => name.replace(/_(sum|count|bucket)$/, ''))
    expect([...new Set(named)].filter((name) => !written.includes(`\`${name}\``))).toEqual([])
  })
})

const serverUrl = inject('postgresUrl')

describe.skipIf(serverUrl === null)('the metrics of processes on PostgreSQL', { timeout: PATIENCE }, () => {
  it('come from servers and workers, and go on without the database', async (context) => {
    await using ends = new AsyncDisposableStack()
    const directory = mkdtempSync(join(tmpdir(), 'terrace-metrics-'))
    ends.defer(() => rmSync(directory, { recursive: true, force: true, maxRetries: 5 }))
    const installation = ends.use(await createSharedInstallation(serverUrl ?? '', directory))
    const proxy = ends.use(await startPostgresProxy(installation.databaseUrl))
    const settings = { ...installation.settings, TERRACE_DATABASE_URL: proxy.url, TERRACE_LOG_LEVEL: 'silent' }
    const urls: string[] = []
    for (const command of [['serve', '--no-worker'], ['worker']]) {
      const [host, listen] = [`127.0.0.1:${await freePort()}`, `127.0.0.1:${await freePort()}`]
      const own = { TERRACE_LISTEN: host, TERRACE_PUBLIC_URL: `http://${host}`, TERRACE_METRICS_LISTEN: listen }
      const dataDirectory = join(directory, command[0] ?? '')
      const process = await startServer({ command, dataDirectory, settings: { ...settings, ...own } })
      ends.defer(async () => void (await process.stop('SIGKILL')))
      urls.push(`http://${listen}/metrics`)
    }
    for (const url of urls) {
      const text = await read(url)
      promtool(context, ['check', 'metrics'], text)
      expect([valueOf(text, 'terrace_database_up'), valueOf(text, 'terrace_archives')]).toEqual([1, 0])
      expect(valueOf(text, 'terrace_database_connections_max')).toBe(10)
    }
    proxy.cut()
    for (const url of urls) {
      const text = await read(url)
      expect([valueOf(text, 'terrace_database_up'), valueOf(text, 'terrace_archives')]).toEqual([0, undefined])
      expect(text).not.toMatch(/^terrace_jobs\{/m)
      expect(valueOf(text, 'process_resident_memory_bytes')).toBeGreaterThan(0)
    }
    proxy.mend()
    for (const url of urls) await expect.poll(async () => valueOf(await read(url), 'terrace_database_up'), { timeout: 20_000 }).toBe(1)
  })
})
