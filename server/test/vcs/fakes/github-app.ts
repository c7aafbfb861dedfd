// A stand-in for GitHub with GitHub Apps: registration from a manifest, signatures of the app, installations, the app's webhook.
import { createVerify, generateKeyPairSync, randomBytes } from 'node:crypto'
import type { Deliver, FakeAnswer, FakeRepository, FakeRequest, Push } from './fake-host.ts'
import { bearerOf, FakeGithub, type FakeRoute, NOT_FOUND } from './github.ts'

export interface FakeInstallation {
  id: number
  account: { id: number; login: string; type: 'Organization' | 'User' }
  suspended: boolean
  /** ids of repositories it may read; undefined for all of the account */
  selected: Set<string> | undefined
}

export interface FakeApp {
  id: number
  slug: string
  name: string
  clientId: string
  clientSecret: string
  webhookSecret: string
  privateKey: string
  publicKey: string
  manifest: Manifest
  hookUrl: string
  installations: FakeInstallation[]
}

interface Manifest {
  name: string
  url: string
  hook_attributes: { url: string }
  redirect_url: string
  setup_url: string
  default_permissions: Record<string, string>
  default_events: string[]
}

interface AppToken {
  installation: FakeInstallation
  expiresAt: number
}

const HOUR = 3_600_000
const UNDECODABLE: FakeAnswer = { status: 401, body: { message: 'A JSON web token could not be decoded', status: '401' } }

export class FakeGithubApps extends FakeGithub {
  readonly apps: FakeApp[] = []
  readonly #codes = new Map<string, FakeApp>()
  readonly #tokens = new Map<string, AppToken>()
  readonly #accounts = new Map<string, number>()

  constructor(deliver: Deliver) {
    super(deliver, 'github_enterprise')
  }

