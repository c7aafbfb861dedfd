// A stand-in for GitHub and GitHub Enterprise Server: REST API below /api/v3, OAuth applications, repository webhooks, git.
import { createHash, createHmac, randomBytes, randomUUID } from 'node:crypto'
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

type Handler = (request: FakeRequest, parts: readonly string[]) => FakeAnswer | Promise<FakeAnswer | undefined> | undefined
export type FakeRoute = [method: string, path: RegExp, handler: Handler]

export const NOT_FOUND: FakeAnswer = { status: 404, body: { message: 'Not Found', status: '404' } }
const BAD_CREDENTIALS: FakeAnswer = { status: 401, body: { message: 'Bad credentials', status: '401' } }
const DAY_SECONDS = 86_400

interface Consent {
  redirectUri: string
  challenge: string | null
}

export class FakeGithub extends FakeHost {
  readonly serviceProvider: string
  readonly application = { id: `Iv1.${randomBytes(8).toString('hex')}`, secret: randomBytes(20).toString('hex') }
  /** the default of GitHub Apps; tokens of OAuth applications do not expire */
  tokensExpire = true
  /** the token is a fine-grained one that may not create webhooks */
  mayNotSetUpWebhooks = false
  readonly #consents = new Map<string, Consent>()
  readonly #formerNames = new Map<string, FakeRepository>()

  constructor(deliver: Deliver, serviceProvider: 'github' | 'github_enterprise' = 'github') {
    super(deliver)
    this.serviceProvider = serviceProvider
    this.token = `ghp_${randomBytes(18).toString('hex')}`
  }

