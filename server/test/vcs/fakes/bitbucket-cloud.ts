// A stand-in for Bitbucket Cloud: the parts of its REST API, its webhooks and its OAuth provider that a registry uses, as they are
// since 2026. Source: https://developer.atlassian.com/cloud/bitbucket/rest/ and its changelog (CHANGE-2770, CHANGE-3022)
import { createHmac, randomBytes, randomUUID } from 'node:crypto'
import { type FakeAnswer, type FakeHook, FakeHost, type FakeRepository, type FakeRequest, type Push, ZEROES } from './fake-host.ts'

const MAX_SECRET = 128
const FIRST_UPDATE = Date.UTC(2026, 0, 1)
const REMOVED = /^\/(?:repositories|workspaces|user\/permissions\/(?:repositories|workspaces))\/?$/

/** Whose credential a request has. `token`: an access token, which belongs to no person. */
type Caller = 'person' | 'token'

export class FakeBitbucketCloud extends FakeHost {
  readonly serviceProvider = 'bitbucket_hosted'
  /** of the account that `token`, an API token, belongs to */
  readonly email = 'ada@example.com'
  /** of a workspace */
  accessToken = `access-token-${randomBytes(12).toString('hex')}`
  readonly consumer = { key: 'bitbucket-consumer', secret: 'bitbucket-consumer/secret' }

  tokenConnection() {
    return {
      'service-provider': this.serviceProvider,
      'http-url': this.url,
      'api-url': this.url,
      key: this.email,
      'oauth-token-string': this.token,
    }
  }

  /** As above, with a token that belongs to a workspace instead of a person. */
  accessTokenConnection() {
    return { 'service-provider': this.serviceProvider, 'http-url': this.url, 'api-url': this.url, 'oauth-token-string': this.accessToken }
  }

  override oauthConnection() {
    return { 'service-provider': this.serviceProvider, 'http-url': this.url, 'api-url': `${this.url}/2.0`, ...this.consumer }
  }

  override async authorize(url: string): Promise<string> {
    if (new URL(url).pathname !== '/site/oauth2/authorize') throw new Error(`the host shows an error page at ${url}`)
    return this.consent(url, { clientId: this.consumer.key, pkce: false })
  }

  override revokeEverything(): void {
    super.revokeEverything()
    this.accessToken = `revoked-${this.accessToken}`
  }

  protected override nextRepositoryId(): string {
    return `{${randomUUID()}}`
  }

  protected identifierOfGitPath(path: string): string | undefined {
    return /^\/([^/]+\/[^/]+?)(?:\.git)?\/(?:info\/refs|git-upload-pack|HEAD)$/.exec(decodeURIComponent(path))?.[1]
  }

  protected gitAllowed(headers: FakeRequest['headers']): boolean {
    const { username, password } = basicOf(headers['authorization'])
    if (username === 'x-bitbucket-api-token-auth') return password === this.token
    return username === 'x-token-auth' && (password === this.accessToken || this.#isSession(password))
  }

  protected answer(request: FakeRequest): FakeAnswer | undefined {
    if (request.path === '/site/oauth2/access_token' && request.method === 'POST') return this.#token(request)
    const path = /^\/2\.0(\/.*)$/.exec(request.path)?.[1]
    if (path === undefined) return undefined
    const caller = this.#callerOf(request.headers['authorization'])
    if (caller === undefined) return failure(401, 'Token is invalid, expired, or not supported for this endpoint.')
    if (REMOVED.test(path)) return failure(410, 'This endpoint has been removed. See CHANGE-2770.')
    if (path.startsWith('/user')) return this.#person(request, path, caller)
    const [, workspace = '', name = '', rest = ''] = /^\/repositories\/([^/]+)(?:\/([^/]+)(\/.*)?)?$/.exec(path) ?? []
    if (workspace === '') return undefined
    if (name === '') return this.#repositoriesOf(request, decodeURIComponent(workspace))
    const repository = this.#find(decodeURIComponent(workspace), decodeURIComponent(name))
    if (repository === undefined) return failure(404, `Repository ${decodeURIComponent(workspace)}/${decodeURIComponent(name)} not found`)
    if (rest === '') return { status: 200, body: this.#document(repository) }
    return rest.startsWith('/hooks') ? this.#hooks(request, repository, decodeURIComponent(rest.slice('/hooks'.length + 1))) : undefined
  }

  /** The consumer's secret is only taken as Basic authentication; every use of a refresh token gives a new one. */
  #token({ headers, body }: FakeRequest): FakeAnswer {
    const { username, password } = basicOf(headers['authorization'])
    const { key, secret } = this.consumer
    if (decodeURIComponent(username) !== key || decodeURIComponent(password) !== secret)
      return { status: 401, body: { error: 'invalid_client', error_description: 'Invalid OAuth client credentials' } }
    const tokens = this.redeem(new URLSearchParams(body.toString('utf8')), { pkce: false })
    if (tokens === undefined)
      return { status: 400, body: { error: 'invalid_grant', error_description: 'The specified code or refresh token is not valid' } }
    const { accessToken, refreshToken } = tokens
    const scope = 'account repository webhook'
    return { status: 200, body: { access_token: accessToken, token_type: 'bearer', expires_in: 7200, refresh_token: refreshToken, scope } }
  }

  #callerOf(authorization: string | undefined): Caller | undefined {
    const [, bearer] = /^Bearer (\S+)$/.exec(authorization ?? '') ?? []
    if (bearer !== undefined && bearer === this.accessToken) return 'token'
    if (bearer !== undefined) return this.#isSession(bearer) ? 'person' : undefined
    const { username, password } = basicOf(authorization)
    return username === this.email && password === this.token ? 'person' : undefined
  }

