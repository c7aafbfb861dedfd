// A stand-in for Bitbucket Data Center 8: REST API, OAuth 2, webhooks and git, with the server's own words and status codes.
import { createHmac, randomUUID } from 'node:crypto'
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

const CLIENT = { id: 'd8e2c1a4', secret: 'e3f0-bitbucket-secret' }
const REST = '/rest/api/latest'
const MAX_PAGE = 1000
const DEFAULT_PAGE = 25

interface WebhookBody {
  name?: string
  url?: string
  active?: boolean
  events?: string[]
  configuration?: { secret?: string }
}

export class FakeBitbucketDataCenter extends FakeHost {
  readonly serviceProvider: string
  /** the result of the last delivery, by the id of the webhook */
  readonly outcomes = new Map<string, { outcome: 'SUCCESS' | 'FAILURE' | 'ERROR'; description: string }>()

  constructor(deliver: Deliver, serviceProvider = 'bitbucket_data_center') {
    super(deliver)
    this.serviceProvider = serviceProvider
  }

  override identifierFor(name: string): string {
    return `TER/${name}`
  }

  tokenConnection(): Record<string, unknown> {
    return {
      'service-provider': this.serviceProvider,
      'http-url': this.url,
      'api-url': this.url,
      'oauth-token-string': this.token,
    }
  }

  override oauthConnection(): Record<string, unknown> {
    const { id, secret } = CLIENT
    return { 'service-provider': this.serviceProvider, 'http-url': this.url, 'api-url': this.url, key: id, secret }
  }

  override async authorize(url: string): Promise<string> {
    const { origin, pathname, searchParams } = new URL(url)
    if (origin !== this.url || pathname !== '/rest/oauth2/latest/authorize') throw new Error(`${url} is not where people agree`)
    if (searchParams.get('scope') !== 'REPO_ADMIN') throw new Error('the scope is not what is needed')
    return this.consent(url, { clientId: CLIENT.id, pkce: true })
  }

  protected answer(request: FakeRequest): FakeAnswer | undefined {
    const { method, path } = request
    if (path === '/rest/oauth2/latest/token') return method === 'POST' ? this.#token(request) : notAllowed()
    if (!path.startsWith(`${REST}/`)) return { status: 404, body: '<!doctype html><title>Page not found</title>' }
    const { authorization } = request.headers
    if (authorization !== undefined && !this.#isBearer(authorization)) {
      const words = 'Authentication failed. Please check your credentials and try again.'
      return failure(401, words, 'com.atlassian.bitbucket.auth.IncorrectPasswordAuthenticationException')
    }
    const found = this.#resource(request, path.slice(REST.length), authorization !== undefined)
    const answer = found ?? failure(404, 'null for uri: null', 'com.sun.jersey.api.NotFoundException')
    return authorization === undefined ? answer : { ...answer, headers: { 'x-ausername': encodeURIComponent(this.user.login) } }
  }

  protected identifierOfGitPath(path: string): string | undefined {
    const [, key = '', slug = ''] = /^\/scm\/([^/]+)\/([^/]+?)(?:\.git)?\/(?:info\/refs|git-upload-pack|HEAD)$/.exec(path) ?? []
    return this.#at(decodeURIComponent(key), decodeURIComponent(slug))?.identifier
  }

  protected gitAllowed({ authorization }: FakeRequest['headers']): boolean {
    return this.#isBearer(authorization)
  }