  tokenConnection(): Record<string, unknown> {
    return { ...this.#addresses(), 'oauth-token-string': this.token }
  }

  override oauthConnection(): Record<string, unknown> {
    return { ...this.#addresses(), key: this.application.id, secret: this.application.secret }
  }

  #addresses(): Record<string, unknown> {
    return { 'service-provider': this.serviceProvider, 'http-url': this.url, 'api-url': `${this.url}/api/v3` }
  }

  /** The user consents. @returns where GitHub redirects them */
  override async authorize(url: string): Promise<string> {
    const { origin, pathname, searchParams } = new URL(url)
    if (origin !== this.url || pathname !== '/login/oauth/authorize') throw new Error(`${url} is not where people sign in`)
    if (searchParams.get('client_id') !== this.application.id) throw new Error('no such application')
    if (searchParams.get('scope') !== 'repo') throw new Error(`the scope ${searchParams.get('scope')} is not what was expected`)
    const redirectUri = searchParams.get('redirect_uri') ?? ''
    const code = randomBytes(10).toString('hex')
    this.#consents.set(code, { redirectUri, challenge: searchParams.get('code_challenge') })
    const back = new URL(redirectUri)
    back.searchParams.set('code', code)
    back.searchParams.set('state', searchParams.get('state') ?? '')
    return back.href
  }

  override disableHook(hook: FakeHook): void {
    hook.active = false
  }

  override async renameRepository(repository: FakeRepository, identifier: string): Promise<void> {
    this.#formerNames.set(repository.identifier, repository)
    await super.renameRepository(repository, identifier)
  }

  protected override identifierOfGitPath(path: string): string | undefined {
    return /^\/([^/]+\/[^/]+?)(?:\.git)?\/(?:info\/refs|git-upload-pack|HEAD)$/.exec(path)?.[1]
  }

  protected override gitAllowed(headers: FakeRequest['headers']): boolean {
    const [user, password] = Buffer.from((headers['authorization'] ?? '').replace(/^Basic /, ''), 'base64')
      .toString('utf8')
      .split(':')
    return user !== '' && this.isToken(password)
  }

  protected override async answer(request: FakeRequest): Promise<FakeAnswer | undefined> {
    if (request.path === '/login/oauth/access_token') return this.#accessToken(request)
    const path = request.path.replace(/^\/api\/v3/, '')
    const open = await firstAnswer(this.openRoutes(), request, path)
    if (open !== undefined) return open
    if (!this.isToken(bearerOf(request))) return BAD_CREDENTIALS
    return (await firstAnswer(this.routes(), request, path)) ?? NOT_FOUND
  }

  /** For callers without a user or installation token. */
  protected openRoutes(): FakeRoute[] {
    return []
  }

  protected routes(): FakeRoute[] {
    return [
      ['GET', /^\/user$/, () => ({ status: 200, body: { id: Number(this.user.id), login: this.user.login, type: 'User' } })],
      [
        'GET',
        /^\/user\/repos$/,
        (request) =>
          this.paged(
            request,
            this.repositories.map((each) => this.repositoryJson(each)),
          ),
      ],
      ['GET', /^\/repositories\/(\d+)$/, (request, [id = '']) => this.#repository(request, this.repositoryWithId(id))],
      ['GET', /^\/repos\/([^/]+)\/([^/]+)$/, (request, [owner, name]) => this.#named(request, `${owner}/${name}`)],
      [
        'GET',
        /^\/repos\/([^/]+)\/([^/]+)\/hooks$/,
        (request, parts) => this.#withHooks(parts, (repository) => this.#list(request, repository)),
      ],
      [
        'POST',
        /^\/repos\/([^/]+)\/([^/]+)\/hooks$/,
        (request, parts) => this.#withHooks(parts, (repository) => this.#create(request, repository)),
      ],
      ['GET', /^\/repos\/([^/]+)\/([^/]+)\/hooks\/(\d+)$/, (_request, parts) => this.#withHook(parts, (hook) => this.#hook(hook))],
      [
        'PATCH',
        /^\/repos\/([^/]+)\/([^/]+)\/hooks\/(\d+)$/,
        (request, parts) => this.#withHook(parts, (hook) => this.#change(request, hook)),
      ],
      ['DELETE', /^\/repos\/([^/]+)\/([^/]+)\/hooks\/(\d+)$/, (_request, parts) => this.#withHook(parts, (hook) => this.#delete(hook))],
    ]
  }

  protected paged(request: FakeRequest, all: readonly unknown[], wrap = (items: readonly unknown[]): unknown => items): FakeAnswer {
    const size = Math.min(Number(request.query.get('per_page') ?? 30), 100)
    const page = Number(request.query.get('page') ?? 1)
    const last = Math.max(1, Math.ceil(all.length / size))
    const link = (number: number, rel: string) => {
      const query = new URLSearchParams(request.query)
      query.set('page', String(number))
      return `<${this.url}${request.path}?${query}>; rel="${rel}"`
    }
    const links = [...(page > 1 ? [link(page - 1, 'prev')] : []), ...(page < last ? [link(page + 1, 'next'), link(last, 'last')] : [])]
    const body = wrap(all.slice((page - 1) * size, page * size))
    return { status: 200, headers: { ...RATE, ...(links.length === 0 ? {} : { link: links.join(', ') }) }, body }
  }

  protected repositoryJson(repository: FakeRepository): Record<string, unknown> {
    const { id, identifier, admin, archived } = repository
    const [login, name] = identifier.split('/')
    return {
      id: Number(id),
      node_id: Buffer.from(`Repository${id}`).toString('base64'),
      name,
      full_name: identifier,
      private: repository.private,
      archived,
      owner: { login, id: 77 },
      html_url: `${this.url}/${identifier}`,
      clone_url: `${this.url}/${identifier}.git`,
      default_branch: 'main',
      permissions: { admin, maintain: admin, push: true, triage: true, pull: true },
    }
  }

  /** Whether the token of the request may read it. */
  protected visible(_request: FakeRequest, _repository: FakeRepository): boolean {
    return true
  }

  #repository(request: FakeRequest, repository: FakeRepository | undefined): FakeAnswer {
    return repository === undefined || !this.visible(request, repository)
      ? NOT_FOUND
      : { status: 200, headers: RATE, body: this.repositoryJson(repository) }
  }

  #named(request: FakeRequest, identifier: string): FakeAnswer {
    const former = this.#formerNames.get(identifier)
    const found = this.repositoryNamed(identifier)
    if (found !== undefined || former === undefined) return this.#repository(request, found)
    const location = `${this.url}/api/v3/repositories/${former.id}`
    return { status: 301, headers: { location }, body: { message: 'Moved Permanently', url: location } }
  }

  #withHooks([owner, name]: readonly string[], work: (repository: FakeRepository) => FakeAnswer | Promise<FakeAnswer>) {
    const repository = this.repositoryNamed(`${owner}/${name}`)
    if (repository === undefined || !repository.admin) return NOT_FOUND
    if (!this.mayNotSetUpWebhooks) return work(repository)
    const headers = { 'x-accepted-github-permissions': 'repository_hooks=write' }
    return { status: 403, headers, body: { message: 'Resource not accessible by personal access token', status: '403' } }
  }

  #withHook(parts: readonly string[], work: (hook: FakeHook) => FakeAnswer) {
    return this.#withHooks(parts, (repository) => {
      const hook = this.hooks.find((each) => each.id === parts[2] && each.repositoryId === repository.id)
      return hook === undefined ? NOT_FOUND : work(hook)
    })
  }

  #list(request: FakeRequest, repository: FakeRepository): FakeAnswer {
    return this.paged(
      request,
      this.hooks.filter((hook) => hook.repositoryId === repository.id).map((hook) => this.#hookJson(hook)),
    )
  }

  async #create({ json }: FakeRequest, repository: FakeRepository): Promise<FakeAnswer> {
    const wanted = settingsOf(json)
    if (wanted.url === '' || wanted.name !== 'web') return invalid('url must be given')
    if (this.hooks.some((hook) => hook.repositoryId === repository.id && hook.url === wanted.url)) {
      return invalid('Hook already exists on this repository')
    }
    const { url, secret, active } = wanted
    const hook: FakeHook = { id: String(this.nextNumber()), repositoryId: repository.id, url, secret, active, settings: json }
    this.hooks.push(hook)
    await this.send(
      url,
      this.signed(secret, 'ping', { zen: 'Design for failure.', hook_id: Number(hook.id), repository: this.repositoryJson(repository) }),
    )
    // `sent` covers pushes only.
    if (!this.muted) this.sent.pop()
    return { status: 201, headers: RATE, body: this.#hookJson(hook) }
  }

  #change({ json }: FakeRequest, hook: FakeHook): FakeAnswer {
    const wanted = settingsOf(json)
    Object.assign(hook, { active: wanted.active, settings: json, ...(wanted.url === '' ? {} : { url: wanted.url, secret: wanted.secret }) })
    return this.#hook(hook)
  }

  #delete(hook: FakeHook): FakeAnswer {
    this.hooks.splice(this.hooks.indexOf(hook), 1)
    return { status: 204 }
  }

  #hook(hook: FakeHook): FakeAnswer {
    return { status: 200, headers: RATE, body: this.#hookJson(hook) }
  }

  #hookJson({ id, url, active, settings }: FakeHook): Record<string, unknown> {
    const last = this.sent.findLast((delivery) => delivery.url === url)
    const { events } = settings as { events?: unknown }
    return {
      type: 'Repository',
      id: Number(id),
      name: 'web',
      active,
      events,
      config: { url, content_type: 'json', insecure_ssl: '0', secret: '********' },
      last_response:
        last === undefined
          ? { code: null, status: 'unused', message: null }
          : {
              code: last.status,
              status: last.status < 400 ? 'active' : 'invalid_http_response',
              message: last.status < 400 ? 'OK' : 'Invalid HTTP Response',
            },
    }
  }

  protected override delivery(hook: FakeHook, push: Push): { headers: Record<string, string>; body: string } {
    return this.signed(hook.secret, 'push', this.pushPayload(push))
  }

  protected pushPayload({ repository, ref, before, after }: Push): Record<string, unknown> {
    const [created, deleted] = [before === ZEROES, after === ZEROES]
    return {
      ref,
      before,
      after,
      created,
      deleted,
      forced: false,
      commits: [],
      repository: this.repositoryJson(repository),
      pusher: { name: this.user.login },
    }
  }

  /** As GitHub signs it. */
  signed(secret: string, event: string, payload: Record<string, unknown>): { headers: Record<string, string>; body: string } {
    const body = JSON.stringify(payload)
    return {
      body,
      headers: {
        'content-type': 'application/json',
        'user-agent': 'GitHub-Hookshot/abcdef0',
        'x-github-event': event,
        'x-github-delivery': randomUUID(),
        'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
      },
    }
  }

  #accessToken({ headers, body, method }: FakeRequest): FakeAnswer {
    if (method !== 'POST') return NOT_FOUND
    // Clients that do not ask for JSON get a form.
    if (!(headers['accept'] ?? '').includes('json')) return { status: 200, body: 'error=this+fake+speaks+json' }
    const form = new URLSearchParams(body.toString('utf8'))
    if (form.get('client_id') !== this.application.id || form.get('client_secret') !== this.application.secret) {
      return refusal('incorrect_client_credentials', 'The client_id and/or client_secret passed are incorrect.')
    }
    return form.get('grant_type') === 'refresh_token' ? this.#refreshed(form) : this.#exchanged(form)
  }

  #exchanged(form: URLSearchParams): FakeAnswer {
    const code = form.get('code') ?? ''
    const consent = this.#consents.get(code)
    this.#consents.delete(code)
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url')
    const fits = consent !== undefined && (consent.challenge === null || consent.challenge === challenge)
    if (!fits || consent.redirectUri !== form.get('redirect_uri')) {
      return refusal('bad_verification_code', 'The code passed is incorrect or expired.')
    }
    return this.#granted()
  }

  #refreshed(form: URLSearchParams): FakeAnswer {
    const session = [...this.sessions].find(([, each]) => !each.revoked && each.refreshToken === form.get('refresh_token'))
    if (session === undefined) return refusal('bad_refresh_token', 'The refresh token passed is incorrect or expired.')
    this.sessions.delete(session[0])
    return this.#granted()
  }

  #granted(): FakeAnswer {
    const token = `${this.tokensExpire ? 'ghu' : 'gho'}_${randomBytes(18).toString('hex')}`
    const refreshToken = this.tokensExpire ? `ghr_${randomBytes(38).toString('hex')}` : ''
    this.sessions.set(token, { refreshToken, revoked: false })
    const expiry = { expires_in: DAY_SECONDS / 3, refresh_token: refreshToken, refresh_token_expires_in: 180 * DAY_SECONDS }
    return { status: 200, body: { access_token: token, token_type: 'bearer', scope: 'repo', ...(this.tokensExpire ? expiry : {}) } }
  }
}

