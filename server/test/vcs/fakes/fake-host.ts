// What all stand-ins for git hosts share: one server for API and git, real repositories, and
// correctly signed webhooks on every push.
import { createHash, randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { forwardToGit } from '../../support/git-process.ts'
import { buildRepository, type CommitSpec, type RepositoryBuilder } from '../../support/repository-builder.ts'

export interface FakeRequest {
  method: string
  /** not decoded, without the query */
  path: string
  query: URLSearchParams
  headers: Readonly<Record<string, string | undefined>>
  body: Buffer
  /** the parsed body; undefined when it is not JSON */
  json: unknown
}

export interface FakeAnswer {
  status: number
  headers?: Record<string, string>
  /** an object is sent as JSON */
  body?: unknown
}

export interface FakeRepository {
  /** the host's id, which survives renames */
  id: string
  identifier: string
  /** whether the connection's user may set up webhooks */
  admin: boolean
  private: boolean
  archived: boolean
  git: RepositoryBuilder
}

export interface FakeHook {
  id: string
  repositoryId: string
  url: string
  secret: string
  active: boolean
  /** the attributes from its creation */
  settings: unknown
}

/** One pushed reference. */
export interface Push {
  repository: FakeRepository
  /** `refs/tags/v1.0.0` */
  ref: string
  /** 40 zeros for a deletion */
  after: string
  before: string
}

/** Sends a delivery to the server under test. */
export type Deliver = (url: string, delivery: { headers: Record<string, string>; body: string }) => Promise<{ status: number }>

export interface SentDelivery {
  url: string
  headers: Record<string, string>
  body: string
  status: number
}

export const ZEROES = '0'.repeat(40)

export abstract class FakeHost {
  /** name of the kind in the API: `github`, … */
  abstract readonly serviceProvider: string
  /** the personal token that works, of a user who administrates the repositories */
  token = `token-${randomBytes(12).toString('hex')}`
  readonly user = { id: '501', login: 'ada' }
  readonly repositories: FakeRepository[] = []
  readonly hooks: FakeHook[] = []
  readonly requests: FakeRequest[] = []
  readonly sent: SentDelivery[] = []
  /** OAuth: tokens by access token, and what refreshes them */
  readonly sessions = new Map<string, { refreshToken: string; revoked: boolean }>()
  /** the number of git requests, authorized or not */
  gitRequests = 0
  /** while set, deliveries are lost */
  muted = false
  /** while set, every API response is this */
  fault: FakeAnswer | undefined
  /** called for every request on arrival, including git's */
  onRequest: ((request: IncomingMessage, response: ServerResponse) => void) | undefined
  /** the host's clock; milliseconds */
  now: () => number = Date.now
  readonly directory = mkdtempSync(join(tmpdir(), 'terrace-host-'))
  readonly #deliver: Deliver
  #server: Server | undefined
  #port = 0
  #counter = 1000
  readonly #codes = new Map<string, { challenge: string; redirectUri: string }>()

  constructor(deliver: Deliver) {
    this.#deliver = deliver
  }

  /** The API. @returns undefined for unknown resources */
  protected abstract answer(request: FakeRequest): Promise<FakeAnswer | undefined> | FakeAnswer | undefined
  /** @returns the repository of a git address: `/group/name.git/info/refs` → `group/name` */
  protected abstract identifierOfGitPath(path: string): string | undefined
  /** The delivery for a push. */
  protected abstract delivery(hook: FakeHook, push: Push): { headers: Record<string, string>; body: string } | undefined
  /** Whether git may read with these headers. */
  protected abstract gitAllowed(headers: FakeRequest['headers']): boolean
  /** The attributes of a connection with `token`. */
  abstract tokenConnection(): Record<string, unknown>

  /** The attributes of a connection with OAuth; undefined where the host does not support it. */
  oauthConnection?(): Record<string, unknown>
  /** The user consents. @param url where this registry redirected them @returns the URL that the host redirects back to */
  authorize?(url: string): Promise<string>

  /** The settings of the server that map the real addresses to the stand-in. */
  serverSettings(): Record<string, string> {
    return {}
  }

  /** The identifier of a repository with this name. */
  identifierFor(name: string): string {
    return `platform/${name}`
  }

  /** Disables the webhook, as the host does after too many failures. */
  disableHook(hook: FakeHook): void {
    hook.active = false
  }

  /** base address, without a slash at the end */
  get url(): string {
    return `http://127.0.0.1:${this.#port}`
  }

  async start(): Promise<this> {
    await this.#listen()
    return this
  }

  /** Stops answering; connections are refused. */
  async goDown(): Promise<void> {
    const server = this.#server
    this.#server = undefined
    if (server === undefined) return
    server.closeAllConnections()
    await new Promise<void>((resolve) => void server.close(() => resolve()))
  }

  async comeBack(): Promise<void> {
    await this.#listen()
  }

  async close(): Promise<void> {
    await this.goDown()
    rmSync(this.directory, { recursive: true, force: true, maxRetries: 5 })
  }

  async createRepository(
    identifier: string,
    options: Partial<Pick<FakeRepository, 'admin' | 'private' | 'archived'>> & { commit?: CommitSpec } = {},
  ): Promise<FakeRepository> {
    const directory = this.#directoryOf(identifier)
    await mkdir(dirname(directory), { recursive: true })
    const git = await buildRepository(directory)
    const { admin = true, private: isPrivate = true, archived = false, commit } = options
    if (commit !== undefined) await git.commit(commit)
    const repository = { id: this.nextRepositoryId(), identifier, admin, private: isPrivate, archived, git }
    this.repositories.push(repository)
    return repository
  }

  /** Many repositories for lists only: git cannot read them. */
  listMore(like: FakeRepository, names: readonly string[]): void {
    for (const name of names) this.repositories.push({ ...like, id: this.nextRepositoryId(), identifier: this.identifierFor(name) })
  }

  /** An id in the host's format. */
  protected nextRepositoryId(): string {
    return String(this.nextNumber())
  }

  protected nextNumber(): number {
    return ++this.#counter
  }

  async renameRepository(repository: FakeRepository, identifier: string): Promise<void> {
    const directory = this.#directoryOf(identifier)
    await mkdir(dirname(directory), { recursive: true })
    renameSync(repository.git.directory, directory)
    repository.git = await buildRepository(directory)
    repository.identifier = identifier
  }

  /** Commits with tags, and delivers each of them to every hook. */
  async push(repository: FakeRepository, spec: CommitSpec): Promise<void> {
    const commit = await repository.git.commit(spec)
    for (const tag of [...(spec.tags ?? []), ...(spec.annotatedTags ?? [])]) {
      const after = await repository.git.resolve(`refs/tags/${tag}`)
      await this.tell({ repository, ref: `refs/tags/${tag}`, before: ZEROES, after: after === '' ? commit : after })
    }
  }

  async tell(push: Push): Promise<void> {
    for (const hook of this.hooks.filter((each) => each.active && each.repositoryId === push.repository.id)) {
      const delivery = this.delivery(hook, push)
      if (delivery !== undefined) await this.send(hook.url, delivery)
    }
  }

  async send(url: string, delivery: { headers: Record<string, string>; body: string }): Promise<void> {
    if (this.muted) return
    const { status } = await this.#deliver(url, delivery)
    this.sent.push({ url, ...delivery, status })
  }

  /** Repeats the last delivery, as hosts and users do. */
  async redeliver(): Promise<void> {
    const last = this.sent.at(-1)
    if (last === undefined) throw new Error('nothing was delivered yet')
    await this.send(last.url, last)
  }

  /** The personal token and every session stop working. */
  revokeEverything(): void {
    this.token = `revoked-${this.token}`
    for (const session of this.sessions.values()) session.revoked = true
  }

  protected isToken(text: string | undefined): boolean {
    if (text === undefined) return false
    const session = this.sessions.get(text)
    return text === this.token || (session !== undefined && !session.revoked)
  }

  protected repositoryNamed(identifier: string): FakeRepository | undefined {
    return this.repositories.find((each) => each.identifier === identifier)
  }

  protected repositoryWithId(id: string): FakeRepository | undefined {
    return this.repositories.find((each) => each.id === id)
  }

  /** The authorization code flow of RFC 6749 with PKCE, as on most hosts. @returns the URL to redirect back to */
  protected consent(url: string, { clientId, pkce }: { clientId: string; pkce: boolean }): string {
    const asked = new URL(url).searchParams
    if (asked.get('client_id') !== clientId || asked.get('response_type') !== 'code') throw new Error(`the host does not know ${url}`)
    if (pkce && asked.get('code_challenge_method') !== 'S256') throw new Error('the host wants a code challenge')
    const code = randomBytes(8).toString('hex')
    this.#codes.set(code, { challenge: asked.get('code_challenge') ?? '', redirectUri: asked.get('redirect_uri') ?? '' })
    const back = new URL(asked.get('redirect_uri') ?? '')
    back.searchParams.set('code', code)
    back.searchParams.set('state', asked.get('state') ?? '')
    return back.href
  }

  /** The token endpoint: a code or refresh token serves once. @returns undefined when the host refuses */
  protected redeem(form: URLSearchParams, { pkce }: { pkce: boolean }): { accessToken: string; refreshToken: string } | undefined {
    if (form.get('grant_type') === 'refresh_token') {
      const [accessToken, session] = [...this.sessions].find(([, each]) => each.refreshToken === form.get('refresh_token')) ?? []
      if (accessToken === undefined || session === undefined || session.revoked) return undefined
      this.sessions.delete(accessToken)
      return this.#session()
    }
    const code = form.get('code') ?? ''
    const known = this.#codes.get(code)
    this.#codes.delete(code)
    if (known === undefined || known.redirectUri !== form.get('redirect_uri')) return undefined
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url')
    return pkce && challenge !== known.challenge ? undefined : this.#session()
  }

  #session(): { accessToken: string; refreshToken: string } {
    const tokens = { accessToken: `access-${randomBytes(12).toString('hex')}`, refreshToken: `refresh-${randomBytes(12).toString('hex')}` }
    this.sessions.set(tokens.accessToken, { refreshToken: tokens.refreshToken, revoked: false })
    return tokens
  }

  #directoryOf(identifier: string): string {
    return join(this.directory, `${identifier}.git`)
  }

  async #listen(): Promise<void> {
    const server = createServer((request, response) => {
      this.#respond(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)))
    })
    this.#server = server
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(this.#port, '127.0.0.1', resolve)
    })
    const address = server.address()
    if (address !== null && typeof address === 'object') this.#port = address.port
  }

  async #respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.onRequest?.(request, response)
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost')
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
    if (/\/(info\/refs|git-upload-pack|HEAD)$/.test(pathname)) return this.#respondAsGit(pathname, headers, request, response)
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks)
    const asked: FakeRequest = { method: request.method ?? '', path: pathname, query: searchParams, headers, body, json: parsed(body) }
    this.requests.push(asked)
    const answer = this.fault ??
      (await this.#consented(asked, request.url ?? '')) ??
      (await this.answer(asked)) ?? { status: 404, body: { message: 'Not Found' } }
    const { status, headers: more, body: sent } = answer
    response.writeHead(status, { 'content-type': typeof sent === 'string' ? 'text/html' : 'application/json', ...more })
    if (typeof sent === 'string') response.end(sent)
    else response.end(sent === undefined ? '' : JSON.stringify(sent))
  }

  /** A browser that comes to be asked for consent is sent back at once. */
  async #consented({ method, path }: FakeRequest, url: string): Promise<FakeAnswer | undefined> {
    if (method !== 'GET' || !path.endsWith('/authorize') || this.authorize === undefined) return undefined
    return { status: 302, headers: { location: await this.authorize(this.url + url) } }
  }

  #respondAsGit(path: string, headers: FakeRequest['headers'], request: IncomingMessage, response: ServerResponse): void {
    this.gitRequests += 1
    const identifier = this.identifierOfGitPath(path)
    if (!this.gitAllowed(headers)) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end('authentication needed\n')
      return
    }
    if (identifier === undefined || !existsSync(this.#directoryOf(identifier))) {
      response.writeHead(404).end('no such repository\n')
      return
    }
    const tail = /\/(?:info\/refs|git-upload-pack|HEAD)$/.exec(path)?.[0] ?? ''
    const query = (request.url ?? '').includes('?') ? (request.url ?? '').slice((request.url ?? '').indexOf('?')) : ''
    request.url = `/${identifier}.git${tail}${query}`
    void forwardToGit(this.directory, request, response)
  }
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return undefined
  }
}
