// The whole server inside the test's process. Tests inject requests, run jobs explicitly, and move the clock.
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { pino } from 'pino'
import { inject } from 'vitest'
import { readConfig, readEnvironment } from '../../src/app/config/index.ts'
import { type App, type AppOptions, createApp } from '../../src/app/create-app.ts'
import type { Installation } from '../../src/app/installation.ts'
import type { Database, Queries } from '../../src/database/index.ts'
import type { Logger } from '../../src/platform/observability/index.ts'
import { createKeyring } from '../../src/platform/secrets/index.ts'
import { checkAnswers } from './described-answers.ts'
import { createManualClock, type ManualClock } from './jobs.ts'

export interface ServerOptions {
  /** a clock that calls do not move; the server is not shared */
  clock?: ManualClock
  /** of the API, per second; default none */
  rateLimit?: number
  /** `TERRACE_…` variables */
  settings?: Record<string, string>
  tuning?: AppOptions['tuning']
}

export interface TestServer {
  app: App
  /** By default, each call comes a millisecond after the previous one. A second passes only when a test says so. */
  clock: ManualClock
  database: Queries
  /** the directory of the test's files */
  directory: string
  dataDirectory: string
  secretKey: Buffer
  /** every route, as `GET /api/v2/organizations/:organization` */
  routes: readonly string[]
  /** what was logged as a warning or error */
  complaints: readonly string[]
  /** everything that was logged */
  log(): string
  /** Starts another process on the same database and the same archives. */
  another(): Promise<App>
  /** Sends a request to the server. */
  tick(): void
  /** Runs every due job, and the jobs that they queue. */
  runJobs(): Promise<void>
  /** Lets time pass, which makes recurring jobs and retries due. */
  pass(ms: number): Promise<void>
  /** Failed jobs, and jobs that wait for a retry, by key. */
  troubledJobs(): Promise<TroubledJob[]>
  /** Allows this test to leave failed jobs and retries behind, which fail other tests. */
  allowTroubledJobs(): void
}

export interface TroubledJob {
  key: string
  state: string
  last_error: string | null
}

/** A server that the tests of a file share in turn. */
export interface KeptServer {
  server: TestServer
  /** Removes what the previous test left in the database and in memory. @param still calls do not move the clock */
  empty(still: boolean): Promise<void>
  /** @returns the failed jobs and retries that the test should not have left behind */
  unexpectedTrouble(): Promise<TroubledJob[]>
  close(): Promise<void>
}

export const PUBLIC_URL = 'https://registry.example.com'

const SANDBOX_PROGRAM = pathToFileURL(join(inject('programs'), 'ingress-sandbox-child.js'))
const SECOND = 1000
const nextSecond = (time: number) => Math.ceil(time / SECOND) * SECOND

export async function startTestServer(database: Database, options: ServerOptions = {}): Promise<KeptServer> {
  const directory = mkdtempSync(join(tmpdir(), 'terrace-server-'))
  const log = createMemoryLog()
  const installation = installationIn(join(directory, 'data'), database, log.logger, options)
  const clock = options.clock ?? createManualClock(nextSecond(Date.now()))
  const apps: App[] = []
  const another = async () => {
    const made = await createApp(installation, { clock, tuning: { sandboxProgram: SANDBOX_PROGRAM, ...options.tuning } })
    checkAnswers(made.http)
    apps.push(made)
    return made
  }
  const app = await another()
  const routes: string[] = []
  app.http.addHook('onRoute', ({ method, url }) => {
    for (const each of [method].flat()) if (each !== 'HEAD') routes.push(`${each} ${url}`)
  })
  await app.http.ready()
  let troubleAllowed = false
  let standsStill = false
  const { queries } = database
  const server: TestServer = {
    app,
    clock,
    database: queries,
    directory,
    dataDirectory: installation.config.dataDirectory,
    secretKey: installation.secrets.secretKey,
    routes,
    complaints: log.complaints,
    log: () => log.lines.join(''),
    another,
    tick: () => {
      if (options.clock === undefined && !standsStill) clock.advance(1)
    },
    runJobs: () => app.work.runner.runUntilIdle(),
    async pass(ms) {
      clock.advance(ms)
      for (const job of app.work.recurring) await job.enqueue(queries, clock.now())
      await app.work.runner.runUntilIdle()
    },
    troubledJobs: () => troubledJobs(queries),
    allowTroubledJobs: () => void (troubleAllowed = true),
  }
  return {
    server,
    async empty(still) {
      await emptyServer(server)
      log.clear()
      troubleAllowed = false
      standsStill = still
      if (options.clock === undefined) clock.advance(nextSecond(clock.now()) - clock.now())
    },
    unexpectedTrouble: async () => (troubleAllowed ? [] : await troubledJobs(queries)),
    async close() {
      for (const each of apps) await each.close()
      rmSync(directory, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

function installationIn(
  dataDirectory: string,
  database: Database,
  logger: Logger,
  { rateLimit = 0, settings }: ServerOptions,
): Installation {
  const secretKey = randomBytes(32)
  const environment = readEnvironment({
    TERRACE_DATA_DIR: dataDirectory,
    TERRACE_PUBLIC_URL: PUBLIC_URL,
    TERRACE_ALLOW_FILE_REMOTES: 'on',
    TERRACE_RATE_LIMIT: String(rateLimit),
    TERRACE_SHUTDOWN_TIMEOUT: '3',
    // Each takes a third of a second to start, and tests import one repository at a time.
    TERRACE_SANDBOX_PROCESSES: '1',
    ...settings,
  })
  return {
    config: readConfig(environment),
    secrets: { secretKey, formerSecretKeys: [], tls: undefined },
    keyring: createKeyring(secretKey),
    database,
    logger,
    [Symbol.asyncDispose]: async () => undefined,
  }
}

function createMemoryLog() {
  const lines: string[] = []
  const complaints: string[] = []
  const warning = pino.levels.values['warn'] ?? 0
  const write = (line: string) => {
    lines.push(line)
    const { level, msg = '' }: { level: number; msg?: string } = JSON.parse(line)
    if (level >= warning) complaints.push(msg)
  }
  const clear = () => {
    lines.length = 0
    complaints.length = 0
  }
  return { logger: pino({ level: 'debug' }, { write }), lines, complaints, clear }
}

/** Emptying these empties all others. */
const ROOTS = [
  'first_users',
  'jobs',
  'registry_modules',
  'organizations',
  'users',
  'module_inspections',
  'audit_events',
  'registry_module_version_consumers',
] as const

async function emptyServer({ app, database }: TestServer): Promise<void> {
  await app.identity.tokenUses.flush()
  for (const { id } of await database.selectFrom('registry_modules').select('id').execute()) app.modules.catalogue.moduleChanged(id)
  for (const table of ROOTS) await database.deleteFrom(table).execute()
}

function troubledJobs(queries: Queries): Promise<TroubledJob[]> {
  return queries
    .selectFrom('jobs')
    .select(['key', 'state', 'last_error'])
    .where((where) => where.or([where('state', '=', 'failed'), where('last_error', 'is not', null)]))
    .orderBy('key')
    .execute()
}
