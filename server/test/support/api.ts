// The whole server inside the test's process, called without a socket: `describeApi` runs the same tests on every database.
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { InjectOptions } from 'fastify'
import { afterAll, expect } from 'vitest'
import { readConfig } from '../../src/app/config/index.ts'
import { type App, type AppOptions, createApp } from '../../src/app/create-app.ts'
import type { Queries } from '../../src/database/index.ts'
import { type Clock, systemClock, type UserId } from '../../src/kernel/index.ts'
import { createKeyring } from '../../src/platform/secrets/index.ts'
import { describeOnEveryDatabase, type OpenTestDatabase } from './databases.ts'
import { checkAnswers } from './described-answers.ts'
import { createListLogger } from './jobs.ts'
import { buildRepository, type RepositoryBuilder } from './repository-builder.ts'

export interface ApiResource {
  id: string
  type: string
  attributes: Record<string, unknown>
  relationships: Record<string, { data?: unknown; links?: Record<string, string> }>
  links: Record<string, unknown>
}

export interface ApiError {
  status: string
  title: string
  detail: string
  source?: { pointer: string }
}

export interface Answer {
  status: number
  headers: Record<string, string | undefined>
  text: string
  /** the body as JSON */
  json: Record<string, unknown>
  /** of a JSON:API document with one resource */
  data: ApiResource
  /** of a JSON:API document with many */
  list: ApiResource[]
  errors: ApiError[]
}

export interface CallOptions {
  headers?: Record<string, string>
  /** sent as it is; an object as JSON:API */
  body?: unknown
}

/** Somebody with a token, or nobody. */
export interface Caller {
  token: string
  userId: UserId
  call(method: NonNullable<InjectOptions['method']>, path: string, options?: CallOptions): Promise<Answer>
  get(path: string, headers?: Record<string, string>): Promise<Answer>
  /** `attributes` of one resource of the type */
  post(path: string, type: string, attributes?: unknown): Promise<Answer>
  patch(path: string, type: string, attributes?: unknown): Promise<Answer>
  delete(path: string): Promise<Answer>
}

export interface Api {
  app: App
  database: Queries
  /** nobody */
  anonymous: Caller
  /** every route, as `GET /api/v2/organizations/:organization` */
  routes: readonly string[]
  /** what was logged as a warning or error */
  complaints: readonly string[]
  withToken(token: string, userId?: UserId): Caller
  user(username: string): Promise<Caller>
  /** A new user with an organization of its own. */
  founder(organization: string): Promise<Caller>
  /** A member of the organization, in a team with this access when there is one. */
  member(owner: Caller, organization: string, username: string, access?: Record<string, boolean>): Promise<Caller & { teamId: string }>
  /** A git repository at the host that `connect` connects to. @param identifier without `.git` */
  repository(identifier: string): Promise<RepositoryBuilder>
  /** @returns the id of the connection's OAuth token */
  connect(owner: Caller, organization: string): Promise<string>
  /** Publishes a new repository with these tags, each of the same files, without importing them. */
  publish(owner: Caller, organization: string, module?: PublishOptions): Promise<{ module: ApiResource; repository: RepositoryBuilder }>
  /** Runs the imports that are due. */
  import(): Promise<void>
  /** Starts another process on the same database and the same archives. */
  another(): Promise<App>
}

export interface PublishOptions {
  /** `terraform-<provider>-<name>`, default `terraform-null-label` */
  repository?: string
  tags?: readonly string[]
  files?: Record<string, string>
  attributes?: Record<string, unknown>
  vcsRepo?: Record<string, unknown>
  oauthTokenId?: string
}

export interface ApiOptions {
  clock?: Clock
  /** of the API, per second; none unless given */
  rateLimit?: number
  /** `TERRACE_…` variables */
  settings?: Record<string, string>
  tuning?: AppOptions['tuning']
}

export const PUBLIC_URL = 'https://registry.example.com'
export const MEDIA_TYPE = 'application/vnd.api+json'
export const REGISTRY = '/api/registry/v1/modules'

