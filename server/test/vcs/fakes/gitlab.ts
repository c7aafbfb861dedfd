// A stand-in for GitLab: the parts of its REST API, its webhooks and its OAuth provider that a registry uses.
// Source: https://docs.gitlab.com/api/rest/, /api/projects/, /api/project_webhooks/, /api/oauth2/ and /user/project/integrations/webhooks/
import { createHmac, randomBytes, randomUUID } from 'node:crypto'
import { basicPassword } from '../../../src/vcs/host/signatures.ts'
import {
  type Deliver,
  type FakeAnswer,
  type FakeHook,
  FakeHost,
  type FakeRepository,
  type FakeRequest,
  type Push,
  ZEROES,
} from './fake-host.ts'

const MAINTAINER = 40
const DEVELOPER = 30
const SIGNING_TOKEN = /^whsec_([A-Za-z0-9+/]{43}=)$/

interface HookState {
  signingToken: string | undefined
  alertStatus: 'executable' | 'temporarily_disabled' | 'disabled'
}

export class FakeGitLab extends FakeHost {
  readonly serviceProvider: string
  /** whether deliveries are signed; older servers ignore the setting */
  signs = true
  /** a token with insufficient scope: it may read, but change nothing */
  readonly readOnlyToken = `token-${randomBytes(12).toString('hex')}`
  /** ids of repositories with an inherited role, which responses do not show */
  readonly sharedByGroup = new Set<string>()
  /** previous identifiers of repositories by id */
  readonly formerIdentifiers = new Map<string, string>()
  readonly application = { key: 'gitlab-application', secret: 'gloas-gitlab-application' }
  readonly #states = new WeakMap<FakeHook, HookState>()

  constructor(deliver: Deliver, serviceProvider = 'gitlab_community_edition') {
    super(deliver)
    this.serviceProvider = serviceProvider
  }

  tokenConnection() {
    return {
      'service-provider': this.serviceProvider,
      'http-url': this.url,
      'api-url': this.url,
      'oauth-token-string': this.token,
    }
  }

  override oauthConnection() {
    return { 'service-provider': this.serviceProvider, 'http-url': this.url, 'api-url': `${this.url}/api/v4`, ...this.application }
  }

  override async authorize(url: string): Promise<string> {
    const { pathname, searchParams } = new URL(url)
    if (pathname !== '/oauth/authorize' || searchParams.get('scope') !== 'api') throw new Error(`the host shows an error page at ${url}`)
    return this.consent(url, { clientId: this.application.key, pkce: true })
  }

  override disableHook(hook: FakeHook): void {
    hook.active = false
    this.#stateOf(hook).alertStatus = 'disabled'
  }

  override async renameRepository(repository: FakeRepository, identifier: string): Promise<void> {
    this.formerIdentifiers.set(repository.identifier, repository.id)
    await super.renameRepository(repository, identifier)
  }

  protected identifierOfGitPath(path: string): string | undefined {
    return /^\/(.+?)(?:\.git)?\/(?:info\/refs|git-upload-pack|HEAD)$/.exec(decodeURIComponent(path))?.[1]
  }

  protected gitAllowed(headers: FakeRequest['headers']): boolean {
    return this.isToken(basicPassword(headers['authorization']))
  }

  protected answer(request: FakeRequest): FakeAnswer | undefined {
    if (request.path === '/oauth/token' && request.method === 'POST') return this.#token(request)
    const path = /^\/api\/v4(\/.*)$/.exec(request.path)?.[1]
    if (path === undefined) return undefined
    const shown = request.headers['private-token'] ?? /^Bearer (\S+)$/.exec(request.headers['authorization'] ?? '')?.[1]
    if (!this.isToken(shown) && shown !== this.readOnlyToken) return { status: 401, body: { message: '401 Unauthorized' } }
    if (shown === this.readOnlyToken && request.method !== 'GET') return INSUFFICIENT_SCOPE
    if (path === '/user')
      return { status: 200, body: { id: Number(this.user.id), username: this.user.login, name: 'Ada', state: 'active' } }
    if (path === '/projects') return this.#projects(request)
    const [, id = '', rest = ''] = /^\/projects\/([^/]+)(\/.*)?$/.exec(path) ?? []
    return id === '' ? undefined : this.#project(request, decodeURIComponent(id), rest)
  }