  protected delivery(hook: FakeHook, { repository, ref, before, after }: Push): { headers: Record<string, string>; body: string } {
    const type = ref.startsWith('refs/tags/') ? 'TAG' : 'BRANCH'
    const change = after === ZEROES ? 'DELETE' : before === ZEROES ? 'ADD' : 'UPDATE'
    return this.signed(hook, 'repo:refs_changed', {
      eventKey: 'repo:refs_changed',
      date: '2026-11-20T10:15:30+0000',
      actor: this.#user(),
      repository: this.#shown(repository),
      changes: [
        {
          ref: { id: ref, displayId: ref.replace(/^refs\/(?:tags|heads)\//, ''), type },
          refId: ref,
          fromHash: before,
          toHash: after,
          type: change,
        },
      ],
    })
  }

  /** What "Test connection" sends. */
  ping(hook: FakeHook): { headers: Record<string, string>; body: string } {
    return this.signed(hook, 'diagnostics:ping', { test: true })
  }

  signed(hook: Pick<FakeHook, 'secret'>, event: string, content: unknown): { headers: Record<string, string>; body: string } {
    const body = JSON.stringify(content)
    const headers = {
      'content-type': 'application/json; charset=utf-8',
      'user-agent': 'Atlassian HttpClient 4.2.0 / Bitbucket-8.19.10 (8019010) / Default',
      'x-event-key': event,
      'x-request-id': randomUUID(),
      'x-hub-signature': `sha256=${createHmac('sha256', hook.secret).update(body).digest('hex')}`,
    }
    return { headers, body }
  }

  #token({ body }: FakeRequest): FakeAnswer {
    const form = new URLSearchParams(body.toString('utf8'))
    if (form.get('client_id') !== CLIENT.id || form.get('client_secret') !== CLIENT.secret)
      return { status: 401, body: { error: 'invalid_client', error_description: 'Invalid client id or secret' } }
    const tokens = this.redeem(form, { pkce: true })
    if (tokens === undefined) return { status: 400, body: { error: 'invalid_grant', error_description: 'The grant is invalid' } }
    const { accessToken, refreshToken } = tokens
    const known = { token_type: 'bearer', expires_in: 7199, created_at: 1_700_000_000, scope: 'REPO_ADMIN' }
    return { status: 200, body: { access_token: accessToken, refresh_token: refreshToken, ...known } }
  }

  #resource(request: FakeRequest, path: string, isSignedIn: boolean): FakeAnswer | undefined {
    if (path === '/application-properties') return { status: 200, body: { version: '8.19.10', displayName: 'Bitbucket' } }
    if (path === '/repos') {
      const visible = this.repositories.filter((each) => isSignedIn || !each.private)
      return pageOf(visible.toSorted(byIdentifier), request, (each) => this.#shown(each))
    }
    if (!isSignedIn) return notPermitted()
    const user = /^\/users\/([^/]+)$/.exec(path)?.[1]
    if (user !== undefined) return user === this.user.login ? { status: 200, body: this.#user() } : noUser(user)
    const [, key, slug, rest = ''] = /^\/projects\/([^/]+)\/repos\/([^/]+)(\/.*)?$/.exec(path) ?? []
    if (key === undefined || slug === undefined) return undefined
    const repository = this.#at(decodeURIComponent(key), decodeURIComponent(slug))
    if (repository === undefined) return noRepository(`${key}/${slug}`)
    if (rest === '') return { status: 200, body: this.#shown(repository) }
    return rest.startsWith('/webhooks') ? this.#webhooks(request, repository, rest.slice('/webhooks'.length)) : undefined
  }

  #webhooks(request: FakeRequest, repository: FakeRepository, path: string): FakeAnswer | undefined {
    if (!repository.admin) return notPermitted()
    const hooks = this.hooks.filter((each) => each.repositoryId === repository.id)
    if (path === '') {
      if (request.method === 'GET') return pageOf(hooks, request, shownHook)
      if (request.method !== 'POST') return notAllowed()
      const hook: FakeHook = { id: String(this.nextNumber()), repositoryId: repository.id, url: '', secret: '', active: true, settings: {} }
      const answer = changed(hook, request.json)
      if (answer.status === 200) this.hooks.push(hook)
      return answer.status === 200 ? { ...answer, status: 201 } : answer
    }
    const [, id, tail = ''] = /^\/(\d+)(\/latest)?$/.exec(path) ?? []
    const hook = hooks.find((each) => each.id === id)
    if (hook === undefined) return failure(404, 'The webhook does not exist.', 'com.atlassian.webhooks.NoSuchWebhookException')
    if (tail === '/latest') {
      const result = this.outcomes.get(hook.id)
      return result === undefined ? { status: 204 } : { status: 200, body: { id: 1, event: 'repo:refs_changed', duration: 40, result } }
    }
    switch (request.method) {
      case 'GET':
        return { status: 200, body: shownHook(hook) }
      case 'PUT':
        return changed(hook, request.json)
      case 'DELETE':
        this.hooks.splice(this.hooks.indexOf(hook), 1)
        return { status: 204 }
      default:
        return notAllowed()
    }
  }

  #isBearer(authorization: string | undefined): boolean {
    return this.isToken(/^Bearer (\S+)$/.exec(authorization ?? '')?.[1])
  }

  #at(key: string, slug: string): FakeRepository | undefined {
    return this.repositories.find((each) => each.identifier.toLowerCase() === `${key}/${slug}`.toLowerCase())
  }