export const SMALL_MODULE = {
  'main.tf': 'variable "name" {\n  type    = string\n  default = "web"\n}\n',
  'README.md': '# Label\n\nNames things.\n',
}

/**
 * Describes the server's behaviour once and tests it on every supported database. Making a server takes longer than most
 * tests, so one serves all tests of the block, and `start` empties it; one with options is made anew.
 */
export function describeApi(name: string, body: (start: (options?: ApiOptions) => Promise<Api>) => void): void {
  describeOnEveryDatabase(
    name,
    (open) => {
      const undo: (() => Promise<void> | void)[] = []
      afterAll(async () => {
        for (const step of undo.splice(0).toReversed()) await step()
      })
      const make = (options: ApiOptions) => makeServer(options, open, (step) => undo.push(step))
      let shared: Promise<Parts> | undefined
      let round = 0
      body(async (options) => {
        if (options !== undefined) return apiOn(await make(options))
        shared ??= make({})
        const parts = await shared
        await empty(parts)
        return apiOn({ ...parts, host: join(parts.host, String(round++)) })
      })
    },
    { keep: true },
  )
}

async function makeServer(
  options: ApiOptions,
  open: OpenTestDatabase,
  atTheEnd: (step: () => Promise<void> | void) => void,
): Promise<Parts> {
  const directory = mkdtempSync(join(tmpdir(), 'terrace-api-'))
  atTheEnd(() => rmSync(directory, { recursive: true, force: true, maxRetries: 5 }))
  const database = await open()
  const { logger, messages } = createListLogger()
  const config = readConfig({
    TERRACE_DATA_DIR: join(directory, 'data'),
    TERRACE_PUBLIC_URL: PUBLIC_URL,
    TERRACE_ALLOW_FILE_REMOTES: 'on',
    TERRACE_RATE_LIMIT: String(options.rateLimit ?? 0),
    ...options.settings,
  })
  const secretKey = randomBytes(32)
  const installation = {
    config,
    secrets: { secretKey, formerSecretKeys: [], tls: undefined },
    keyring: createKeyring(secretKey),
    database,
    logger,
    [Symbol.asyncDispose]: async () => undefined,
  }
  const another = async () => {
    const made = await createApp(installation, { clock: options.clock ?? systemClock, tuning: options.tuning ?? {} })
    atTheEnd(() => made.close())
    return made
  }
  const app = await another()
  const routes: string[] = []
  app.http.addHook('onRoute', ({ method, url }) => {
    for (const each of [method].flat()) if (each !== 'HEAD') routes.push(`${each} ${url}`)
  })
  checkAnswers(app.http)
  await app.http.ready()
  return { app, another, database: database.queries, routes, complaints: messages, host: join(directory, 'git') }
}

/** What tests left behind, in the database and in memory. */
async function empty({ app, database, complaints }: Parts): Promise<void> {
  await app.identity.tokenUses.flush()
  for (const { id } of await database.selectFrom('registry_modules').select('id').execute()) app.modules.catalogue.moduleChanged(id)
  for (const table of ['jobs', 'registry_modules', 'organizations', 'users', 'module_inspections'] as const) {
    await database.deleteFrom(table).execute()
  }
  complaints.length = 0
}

type Parts = Pick<Api, 'app' | 'another' | 'database' | 'routes'> & { host: string; complaints: string[] }