  #isSession(token: string): boolean {
    return this.sessions.get(token)?.revoked === false
  }

  #person(request: FakeRequest, path: string, caller: Caller): FakeAnswer | undefined {
    if (caller === 'token') return failure(401, 'Token is invalid, expired, or not supported for this endpoint.')
    const { id, login } = this.user
    if (path === '/user') return { status: 200, body: { type: 'user', uuid: `{${id}}`, nickname: login, display_name: 'Ada' } }
    if (path === '/user/workspaces') return paged(request, this.url, this.#workspaces())
    const [, workspace] = /^\/user\/workspaces\/([^/]+)\/permissions\/repositories$/.exec(path) ?? []
    if (workspace === undefined) return undefined
    const [, fullName] = /^repository\.full_name="(.+)"$/.exec(request.query.get('q') ?? '') ?? []
    const found = this.#ofWorkspace(decodeURIComponent(workspace)).filter((each) => fullName === undefined || each.identifier === fullName)
    const values = found.map((each) => ({
      type: 'repository_permission',
      permission: each.admin ? 'admin' : 'read',
      repository: { uuid: each.id, full_name: each.identifier },
    }))
    return paged(request, this.url, values)
  }

  #workspaces(): unknown[] {
    const slugs = [...new Set(this.repositories.map(({ identifier }) => identifier.split('/')[0] ?? ''))]
    return slugs.map((slug) => ({
      type: 'workspace_access',
      administrator: false,
      workspace: { type: 'workspace_base', uuid: `{${slug}}`, slug },
    }))
  }

  #ofWorkspace(workspace: string): FakeRepository[] {
    return this.repositories.filter(({ identifier }) => identifier.startsWith(`${workspace}/`))
  }

  /** Without a workspace, the id is enough. */
  #find(workspace: string, name: string): FakeRepository | undefined {
    if (workspace === '{}') return this.repositoryWithId(name)
    return this.#ofWorkspace(workspace).find((each) => each.id === name || each.identifier === `${workspace}/${name}`)
  }

  #repositoriesOf(request: FakeRequest, workspace: string): FakeAnswer {
    const { query } = request
    const [, from, to] = /^updated_on >= (\S+) AND updated_on <= (\S+)$/.exec(query.get('q') ?? '') ?? []
    if (query.has('q') && to === undefined) return failure(400, 'Invalid query expression')
    const found = this.#ofWorkspace(workspace)
      .filter(({ admin }) => admin || query.get('role') !== 'admin')
      .map((each) => this.#document(each))
      .filter(({ updated_on: at }) => (from === undefined || at >= from) && (to === undefined || at <= to))
    if (query.get('sort') === '-updated_on') found.reverse()
    return paged(request, this.url, found)
  }

  #document(repository: FakeRepository) {
    const { id, identifier } = repository
    const [slug = '', name = ''] = identifier.split('/')
    return {
      type: 'repository',
      uuid: id,
      full_name: identifier,
      name,
      slug: name,
      scm: 'git',
      is_private: repository.private,
      updated_on: new Date(FIRST_UPDATE + this.repositories.indexOf(repository) * 1000).toISOString().replace('Z', '000+00:00'),
      mainbranch: { type: 'branch', name: 'main' },
      workspace: { type: 'workspace', uuid: `{${slug}}`, slug },
      links: {
        html: { href: `${this.url}/${identifier}` },
        clone: [{ name: 'https', href: `https://ada@127.0.0.1/${identifier}.git` }],
      },
    }
  }

  #hooks(request: FakeRequest, repository: FakeRepository, id: string): FakeAnswer | undefined {
    if (!repository.admin) return failure(403, 'Your credentials lack one or more required privilege scopes.')
    const own = this.hooks.filter((hook) => hook.repositoryId === repository.id)
    if (id === '' && request.method === 'GET') return paged(request, this.url, own.map(hookDocument))
    if (id === '') return request.method === 'POST' ? this.#created(request, repository) : undefined
    const hook = own.find((each) => each.id === id)
    if (hook === undefined) return failure(404, `Webhook ${id} not found`)
    switch (request.method) {
      case 'GET':
        return { status: 200, body: hookDocument(hook) }
      case 'PUT':
        return hookProblem(request.json) ?? { status: 200, body: changed(hook, request.json) }
      case 'DELETE':
        this.hooks.splice(this.hooks.indexOf(hook), 1)
        return { status: 204 }
      default:
        return undefined
    }
  }

  #created(request: FakeRequest, repository: FakeRepository): FakeAnswer {
    const problem = hookProblem(request.json)
    if (problem !== undefined) return problem
    const hook: FakeHook = { id: `{${randomUUID()}}`, repositoryId: repository.id, url: '', secret: '', active: true, settings: {} }
    this.hooks.push(hook)
    return { status: 201, body: changed(hook, request.json) }
  }

  protected delivery(hook: FakeHook, push: Push): { headers: Record<string, string>; body: string } | undefined {
    const { events } = hook.settings as { events?: unknown }
    if (!Array.isArray(events) || !events.includes('repo:push')) return undefined
    return this.#signed(hook, 'repo:push', { push: { changes: [changeOf(push)] }, ...this.#about(push.repository) })
  }

  /** As Bitbucket sometimes does for tags created in the web interface: the delivery lists no changes. */
  emptyDelivery(hook: FakeHook, repository: FakeRepository): { headers: Record<string, string>; body: string } {
    return this.#signed(hook, 'repo:push', { push: { changes: [] }, ...this.#about(repository) })
  }

  #about(repository: FakeRepository): object {
    return { actor: { type: 'user', nickname: this.user.login }, repository: this.#document(repository) }
  }

  #signed(hook: FakeHook, event: string, payload: object): { headers: Record<string, string>; body: string } {
    const body = JSON.stringify(payload)
    const signature = createHmac('sha256', hook.secret).update(body).digest('hex')
    return {
      headers: {
        'content-type': 'application/json',
        'user-agent': 'Bitbucket-Webhooks/2.0',
        'x-event-key': event,
        'x-hook-uuid': hook.id.slice(1, -1),
        'x-request-uuid': randomUUID(),
        'x-attempt-number': '1',
        ...(hook.secret === '' ? {} : { 'x-hub-signature': `sha256=${signature}` }),
      },
      body,
    }
  }
}