  /** A renewal revokes the previous token and its refresh token. */
  #token({ body }: FakeRequest): FakeAnswer {
    const form = new URLSearchParams(body.toString('utf8'))
    const { key, secret } = this.application
    if (form.get('client_id') !== key || form.get('client_secret') !== secret)
      return { status: 401, body: { error: 'invalid_client', error_description: 'Client authentication failed due to unknown client.' } }
    const tokens = this.redeem(form, { pkce: true })
    if (tokens === undefined)
      return { status: 400, body: { error: 'invalid_grant', error_description: 'The provided authorization grant is invalid or revoked.' } }
    const { accessToken, refreshToken } = tokens
    const created = Math.floor(this.now() / 1000)
    return {
      status: 200,
      body: {
        access_token: accessToken,
        token_type: 'Bearer',
        expires_in: 7200,
        refresh_token: refreshToken,
        scope: 'api',
        created_at: created,
      },
    }
  }

  #projects({ query }: FakeRequest): FakeAnswer {
    const least = Number(query.get('min_access_level') ?? '0')
    const found = this.repositories.filter((each) => levelOf(each) >= least)
    return paged(
      query,
      found.map((each) => this.#document(each)),
      `${this.url}/api/v4/projects`,
    )
  }

  #project(request: FakeRequest, name: string, rest: string): FakeAnswer | undefined {
    const repository = this.repositoryWithId(name) ?? this.repositoryNamed(name)
    const former = this.formerIdentifiers.get(name)
    if (repository === undefined && former !== undefined && request.method === 'GET')
      return { status: 301, headers: { location: `${this.url}/api/v4/projects/${former}${rest}` } }
    if (repository === undefined) return { status: 404, body: { message: '404 Project Not Found' } }
    if (rest === '') return { status: 200, body: this.#document(repository) }
    const [, id = ''] = /^\/hooks(?:\/(\d+))?$/.exec(rest) ?? []
    if (!rest.startsWith('/hooks')) return undefined
    if (!repository.admin) return { status: 403, body: { message: '403 Forbidden' } }
    return id === '' ? this.#hooksOf(request, repository) : this.#hook(request, repository, id)
  }

  #hooksOf(request: FakeRequest, repository: FakeRepository): FakeAnswer | undefined {
    const own = this.hooks.filter((hook) => hook.repositoryId === repository.id)
    if (request.method === 'GET')
      return paged(
        request.query,
        own.map((hook) => this.#hookDocument(hook)),
        `${this.url}${request.path}`,
      )
    if (request.method !== 'POST') return undefined
    const problem = hookProblem(request.json)
    if (problem !== undefined) return problem
    const hook: FakeHook = {
      id: String(this.nextNumber()),
      repositoryId: repository.id,
      url: '',
      secret: '',
      active: true,
      settings: {},
    }
    this.hooks.push(hook)
    return { status: 201, body: this.#changed(hook, request.json) }
  }

  #hook(request: FakeRequest, repository: FakeRepository, id: string): FakeAnswer | undefined {
    const hook = this.hooks.find((each) => each.id === id && each.repositoryId === repository.id)
    if (hook === undefined) return { status: 404, body: { message: '404 Not found' } }
    switch (request.method) {
      case 'GET':
        return { status: 200, body: this.#hookDocument(hook) }
      case 'PUT':
        return hookProblem(request.json) ?? { status: 200, body: this.#changed(hook, request.json) }
      case 'DELETE':
        this.hooks.splice(this.hooks.indexOf(hook), 1)
        return { status: 204 }
      default:
        return undefined
    }
  }

  /** Absent attributes keep their value. No update enables a disabled hook. */
  #changed(hook: FakeHook, json: unknown): unknown {
    const settings = json as Record<string, unknown>
    hook.url = String(settings['url'])
    if (typeof settings['token'] === 'string') hook.secret = settings['token']
    hook.settings = { push_events: true, tag_push_events: false, ...(hook.settings as object), ...settings }
    if (this.signs && typeof settings['signing_token'] === 'string') this.#stateOf(hook).signingToken = settings['signing_token']
    return this.#hookDocument(hook)
  }

  #hookDocument(hook: FakeHook): unknown {
    const { signingToken, alertStatus } = this.#stateOf(hook)
    const settings = hook.settings as Record<string, unknown>
    return {
      id: Number(hook.id),
      url: hook.url,
      name: settings['name'] ?? null,
      description: settings['description'] ?? null,
      project_id: Number(hook.repositoryId),
      push_events: settings['push_events'],
      tag_push_events: settings['tag_push_events'],
      enable_ssl_verification: settings['enable_ssl_verification'] ?? true,
      alert_status: alertStatus,
      disabled_until: null,
      ...(this.signs ? { token_present: hook.secret !== '', signing_token_present: signingToken !== undefined } : {}),
    }
  }

  #stateOf(hook: FakeHook): HookState {
    const known = this.#states.get(hook) ?? { signingToken: undefined, alertStatus: 'executable' as const }
    this.#states.set(hook, known)
    return known
  }

  #document(repository: FakeRepository): Record<string, unknown> {
    return {
      id: Number(repository.id),
      name: repository.identifier.split('/').at(-1),
      path_with_namespace: repository.identifier,
      default_branch: 'main',
      visibility: repository.private ? 'private' : 'public',
      archived: repository.archived,
      web_url: `${this.url}/${repository.identifier}`,
      http_url_to_repo: `${this.url}/${repository.identifier}.git`,
      permissions: {
        project_access: this.sharedByGroup.has(repository.id) ? null : { access_level: levelOf(repository), notification_level: 3 },
        group_access: null,
      },
    }
  }

  protected delivery(hook: FakeHook, push: Push): { headers: Record<string, string>; body: string } | undefined {
    const isTag = push.ref.startsWith('refs/tags/')
    const wanted = (hook.settings as Record<string, unknown>)[isTag ? 'tag_push_events' : 'push_events']
    if (wanted !== true) return undefined
    const body = JSON.stringify(this.#payload(push, isTag))
    const { signingToken } = this.#stateOf(hook)
    const id = randomUUID()
    return {
      headers: {
        'content-type': 'application/json',
        'user-agent': 'GitLab/18.6.0',
        'x-gitlab-event': isTag ? 'Tag Push Hook' : 'Push Hook',
        'x-gitlab-instance': this.url,
        'x-gitlab-webhook-uuid': randomUUID(),
        'x-gitlab-event-uuid': randomUUID(),
        'idempotency-key': id,
        ...(hook.secret === '' ? {} : { 'x-gitlab-token': hook.secret }),
        ...(signingToken === undefined ? {} : signed(signingToken, { id, timestamp: String(Math.floor(this.now() / 1000)), body })),
      },
      body,
    }
  }

  #payload({ repository, ref, before, after }: Push, isTag: boolean): unknown {
    const kind = isTag ? 'tag_push' : 'push'
    return {
      object_kind: kind,
      event_name: kind,
      before,
      after,
      ref,
      checkout_sha: after === ZEROES ? null : after,
      user_id: Number(this.user.id),
      user_username: this.user.login,
      project_id: Number(repository.id),
      project: {
        id: Number(repository.id),
        path_with_namespace: repository.identifier,
        web_url: `${this.url}/${repository.identifier}`,
        git_http_url: `${this.url}/${repository.identifier}.git`,
        default_branch: 'main',
      },
      commits: [],
      total_commits_count: 0,
    }
  }
}

