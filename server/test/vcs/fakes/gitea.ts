// A stand-in for Gitea and Forgejo, which has other header names and no scopes.
import { createHmac, randomUUID } from 'node:crypto'
import { type FakeAnswer, type FakeHook, FakeHost, type FakeRepository, type FakeRequest, type Push, ZEROES } from './fake-host.ts'

const CLIENT = { id: 'gitea-app', secret: 'gitea-app-secret' }
const REPOSITORY = /^\/api\/v1\/repos\/([^/]+\/[^/]+)(\/hooks(?:\/(\d+))?)?$/

interface HookBody {
  type?: string
  active?: boolean
  events?: string[]
  config?: { url?: string; secret?: string; content_type?: string }
}

export class FakeGitea extends FakeHost {
  readonly serviceProvider: 'gitea' | 'forgejo' = 'gitea'
  /** as behind a proxy that passes on no headers of its own */
  hidesTotals = false
  /** ids of public repositories that are unrelated to the connection's user */
  readonly ofStrangers = new Set<string>()

  tokenConnection(): Record<string, unknown> {
    return { 'service-provider': this.serviceProvider, 'http-url': this.url, 'api-url': this.url, 'oauth-token-string': this.token }
  }

  override oauthConnection(): Record<string, unknown> {
    return { 'service-provider': this.serviceProvider, 'http-url': this.url, 'api-url': this.url, key: CLIENT.id, secret: CLIENT.secret }
  }

  override async authorize(url: string): Promise<string> {
    return this.consent(url, { clientId: CLIENT.id, pkce: true })
  }

  protected override identifierOfGitPath(path: string): string | undefined {
    return /^\/([^/]+\/[^/]+)\.git\//.exec(path)?.[1]
  }

  protected override gitAllowed({ authorization = '' }: FakeRequest['headers']): boolean {
    const pair = Buffer.from(authorization.replace(/^Basic /, ''), 'base64').toString('utf8')
    return this.isToken(pair.slice(pair.indexOf(':') + 1))
  }

  protected override answer(request: FakeRequest): FakeAnswer | undefined {
    if (request.path === '/login/oauth/access_token') return this.#token(request)
    if (!this.isToken(/^(?:Bearer|token) (\S+)$/i.exec(request.headers['authorization'] ?? '')?.[1])) {
      return { status: 401, body: { message: 'token is required', url: `${this.url}/api/swagger` } }
    }
    if (request.path === '/api/v1/user') return { status: 200, body: { id: Number(this.user.id), login: this.user.login } }
    if (request.path === '/api/v1/repos/search') return this.#search(request)
    const byId = /^\/api\/v1\/repositories\/(\d+)$/.exec(request.path)?.[1]
    if (byId !== undefined) return found(this.repositoryWithId(byId), (each) => this.#document(each))
    return this.#aboutRepository(request)
  }

  #aboutRepository(request: FakeRequest): FakeAnswer | undefined {
    const [, identifier = '', hooks, hookId] = REPOSITORY.exec(request.path) ?? []
    const repository = this.repositoryNamed(decodeURIComponent(identifier))
    if (repository === undefined) return undefined
    if (hooks === undefined) return { status: 200, body: this.#document(repository) }
    if (!repository.admin)
      return { status: 403, body: { message: 'user should be an owner or a collaborator with admin write of a repository' } }
    const own = this.hooks.filter((hook) => hook.repositoryId === repository.id)
    if (hookId === undefined)
      return request.method === 'POST' ? this.#create(repository, request) : { status: 200, body: pageOf(own, request).map(hookDocument) }
    const hook = own.find((each) => each.id === hookId)
    if (hook === undefined) return undefined
    if (request.method === 'DELETE') {
      this.hooks.splice(this.hooks.indexOf(hook), 1)
      return { status: 204 }
    }
    if (request.method === 'PATCH') change(hook, request.json as HookBody)
    return { status: 200, body: hookDocument(hook) }
  }

  #create(repository: FakeRepository, { json }: FakeRequest): FakeAnswer {
    const body = json as HookBody
    const { url = '', secret = '', content_type: contentType } = body.config ?? {}
    if (body.type !== this.serviceProvider || contentType !== 'json' || url === '')
      return { status: 422, body: { message: 'Invalid hook type' } }
    const hook = { id: String(this.nextNumber()), repositoryId: repository.id, url, secret, active: body.active ?? false, settings: body }
    this.hooks.push(hook)
    return { status: 201, body: hookDocument(hook) }
  }