  /** The user submits the form. @returns where GitHub redirects them */
  register(action: string, manifestText: string): string {
    const { pathname, origin, searchParams } = new URL(action)
    if (origin !== this.url || !/^(?:\/organizations\/[^/]+)?\/settings\/apps\/new$/.test(pathname))
      throw new Error(`${action} makes no apps`)
    const manifest = JSON.parse(manifestText) as Manifest
    const keys = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    })
    const id = this.nextNumber()
    const app: FakeApp = {
      id,
      slug: manifest.name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-'),
      name: manifest.name,
      clientId: `Iv23${randomBytes(8).toString('hex')}`,
      clientSecret: randomBytes(20).toString('hex'),
      webhookSecret: randomBytes(20).toString('hex'),
      ...keys,
      manifest,
      hookUrl: manifest.hook_attributes.url,
      installations: [],
    }
    this.apps.push(app)
    const code = randomBytes(20).toString('hex')
    this.#codes.set(code, app)
    const back = new URL(manifest.redirect_url)
    back.searchParams.set('code', code)
    back.searchParams.set('state', searchParams.get('state') ?? '')
    return back.href
  }

  /** @returns where GitHub redirects the user after installation */
  async install(app: FakeApp, login: string, selected?: readonly FakeRepository[]): Promise<string> {
    const account = { id: this.#accounts.get(login) ?? this.nextNumber(), login, type: 'Organization' as const }
    this.#accounts.set(login, account.id)
    const ids = selected === undefined ? undefined : new Set(selected.map((each) => each.id))
    const installation: FakeInstallation = { id: this.nextNumber(), account, suspended: false, selected: ids }
    app.installations.push(installation)
    await this.tellApp(app, 'installation', { action: 'created', installation: this.#json(installation) })
    return `${app.manifest.setup_url}?installation_id=${installation.id}&setup_action=install`
  }

  async uninstall(app: FakeApp, installation: FakeInstallation): Promise<void> {
    app.installations.splice(app.installations.indexOf(installation), 1)
    this.#endTokens(installation)
    await this.tellApp(app, 'installation', { action: 'deleted', installation: this.#json(installation) })
  }

  async suspend(app: FakeApp, installation: FakeInstallation, suspended = true): Promise<void> {
    installation.suspended = suspended
    this.#endTokens(installation)
    await this.tellApp(app, 'installation', { action: suspended ? 'suspend' : 'unsuspend', installation: this.#json(installation) })
  }

  #endTokens(installation: FakeInstallation): void {
    for (const [token, each] of this.#tokens) if (each.installation === installation) this.#tokens.delete(token)
  }

  async tellApp(app: FakeApp, event: string, payload: Record<string, unknown>): Promise<void> {
    await this.send(app.hookUrl, this.signed(app.webhookSecret, event, payload))
  }

  /** Besides the repository's webhooks, every app that may read it gets the delivery. */
  override async tell(push: Push): Promise<void> {
    await super.tell(push)
    for (const app of this.apps) {
      const installation = app.installations.find((each) => !each.suspended && mayRead(each, push.repository))
      if (installation === undefined) continue
      await this.tellApp(app, 'push', { ...this.pushPayload(push), installation: { id: installation.id } })
    }
  }

  protected override isToken(text: string | undefined): boolean {
    return super.isToken(text) || (text !== undefined && this.#live(text) !== undefined)
  }

  #live(text: string): AppToken | undefined {
    const token = this.#tokens.get(text)
    return token !== undefined && token.expiresAt > this.now() ? token : undefined
  }

  protected override openRoutes(): FakeRoute[] {
    return [
      ['POST', /^\/app-manifests\/([^/]+)\/conversions$/, (_request, [code = '']) => this.#convert(code)],
      [
        'GET',
        /^\/app$/,
        (request) => this.#asApp(request, (app) => ({ status: 200, body: { id: app.id, slug: app.slug, name: app.name } })),
      ],
      [
        'GET',
        /^\/app\/installations$/,
        (request) =>
          this.#asApp(request, (app) =>
            this.paged(
              request,
              app.installations.map((each) => this.#json(each)),
            ),
          ),
      ],
      [
        'POST',
        /^\/app\/installations\/(\d+)\/access_tokens$/,
        (request, [id]) => this.#asApp(request, (app) => this.#mint(app, Number(id))),
      ],
      [
        'GET',
        /^\/app\/hook\/config$/,
        (request) => this.#asApp(request, (app) => ({ status: 200, body: { url: app.hookUrl, secret: '********' } })),
      ],
      ['PATCH', /^\/app\/hook\/config$/, (request) => this.#asApp(request, (app) => this.#configure(app, request))],
    ]
  }

  protected override routes(): FakeRoute[] {
    return [['GET', /^\/installation\/repositories$/, (request) => this.#repositories(request)], ...super.routes()]
  }

  protected override visible(request: FakeRequest, repository: FakeRepository): boolean {
    const token = this.#live(bearerOf(request) ?? '')
    return token === undefined || mayRead(token.installation, repository)
  }

  #convert(code: string): FakeAnswer {
    const app = this.#codes.get(code)
    this.#codes.delete(code)
    if (app === undefined) return NOT_FOUND
    const { id, slug, name, clientId, clientSecret, webhookSecret, privateKey } = app
    const body = { id, slug, name, client_id: clientId, client_secret: clientSecret, webhook_secret: webhookSecret, pem: privateKey }
    return { status: 201, body: { ...body, html_url: `${this.url}/apps/${slug}` } }
  }

  #asApp(request: FakeRequest, work: (app: FakeApp) => FakeAnswer): FakeAnswer {
    const [header = '', payload = '', signature = ''] = (bearerOf(request) ?? '').split('.')
    const claims = decoded(payload)
    const app = this.apps.find(({ id }) => String(id) === String(claims['iss']))
    const seconds = this.now() / 1000
    const [iat, exp] = [Number(claims['iat']), Number(claims['exp'])]
    const isTimely = iat <= seconds && exp > seconds && exp - seconds <= 600
    if (app === undefined || decoded(header)['alg'] !== 'RS256' || !isTimely) return UNDECODABLE
    const isGenuine = createVerify('RSA-SHA256').update(`${header}.${payload}`).verify(app.publicKey, signature, 'base64url')
    return isGenuine ? work(app) : UNDECODABLE
  }

  #mint(app: FakeApp, id: number): FakeAnswer {
    const installation = app.installations.find((each) => each.id === id)
    if (installation === undefined) return NOT_FOUND
    if (installation.suspended) return { status: 403, body: { message: 'This installation has been suspended', status: '403' } }
    // As long, and with the dots, as GitHub's have been since April 2026.
    const token = `ghs_${app.id}_${[130, 270, 80].map((size) => randomBytes(size).toString('hex').slice(0, size)).join('.')}`
    const expiresAt = this.now() + HOUR
    this.#tokens.set(token, { installation, expiresAt })
    return { status: 201, body: { token, expires_at: new Date(expiresAt).toISOString(), permissions: app.manifest.default_permissions } }
  }

  #configure(app: FakeApp, { json }: FakeRequest): FakeAnswer {
    const { url = app.hookUrl, secret = app.webhookSecret } = json as { url?: string; secret?: string }
    Object.assign(app, { hookUrl: url, webhookSecret: secret })
    return { status: 200, body: { url, secret: '********' } }
  }

  #repositories(request: FakeRequest): FakeAnswer {
    const token = this.#live(bearerOf(request) ?? '')
    if (token === undefined)
      return { status: 403, body: { message: 'You must authenticate with an installation access token', status: '403' } }
    const found = this.repositories
      .filter((each) => mayRead(token.installation, each))
      .map((each) => this.repositoryJson({ ...each, admin: false }))
    return this.paged(request, found, (repositories) => ({ total_count: found.length, repositories }))
  }

  #json({ id, account, suspended }: FakeInstallation): Record<string, unknown> {
    return {
      id,
      account: { ...account, avatar_url: `${this.url}/avatars/${account.id}` },
      html_url: `${this.url}/organizations/${account.login}/settings/installations/${id}`,
      suspended_at: suspended ? new Date(this.now()).toISOString() : null,
    }
  }
}

function mayRead({ account, selected }: FakeInstallation, { id, identifier }: FakeRepository): boolean {
  return identifier.startsWith(`${account.login}/`) && (selected === undefined || selected.has(id))
}

function decoded(part: string): Record<string, unknown> {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as Record<string, unknown>
  } catch {
    return {}
  }
}