const INSUFFICIENT_SCOPE: FakeAnswer = {
  status: 403,
  body: {
    error: 'insufficient_scope',
    error_description: 'The request requires higher privileges than provided by the access token.',
    scope: 'api',
  },
}

function levelOf({ admin }: FakeRepository): number {
  return admin ? MAINTAINER : DEVELOPER
}

function hookProblem(json: unknown): FakeAnswer | undefined {
  const { url, signing_token: signingToken } = (typeof json === 'object' && json !== null ? json : {}) as Record<string, unknown>
  if (typeof url !== 'string') return { status: 400, body: { error: 'url is missing' } }
  if (!/^https?:\/\//.test(url)) return { status: 422, body: { error: 'Invalid url given' } }
  if (signingToken !== undefined && !(typeof signingToken === 'string' && SIGNING_TOKEN.test(signingToken)))
    return { status: 400, body: { message: { signing_token: ['must be in whsec_<base64> format, of 32 bytes'] } } }
  return undefined
}

/** Pagination as in GitLab: 20 by default, at most 100, with page numbers in headers. */
function paged(query: URLSearchParams, all: readonly unknown[], url: string): FakeAnswer {
  const size = Math.min(100, Number(query.get('per_page') ?? '20'))
  const page = Number(query.get('page') ?? '1')
  const pages = Math.max(1, Math.ceil(all.length / size))
  const next = page < pages ? String(page + 1) : ''
  const link = new URLSearchParams(query)
  link.set('page', next)
  return {
    status: 200,
    headers: {
      'x-page': String(page),
      'x-per-page': String(size),
      'x-next-page': next,
      'x-total': String(all.length),
      'x-total-pages': String(pages),
      ...(next === '' ? {} : { link: `<${url}?${link}>; rel="next"` }),
    },
    body: all.slice((page - 1) * size, page * size),
  }
}

function signed(signingToken: string, { id, timestamp, body }: { id: string; timestamp: string; body: string }): Record<string, string> {
  const key = Buffer.from(SIGNING_TOKEN.exec(signingToken)?.[1] ?? '', 'base64')
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` }
}