  #user() {
    const { id, login } = this.user
    const known = { name: login, emailAddress: `${login}@example.com`, displayName: 'Ada', active: true, slug: login, type: 'NORMAL' }
    return { ...known, id: Number(id) }
  }

  #shown({ id, identifier, private: isPrivate, archived }: FakeRepository) {
    const [key = '', slug = ''] = identifier.split('/')
    const isPersonal = key.startsWith('~')
    return {
      slug,
      id: Number(id),
      name: slug,
      hierarchyId: '0123456789abcdef0123',
      scmId: 'git',
      state: 'AVAILABLE',
      statusMessage: 'Available',
      forkable: true,
      project: isPersonal
        ? { key: key.toUpperCase(), id: 7, name: 'Ada', type: 'PERSONAL', owner: { ...this.#user(), slug: key.slice(1) } }
        : { key, id: 8, name: 'Terraform', public: false, type: 'NORMAL' },
      public: !isPrivate,
      archived,
      // As in the real one: with the user's name in it, and unusable.
      links: { clone: [{ name: 'http', href: `http://${this.user.login}@bitbucket.invalid/scm/${identifier}.git` }] },
    }
  }
}

function changed(hook: FakeHook, json: unknown): FakeAnswer {
  const { name, url, active = true, events = [], configuration } = (json ?? {}) as WebhookBody
  if (name === undefined || url === undefined || !/^https?:\/\//.test(url) || events.length === 0)
    return failure(400, 'The webhook needs a name, a URL and an event.', 'javax.validation.ConstraintViolationException')
  Object.assign(hook, { url, active, secret: configuration?.secret ?? '', settings: json })
  return { status: 200, body: shownHook(hook) }
}

function shownHook({ id, url, active, settings }: FakeHook) {
  const { name, events } = settings as WebhookBody
  return { id: Number(id), name, createdDate: 1, updatedDate: 1, events, configuration: {}, url, active, scopeType: 'repository' }
}

function pageOf<Item>(all: readonly Item[], { query }: FakeRequest, shown: (item: Item) => unknown): FakeAnswer {
  const limit = Math.min(Number(query.get('limit') ?? DEFAULT_PAGE), MAX_PAGE)
  const start = Number(query.get('start') ?? 0)
  const values = all.slice(start, start + limit).map(shown)
  const isLastPage = start + limit >= all.length
  const body = { size: values.length, limit, isLastPage, values, start, nextPageStart: isLastPage ? null : start + limit }
  return { status: 200, body }
}

function byIdentifier(one: FakeRepository, other: FakeRepository): number {
  return one.identifier < other.identifier ? -1 : 1
}

function failure(status: number, message: string, exceptionName: string): FakeAnswer {
  return { status, body: { errors: [{ context: null, message, exceptionName }] } }
}

/** The host answers 401 to known users, too. */
function notPermitted(): FakeAnswer {
  return failure(401, 'You are not permitted to access this resource', 'com.atlassian.bitbucket.AuthorisationException')
}

function noRepository(name: string): FakeAnswer {
  return failure(404, `Repository ${name} does not exist.`, 'com.atlassian.bitbucket.repository.NoSuchRepositoryException')
}

function noUser(name: string): FakeAnswer {
  return failure(404, `User ${name} does not exist.`, 'com.atlassian.bitbucket.user.NoSuchUserException')
}

function notAllowed(): FakeAnswer {
  return { status: 405 }
}
