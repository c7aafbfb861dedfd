// The server as users and programs call it. `describeApi` runs the same tests on every database.
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { InjectOptions } from 'fastify'
import { afterAll, afterEach, expect } from 'vitest'
import type { UserId } from '../../src/kernel/index.ts'
import { type DatabaseOptions, describeOnEveryDatabase } from './databases.ts'
import { expectDescribedAnswers } from './described-answers.ts'
import { buildRepository, type RepositoryBuilder } from './repository-builder.ts'
import { type KeptServer, type ServerOptions, startTestServer, type TestServer } from './test-server.ts'

export { PUBLIC_URL } from './test-server.ts'

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
  bytes: Buffer
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
  /** sent verbatim; an object as JSON:API */
  body?: unknown
}

/** A caller with a token, or without. */
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

export interface Api extends TestServer {
  /** nobody */
  anonymous: Caller
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

export interface ApiOptions extends ServerOptions {
  /** a separate server, for tests that close it or keep state in its memory */
  own?: boolean
  /** calls do not move the clock */
  still?: boolean
}

export const MEDIA_TYPE = 'application/vnd.api+json'
export const REGISTRY = '/api/registry/v1/modules'

export const SMALL_MODULE = {
  'main.tf': 'variable "name" {\n  type    = string\n  default = "web"\n}\n',
  'README.md': '# Label\n\nNames things.\n',
}

export type WhereOptions = Pick<DatabaseOptions, 'one'>

export type StartApi = (options?: ApiOptions) => Promise<Api>

/**
 * Describes the server's behaviour once and tests it on every supported database. Making a server takes longer than most
 * tests, so those of the block share one for each set of settings, and `start` empties it. A test that leaves jobs in trouble fails.
 */
export function describeApi(name: string, body: (start: StartApi) => void, { one = false }: WhereOptions = {}): void {
  describeOnEveryDatabase(
    name,
    (open) => {
      const shared = new Map<string, Promise<KeptServer>>()
      const own: KeptServer[] = []
      const used = new Set<KeptServer>()
      let round = 0
      afterEach(async () => {
        const trouble = await Promise.all([...used].map((kept) => kept.unexpectedTrouble()))
        used.clear()
        for (const kept of own.splice(0)) await kept.close()
        expect(trouble.flat()).toEqual([])
        expectDescribedAnswers()
      })
      afterAll(async () => {
        for (const kept of shared.values()) await (await kept).close()
      })
      const make = async (options: ServerOptions) => startTestServer(await open(), options)
      const makeOwn = async (options: ServerOptions) => {
        const kept = await make(options)
        own.push(kept)
        return kept
      }
      const keptFor = (unshared: boolean, options: ServerOptions): Promise<KeptServer> => {
        if (unshared || options.clock !== undefined || options.tuning !== undefined) return makeOwn(options)
        const key = JSON.stringify(options)
        const kept = shared.get(key) ?? make(options)
        shared.set(key, kept)
        return kept
      }
      body(async ({ own: unshared = false, still = false, ...options } = {}) => {
        const kept = await keptFor(unshared, options)
        await kept.empty(still)
        used.add(kept)
        return apiOn(kept.server, join(kept.server.directory, 'git', String(round++)))
      })
    },
    { keep: true, one },
  )
}

/** @param host of the repositories that `repository` creates */
function apiOn(server: TestServer, host: string): Api {
  const { userRegistry, tokenIssuer } = server.app.identity
  const caller = (token: string, userId = '' as UserId) => callerOf(server, token, userId)
  const repository = (identifier: string) => buildRepository(join(host, `${identifier}.git`))
  const user = async (username: string) => {
    server.tick()
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
    ...server,
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
      const { teams, teamMembers, authenticator } = server.app.identity
      const member = await user(username)
      const boss = await authenticator.authenticate(owner.token)
      await insertMember(server, organization, member.userId, `${username}@example.com`)
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
  }
}

/** Faster than an invitation that the user accepts. */
async function insertMember(
  { clock, database }: Pick<Api, 'clock' | 'database'>,
  name: string,
  userId: UserId,
  email: string,
): Promise<void> {
  const organization = await database.selectFrom('organizations').select('id').where('name', '=', name).executeTakeFirstOrThrow()
  const id = `ou-${randomBytes(8).toString('hex')}` as never
  const row = { id, organization_id: organization.id, user_id: userId, email, status: 'active' as const, created_at: clock.now() }
  await database.insertInto('organization_memberships').values(row).execute()
}

function callerOf({ app: { http }, tick }: TestServer, token: string, userId: UserId): Caller {
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
    tick()
    const { statusCode, headers: received, rawPayload } = await http.inject(request)
    return answerOf(statusCode, received as Answer['headers'], rawPayload)
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

function answerOf(status: number, headers: Answer['headers'], bytes: Buffer): Answer {
  const text = bytes.toString('utf8')
  const json = () => JSON.parse(text) as Record<string, unknown>
  return {
    status,
    headers,
    text,
    bytes,
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