function changeOf({ ref, before, after }: Push): unknown {
  const [, kind, name] = /^refs\/(tags|heads)\/(.+)$/.exec(ref) ?? []
  const side = (hash: string) =>
    hash === ZEROES ? null : { type: kind === 'tags' ? 'tag' : 'branch', name, target: { type: 'commit', hash } }
  return { old: side(before), new: side(after), created: before === ZEROES, closed: after === ZEROES, forced: false, truncated: false }
}

function changed(hook: FakeHook, json: unknown): unknown {
  const settings = json as Record<string, unknown>
  hook.url = String(settings['url'])
  hook.active = settings['active'] !== false
  if (typeof settings['secret'] === 'string') hook.secret = settings['secret']
  hook.settings = { ...(hook.settings as object), ...settings }
  return hookDocument(hook)
}

function hookDocument(hook: FakeHook): unknown {
  const { description, events } = hook.settings as Record<string, unknown>
  return {
    type: 'webhook_subscription',
    uuid: hook.id,
    url: hook.url,
    description,
    active: hook.active,
    events,
    secret_set: hook.secret !== '',
    subject_type: 'repository',
  }
}

function hookProblem(json: unknown): FakeAnswer | undefined {
  const { url, events, secret = '' } = (typeof json === 'object' && json !== null ? json : {}) as Record<string, unknown>
  if (typeof url !== 'string' || !/^https?:\/\//.test(url)) return failure(400, 'Enter a valid URL.')
  if (!Array.isArray(events) || events.length === 0) return failure(400, 'events is a required field')
  return typeof secret === 'string' && secret.length <= MAX_SECRET ? undefined : failure(400, 'The secret is too long.')
}

/** Pagination as in Bitbucket: 10 by default, at most 100, with the complete URL of the next page. */
function paged({ query, path }: FakeRequest, url: string, all: readonly unknown[]): FakeAnswer {
  const pagelen = Math.min(100, Number(query.get('pagelen') ?? '10'))
  const page = Number(query.get('page') ?? '1')
  const next = new URLSearchParams(query)
  next.set('page', String(page + 1))
  const values = all.slice((page - 1) * pagelen, page * pagelen)
  return {
    status: 200,
    body: { values, page, pagelen, size: all.length, ...(page * pagelen < all.length ? { next: `${url}${path}?${next}` } : {}) },
  }
}

function failure(status: number, message: string): FakeAnswer {
  return { status, body: { type: 'error', error: { message } } }
}

function basicOf(authorization: string | undefined): { username: string; password: string } {
  const pair = Buffer.from(/^Basic (\S+)$/.exec(authorization ?? '')?.[1] ?? '', 'base64').toString('utf8')
  const colon = pair.indexOf(':')
  return colon === -1 ? { username: '', password: '' } : { username: pair.slice(0, colon), password: pair.slice(colon + 1) }
}
