// The whole server inside the test's process, on SQLite and on PostgreSQL: requests are injected, jobs run when told to, time stands still.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterEach, expect, vi } from 'vitest'
import { readConfig, readEnvironment } from '../../src/app/config/index.ts'
import { type App, type AppOptions, createApp } from '../../src/app/create-app.ts'
import type { Database } from '../../src/database/index.ts'
import { createKeyring } from '../../src/platform/secrets/index.ts'
import { describeOnEveryDatabase } from './databases.ts'
import { checkAnswers } from './described-answers.ts'
import { createManualClock, type ManualClock } from './jobs.ts'

export interface TestAppOptions {
  tuning?: AppOptions['tuning']
  /** `TERRACE_…` variables; private addresses are allowed and rates unlimited unless told otherwise */
  settings?: Record<string, string>
}

export interface InjectedAnswer {
  status: number
  headers: Record<string, unknown>
  /** as text; empty when there is none */
  text: string
  bytes: Buffer
}

/** A member of a JSON:API document's `data`. */
export interface TestResource {
  id: string
  // oxlint-disable-next-line typescript/no-explicit-any -- tests look into whatever shape they expect
  attributes: Record<string, any>
  relationships: Record<string, { data: { id: string }[] | { id: string } }>
}

export interface TestApp {
  app: App
  clock: ManualClock
  database: Database
  dataDirectory: string
  secretKey: Buffer
  /** of a user who is site admin */
  token: string
  /** @param as the token to send, the site admin's unless told otherwise; null for none */
  request(method: string, path: string, body?: unknown, as?: string | null): Promise<InjectedAnswer>
  /** A successful GET. @returns `data` */
  get(path: string): Promise<TestResource>
  /** A successful GET of a list, all pages. */
  list(path: string): Promise<TestResource[]>
  /** A successful POST. @returns `data` */
  post(path: string, type: string, attributes: unknown): Promise<TestResource>
  /** Runs every job that is due, and what follows from it. */
  runJobs(): Promise<void>
  /** Lets time pass: recurring jobs are due, and jobs that wait for another attempt. */
  pass(ms: number): Promise<void>
  /** By key, those that failed for good or wait for another attempt after a failure. */
  troubledJobs(): Promise<{ key: string; state: string; last_error: string | null }[]>
  /** This test leaves jobs behind that failed or will be tried again; others fail for it. */
  allowTroubledJobs(): void
  /** everything that was logged */
  log(): string
}

/** Milliseconds: a whole server, git and a sandbox process take their time on a busy machine. */
const PATIENCE = 60_000

export type StartTestApp = (options?: TestAppOptions) => Promise<TestApp>

/** Like `describeOnEveryDatabase`, with a server on the database. */
export function describeApp(name: string, body: (start: StartTestApp) => void): void {
  vi.setConfig({ testTimeout: PATIENCE })
  describeOnEveryDatabase(name, (open) => {
    const endings: (() => Promise<void>)[] = []
    afterEach(async () => {
      for (const end of endings.splice(0).toReversed()) await end()
    })
    body(async (options) => {
      const { testApp, end } = await startTestApp(await open(), options)
      endings.push(end)
      return testApp
    })
  })
}

async function startTestApp(database: Database, options: TestAppOptions = {}): Promise<{ testApp: TestApp; end: () => Promise<void> }> {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'terrace-app-'))
  // Tokens and signed addresses are checked against the same clock, so it may as well start now.
  const clock = createManualClock(Date.now())
  const log: string[] = []
  const logger = pino({ level: 'debug' }, { write: (line: string) => void log.push(line) })
  const config = readConfig(
    readEnvironment({
      TERRACE_DATA_DIR: dataDirectory,
      TERRACE_ALLOW_PRIVATE_ADDRESSES: 'on',
      TERRACE_RATE_LIMIT: '0',
      ...options.settings,
    }),
  )
  const secretKey = Buffer.alloc(32, 7)
  const secrets = { secretKey, formerSecretKeys: [], tls: undefined }
  const installation = {
    config,
    secrets,
    keyring: createKeyring(secretKey),
    database,
    logger,
    [Symbol.asyncDispose]: async () => undefined,
  }
  const app = await createApp(installation, { clock, ...(options.tuning === undefined ? {} : { tuning: options.tuning }) })
  checkAnswers(app.http)
  const user = await app.identity.userRegistry.register({ username: 'admin', email: 'admin@example.com', siteAdmin: true })
  const token = (await app.identity.tokenIssuer.issue(user.id)).text
  let troubleAllowed = false
  const testApp: TestApp = {
    app,
    clock,
    database,
    dataDirectory,
    secretKey,
    token,
    ...callsOf(app, token),
    runJobs: () => app.modules.runner.runUntilIdle(),
    async pass(ms) {
      clock.advance(ms)
      for (const job of app.modules.recurring) await job.enqueue(database.queries, clock.now())
      await app.modules.runner.runUntilIdle()
    },
    troubledJobs: () => troubledJobs(database),
    allowTroubledJobs: () => void (troubleAllowed = true),
    log: () => log.join(''),
  }
  const end = async () => {
    const troubled = troubleAllowed ? [] : await troubledJobs(database)
    await app.close()
    rmSync(dataDirectory, { recursive: true, force: true, maxRetries: 5 })
    expect(troubled).toEqual([])
  }
  return { testApp, end }
}

function troubledJobs({ queries }: Database) {
  return queries
    .selectFrom('jobs')
    .select(['key', 'state', 'last_error'])
    .where((where) => where.or([where('state', '=', 'failed'), where('last_error', 'is not', null)]))
    .orderBy('key')
    .execute()
}

const LARGEST_PAGE = 100

function callsOf({ http }: App, token: string): Pick<TestApp, 'request' | 'get' | 'list' | 'post'> {
  const request: TestApp['request'] = async (method, path, body, as = token) => {
    const answer = await http.inject({
      method: method as 'GET',
      url: path,
      headers: {
        ...(as === null ? {} : { authorization: `Bearer ${as}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/vnd.api+json' }),
      },
      ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
    })
    return { status: answer.statusCode, headers: answer.headers, text: answer.body, bytes: answer.rawPayload }
  }
  const successful = async (...call: Parameters<TestApp['request']>) => {
    const answer = await request(...call)
    if (answer.status >= 300) throw new Error(`${call[0]} ${call[1]} was answered with ${answer.status}: ${answer.text}`)
    return JSON.parse(answer.text)
  }
  return {
    request,
    get: async (path) => (await successful('GET', path)).data,
    post: async (path, type, attributes) => (await successful('POST', path, { data: { type, attributes } })).data,
    async list(path) {
      const all: TestResource[] = []
      for (let page: number | null = 1; page !== null; ) {
        const { data, meta } = await successful('GET', `${path}?page[number]=${page}&page[size]=${LARGEST_PAGE}`)
        all.push(...data)
        page = meta.pagination['next-page']
      }
      return all
    },
  }
}