  #search(request: FakeRequest): FakeAnswer {
    const isAbout = (each: FakeRepository) => request.query.get('uid') !== this.user.id || !this.ofStrangers.has(each.id)
    const all = this.repositories.filter(isAbout)
    const data = pageOf(all, request).map((each) => this.#document(each))
    const headers: Record<string, string> = this.hidesTotals ? {} : { 'x-total-count': String(all.length) }
    return { status: 200, headers, body: { ok: true, data } }
  }

  #token({ body }: FakeRequest): FakeAnswer {
    const form = new URLSearchParams(body.toString('utf8'))
    const isClient = form.get('client_id') === CLIENT.id && form.get('client_secret') === CLIENT.secret
    const tokens = isClient ? this.redeem(form, { pkce: true }) : undefined
    if (tokens === undefined) return { status: 400, body: { error: 'invalid_grant', error_description: 'unauthorized' } }
    const { accessToken, refreshToken } = tokens
    return { status: 200, body: { access_token: accessToken, token_type: 'bearer', expires_in: 3600, refresh_token: refreshToken } }
  }

  #document(repository: FakeRepository): Record<string, unknown> {
    const { id, identifier, private: isPrivate, archived, admin } = repository
    return {
      id: Number(id),
      name: identifier.split('/')[1],
      full_name: identifier,
      html_url: `${this.url}/${identifier}`,
      clone_url: `${this.url}/${identifier}.git`,
      default_branch: 'main',
      private: isPrivate,
      archived,
      permissions: { admin, push: true, pull: true },
    }
  }

  protected override delivery(hook: FakeHook, { repository, ref, before, after }: Push): { headers: Record<string, string>; body: string } {
    const body = JSON.stringify({ ref, before, after, commits: [], deleted: after === ZEROES, repository: this.#document(repository) })
    const signature = createHmac('sha256', hook.secret).update(body).digest('hex')
    const names = this.serviceProvider === 'gitea' ? ['gitea'] : ['forgejo', 'gitea']
    const headers = names.flatMap((name) => [
      [`x-${name}-event`, 'push'],
      [`x-${name}-delivery`, randomUUID()],
      [`x-${name}-signature`, signature],
    ])
    return {
      headers: { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${signature}`, ...Object.fromEntries(headers) },
      body,
    }
  }
}

export class FakeForgejo extends FakeGitea {
  override readonly serviceProvider = 'forgejo'
}

function pageOf<Item>(items: readonly Item[], { query }: FakeRequest): Item[] {
  const limit = Math.min(Number(query.get('limit') ?? 30), 50)
  const start = (Number(query.get('page') ?? 1) - 1) * limit
  return items.slice(start, start + limit)
}

function hookDocument({ id, url, active, settings }: FakeHook): Record<string, unknown> {
  return {
    id: Number(id),
    type: (settings as HookBody).type,
    active,
    events: (settings as HookBody).events,
    config: { url, content_type: 'json' },
  }
}

function change(hook: FakeHook, { active, config }: HookBody): void {
  if (active !== undefined) hook.active = active
  if (config?.url !== undefined) hook.url = config.url
  if (config?.secret !== undefined) hook.secret = config.secret
}

function found(
  repository: FakeRepository | undefined,
  document: (each: FakeRepository) => Record<string, unknown>,
): FakeAnswer | undefined {
  return repository === undefined ? undefined : { status: 200, body: document(repository) }
}