const RATE = { 'x-ratelimit-limit': '5000', 'x-ratelimit-remaining': '4999', 'x-ratelimit-resource': 'core' }

export function bearerOf({ headers }: FakeRequest): string | undefined {
  return /^(?:Bearer|token) (\S+)$/i.exec(headers['authorization'] ?? '')?.[1]
}

async function firstAnswer(routes: readonly FakeRoute[], request: FakeRequest, path: string): Promise<FakeAnswer | undefined> {
  for (const [method, pattern, handler] of routes) {
    const found = method === request.method ? pattern.exec(path) : null
    if (found !== null) return await handler(request, found.slice(1).map(decodeURIComponent))
  }
  return undefined
}

function refusal(error: string, description: string): FakeAnswer {
  return { status: 200, body: { error, error_description: description, error_uri: 'https://docs.github.com' } }
}

function invalid(message: string): FakeAnswer {
  return { status: 422, body: { message: 'Validation Failed', errors: [{ resource: 'Hook', code: 'custom', message }], status: '422' } }
}

function settingsOf(json: unknown): { name: string; url: string; secret: string; active: boolean } {
  const {
    name = '',
    active = true,
    config = {},
  } = (json ?? {}) as { name?: string; active?: boolean; config?: { url?: string; secret?: string } }
  return { name, active, url: config.url ?? '', secret: config.secret ?? '' }
}