function apiOn({ host, ...parts }: Parts): Api {
  const { userRegistry, tokenIssuer } = parts.app.identity
  const caller = (token: string, userId = '' as UserId) => callerOf(parts.app, token, userId)
  const repository = (identifier: string) => buildRepository(join(host, `${identifier}.git`))
  const user = async (username: string) => {
    const { id } = await userRegistry.register({ username, email: `${username}@example.com`, siteAdmin: false })
    return caller((await tokenIssuer.issue(id)).text, id)
  }
  const connect = async (owner: Caller, organization: string) => {
    const attributes = { 'service-provider': 'git', 'http-url': `file://${host}`, name: 'files' }
    const answer = await owner.post(`/api/v2/organizations/${organization}/oauth-clients`, 'oauth-clients', attributes)
    const [token] = (answer.data.relationships['oauth-tokens']?.data ?? []) as { id: string }[]
    return token?.id ?? ''
  }
  return {
    ...parts,
    anonymous: caller(''),
    withToken: caller,
    user,
    repository,
    connect,
    founder: async (organization) => {
      const owner = await user(`${organization.toLowerCase()}-owner`)
      const answer = await owner.post('/api/v2/organizations', 'organizations', { name: organization, email: 'platform@example.com' })
      expect(answer.status).toBe(201)
      return owner
    },
    member: async (owner, organization, username, access = {}) => {
      const { teams, teamMembers, authenticator } = parts.app.identity
      const member = await user(username)
      const boss = await authenticator.authenticate(owner.token)
      await insertMember(parts.database, organization, member.userId, `${username}@example.com`)
      const team = await teams.create(boss, organization, { name: `team of ${username}`, organizationAccess: access })
      await teamMembers.add(boss, team.id, { users: [username] })
      return { ...member, teamId: team.id }
    },
    publish: async (owner, organization, options = {}) => {
      const identifier = options.repository ?? 'platform/terraform-null-label'
      const made = await repository(identifier)
      await made.commit({ files: options.files ?? SMALL_MODULE, tags: [...(options.tags ?? ['v1.0.0'])] })
      const oauthTokenId = options.oauthTokenId ?? (await connect(owner, organization))
      const vcsRepo = { identifier, 'oauth-token-id': oauthTokenId, ...options.vcsRepo }
      const attributes = { 'vcs-repo': vcsRepo, ...options.attributes }
      const answer = await owner.post(`/api/v2/organizations/${organization}/registry-modules/vcs`, 'registry-modules', attributes)
      if (answer.status !== 201) throw new Error(`${answer.status}: ${answer.text}`)
      return { module: answer.data, repository: made }
    },
    import: () => parts.app.modules.runner.runUntilIdle(),
  }
}

/** Shorter than inviting somebody who has an account. */
async function insertMember(database: Queries, name: string, userId: UserId, email: string): Promise<void> {
  const organization = await database.selectFrom('organizations').select('id').where('name', '=', name).executeTakeFirstOrThrow()
  const id = `ou-${randomBytes(8).toString('hex')}` as never
  const row = { id, organization_id: organization.id, user_id: userId, email, status: 'active' as const, created_at: Date.now() }
  await database.insertInto('organization_memberships').values(row).execute()
}

function callerOf({ http }: App, token: string, userId: UserId): Caller {
  const call = async (
    method: NonNullable<InjectOptions['method']>,
    path: string,
    { headers = {}, body }: CallOptions = {},
  ): Promise<Answer> => {
    const request: InjectOptions = {
      method,
      url: path,
      headers: {
        ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': MEDIA_TYPE }),
        ...headers,
      },
      ...(body === undefined ? {} : { payload: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body) }),
    }
    const { statusCode, headers: received, payload } = await http.inject(request)
    return answerOf(statusCode, received as Answer['headers'], payload)
  }
  const send = (method: NonNullable<InjectOptions['method']>) => (path: string, type: string, attributes?: unknown) =>
    call(method, path, { body: { data: { type, ...(attributes === undefined ? {} : { attributes }) } } })
  return {
    token,
    userId,
    call,
    get: (path, headers = {}) => call('GET', path, { headers }),
    post: send('POST'),
    patch: send('PATCH'),
    delete: (path) => call('DELETE', path),
  }
}

function answerOf(status: number, headers: Answer['headers'], text: string): Answer {
  const json = () => JSON.parse(text) as Record<string, unknown>
  return {
    status,
    headers,
    text,
    get json() {
      return json()
    },
    get data() {
      return json()['data'] as ApiResource
    },
    get list() {
      return json()['data'] as ApiResource[]
    },
    get errors() {
      return json()['errors'] as ApiError[]
    },
  }
}
