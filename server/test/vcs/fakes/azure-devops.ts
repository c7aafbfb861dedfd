// A stand-in for Azure DevOps Services with Microsoft Entra ID, and for Azure DevOps Server: REST API, service hooks and git.
import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { type Deliver, type FakeAnswer, type FakeHook, FakeHost, type FakeRepository, type FakeRequest, type Push } from './fake-host.ts'

const CLIENT = { id: '7e3a8f52-2f39-4a0c-9d0e-6a1f4f0f7b11', secret: 'kH8Q~entra-secret' }
const SCOPE = '499b84ac-1321-427f-aa17-267ca6975798/vso.code offline_access'
const ENTRA_URL = 'https://login.microsoftonline.com'
const EDIT_SUBSCRIPTIONS = '/_apis/permissions/cb594ebe-87dd-4fc9-ac2c-6a10a4c92046/2'
const SUBSCRIPTIONS = '/_apis/hooks/subscriptions'

type Status = 'enabled' | 'onProbation' | 'disabledBySystem' | 'disabledByUser' | 'disabledByInactiveIdentity'

interface SubscriptionBody {
  status?: Status
  publisherId?: string
  eventType?: string
  consumerId?: string
  consumerActionId?: string
  publisherInputs?: { projectId?: string; repository?: string; branch?: string }
  consumerInputs?: { url?: string; basicAuthUsername?: string; basicAuthPassword?: string }
}

abstract class FakeAzureDevOps extends FakeHost {
  /** the organization, or the collection */
  readonly organization: string = 'contoso'
  /** the response to unknown callers; Azure DevOps uses all three */
  stranger: 203 | 302 | 401 = 302
  /** whether the token may read permissions */
  showsPermissions = true
  /** whether it may read subscriptions. Its scopes decide; the response is the same as to unknown callers. */
  showsSubscriptions = true
  /** of subscriptions, by id */
  readonly statuses = new Map<string, Status>()
  readonly #projects = new Map<string, string>()

  override identifierFor(name: string): string {
    return `${this.organization}/Cloud Platform/_git/${name}`
  }

  /** @param status as Azure DevOps says it */
  override disableHook(hook: FakeHook, status: Status = 'disabledBySystem'): void {
    this.statuses.set(hook.id, status)
    hook.active = status === 'enabled' || status === 'onProbation'
  }

  tokenConnection(): Record<string, unknown> {
    const url = `${this.url}/${this.organization}`
    return { 'service-provider': this.serviceProvider, 'http-url': url, 'api-url': url, 'oauth-token-string': this.token }
  }

  protected override nextRepositoryId(): string {
    return randomUUID()
  }

  protected answer(request: FakeRequest): FakeAnswer | undefined {
    const { path, query, method } = request
    if (!this.isAllowed(request.headers)) return this.#refusal()
    if (!path.toLowerCase().startsWith(`/${this.organization}/`)) return failure(404, 'VS800075', 'The organization does not exist.')
    if (!query.has('api-version'))
      return failure(400, 'VssVersionNotSpecifiedException', `No api-version was supplied for the "${method}" request.`)
    const rest = path.slice(`/${this.organization}`.length)
    if (rest === '/_apis/connectionData') return this.#connectionData()
    if (rest.startsWith(SUBSCRIPTIONS)) return this.#subscriptions(request, rest.slice(SUBSCRIPTIONS.length))
    if (rest === EDIT_SUBSCRIPTIONS) return this.#permission(query.get('tokens') ?? '')
    const [, project, name] = /^(?:\/([^/]+))?\/_apis\/git\/repositories(?:\/([^/]+))?$/.exec(rest) ?? []
    if (name !== undefined)
      return this.#oneRepository(decodeURIComponent(name), project === undefined ? undefined : decodeURIComponent(project))
    return rest.endsWith('/_apis/git/repositories') ? listOf(this.repositories.map((each) => this.#shown(each))) : undefined
  }

  protected identifierOfGitPath(path: string): string | undefined {
    const identifier = /^\/([^/]+\/[^/]+\/_git\/[^/]+)\/(?:info\/refs|git-upload-pack|HEAD)$/.exec(path)?.[1]
    return identifier === undefined ? undefined : decodeURIComponent(identifier)
  }

  protected gitAllowed(headers: FakeRequest['headers']): boolean {
    return this.isAllowed(headers)
  }

  protected delivery(hook: FakeHook, { repository, ref, before, after }: Push): { headers: Record<string, string>; body: string } {
    return this.shownTo(hook, {
      subscriptionId: hook.id,
      notificationId: this.nextNumber(),
      id: randomUUID(),
      eventType: 'git.push',
      publisherId: 'tfs',
      message: null,
      detailedMessage: null,
      resource: {
        commits: [],
        refUpdates: [{ name: ref, oldObjectId: before, newObjectId: after }],
        repository: this.#shown(repository),
        pushedBy: { displayName: 'Ada', id: this.user.id, uniqueName: `${this.user.login}@example.com` },
        pushId: this.nextNumber(),
        date: '2026-11-20T10:15:30.1234567Z',
      },
      resourceVersion: '1.0',
      resourceContainers: { collection: { id: randomUUID() }, account: { id: randomUUID() }, project: { id: randomUUID() } },
      createdDate: '2026-11-20T10:15:31.1234567Z',
    })
  }

  /** Azure DevOps has no signatures, only the password. */
  shownTo({ secret }: Pick<FakeHook, 'secret'>, content: unknown): { headers: Record<string, string>; body: string } {
    const authorization = `Basic ${Buffer.from(`terrace:${secret}`).toString('base64')}`
    const headers = { 'content-type': 'application/json; charset=utf-8', 'user-agent': 'VSServices/20.0 (TfsJobAgent.exe)', authorization }
    return { headers, body: JSON.stringify(content) }
  }

  /** Tokens are the password of an empty user name. */
  protected isAllowed({ authorization = '' }: FakeRequest['headers']): boolean {
    const pair = Buffer.from(/^Basic (\S+)$/.exec(authorization)?.[1] ?? '', 'base64').toString('utf8')
    return pair.startsWith(':') && !this.sessions.has(pair.slice(1)) && this.isToken(pair.slice(1))
  }

  #refusal(): FakeAnswer {
    const location = 'https://spsprodweu1.vssps.visualstudio.com/_signin?realm=dev.azure.com&reply_to=https%3A%2F%2Fdev.azure.com'
    switch (this.stranger) {
      case 203:
        return { status: 203, headers: { 'content-type': 'text/html; charset=utf-8' }, body: '<!DOCTYPE html><title>Sign In</title>' }
      case 302:
        return { status: 302, headers: { location }, body: '<html><title>Object moved</title></html>' }
      case 401:
        return { ...failure(401, 'UnauthorizedRequestException', `TF400813: The user '' is not authorized to access this resource.`) }
    }
  }

  #connectionData(): FakeAnswer {
    const { id, login } = this.user
    const user = {
      id,
      descriptor: `aad.${id}`,
      providerDisplayName: 'Ada',
      isActive: true,
      properties: { Account: { $type: 'System.String', $value: login } },
    }
    return { status: 200, body: { authenticatedUser: user, authorizedUser: user, instanceId: randomUUID(), deploymentType: 'hosted' } }
  }

  #oneRepository(nameOrId: string, project: string | undefined): FakeAnswer {
    const name = `${this.organization}/${project ?? ''}/_git/${nameOrId}`.toLowerCase()
    const found = this.repositoryWithId(nameOrId) ?? this.repositories.find(({ identifier }) => identifier.toLowerCase() === name)
    if (found !== undefined) return { status: 200, body: this.#shown(found) }
    return failure(
      404,
      'GitRepositoryNotFoundException',
      `TF401019: The Git repository with name or identifier ${nameOrId} does not exist or you do not have permissions for the operation you are attempting.`,
    )
  }

  #permission(token: string): FakeAnswer {
    if (!this.showsPermissions) return failure(401, 'UnauthorizedRequestException', 'TF400813: not authorized')
    return { status: 200, body: { count: 1, value: [this.#mayEdit(token.replace(/^PublisherSecurity\//, ''))] } }
  }

  #subscriptions(request: FakeRequest, path: string): FakeAnswer | undefined {
    const { method } = request
    if (!this.showsSubscriptions) return failure(401, 'UnauthorizedRequestException', 'TF400813: not authorized')
    if (path === '' && method === 'GET') return listOf(this.hooks.map((each) => this.#shownHook(each)))
    if (path === '' && method === 'POST') {
      const hook: FakeHook = { id: randomUUID(), repositoryId: '', url: '', secret: '', active: true, settings: {} }
      const answer = this.#changed(hook, request.json)
      if (answer.status === 200) this.hooks.push(hook)
      return answer
    }
    const hook = this.hooks.find(({ id }) => `/${id}` === path)
    if (hook === undefined) return failure(404, 'SubscriptionNotFoundException', 'The subscription does not exist.')
    switch (method) {
      case 'GET':
        return { status: 200, body: this.#shownHook(hook) }
      case 'PUT':
        return this.#changed(hook, request.json)
      case 'DELETE':
        this.hooks.splice(this.hooks.indexOf(hook), 1)
        return { status: 204 }
      default:
        return { status: 405 }
    }
  }

  #changed(hook: FakeHook, json: unknown): FakeAnswer {
    const body = (json ?? {}) as SubscriptionBody
    const { projectId = '', repository = '' } = body.publisherInputs ?? {}
    const { url = '', basicAuthPassword = '', basicAuthUsername = '' } = body.consumerInputs ?? {}
    const isKind =
      body.publisherId === 'tfs' &&
      body.eventType === 'git.push' &&
      body.consumerId === 'webHooks' &&
      body.consumerActionId === 'httpRequest'
    if (!isKind || url === '' || /\s/.test(basicAuthPassword + basicAuthUsername) || this.repositoryWithId(repository) === undefined)
      return failure(400, 'SubscriptionInputException', 'Subscription input is not valid')
    if (!this.#mayEdit(projectId))
      return failure(
        403,
        'AccessCheckException',
        'Access Denied: Ada needs the following permission(s) on the resource: Edit subscriptions',
      )
    Object.assign(hook, { repositoryId: repository, url, secret: basicAuthPassword, active: true, settings: json })
    this.statuses.set(hook.id, body.status ?? 'enabled')
    return { status: 200, body: this.#shownHook(hook) }
  }

  #shownHook({ id, url, settings }: FakeHook) {
    const { publisherInputs, eventType, consumerInputs } = settings as SubscriptionBody
    const shown = { ...consumerInputs, url, basicAuthPassword: '********' }
    const status = this.statuses.get(id) ?? 'enabled'
    return {
      id,
      status,
      publisherId: 'tfs',
      eventType,
      consumerId: 'webHooks',
      consumerActionId: 'httpRequest',
      publisherInputs,
      consumerInputs: shown,
    }
  }

  #mayEdit(projectId: string): boolean {
    return this.repositories.some((each) => each.admin && this.#projectId(each) === projectId)
  }

  #projectId({ identifier }: FakeRepository): string {
    const name = identifier.split('/')[1] ?? ''
    const id = this.#projects.get(name) ?? randomUUID()
    this.#projects.set(name, id)
    return id
  }

  #shown(repository: FakeRepository) {
    const { id, identifier, private: isPrivate, archived } = repository
    const [, project = '', , name = ''] = identifier.split('/')
    return {
      id,
      name,
      url: `${this.url}/${this.organization}/_apis/git/repositories/${id}`,
      project: { id: this.#projectId(repository), name: project, state: 'wellFormed', visibility: isPrivate ? 'private' : 'public' },
      ...(archived ? {} : { defaultBranch: 'refs/heads/main' }),
      size: 1024,
      remoteUrl: `https://${this.organization}@dev.azure.invalid/${identifier}`,
      isDisabled: archived,
    }
  }
}

export class FakeAzureDevOpsServices extends FakeAzureDevOps {
  readonly serviceProvider = 'ado_services'
  /** the directory that applications belong to */
  readonly tenant = 'contoso.onmicrosoft.com'

  /** Microsoft's sign-in, too. */
  override serverSettings(): Record<string, string> {
    return { TERRACE_VCS_URL_OVERRIDES: `${ENTRA_URL}=${this.url}/entra` }
  }

  override oauthConnection(): Record<string, unknown> {
    const url = `${this.url}/${this.organization}`
    const application = { key: CLIENT.id, secret: CLIENT.secret, 'tenant-id': this.tenant }
    return { 'service-provider': this.serviceProvider, 'http-url': url, 'api-url': url, ...application }
  }

  override async authorize(url: string): Promise<string> {
    const { origin, pathname, searchParams } = new URL(url)
    if (origin !== ENTRA_URL || pathname !== `/${this.tenant}/oauth2/v2.0/authorize`) throw new Error(`${url} is not where people agree`)
    if (searchParams.get('scope') !== SCOPE) throw new Error('AADSTS70011: The provided value for scope is not valid')
    return this.consent(url, { clientId: CLIENT.id, pkce: true })
  }

  protected override answer(request: FakeRequest): FakeAnswer | undefined {
    const { path, method } = request
    if (path === `/entra/${this.tenant}/oauth2/v2.0/token` && method === 'POST') return this.#token(request)
    return super.answer(request)
  }

  /** Sessions show what Entra ID gave out, as it is. */
  protected override isAllowed(headers: FakeRequest['headers']): boolean {
    const bearer = /^Bearer (\S+)$/.exec(headers['authorization'] ?? '')?.[1]
    return bearer === undefined ? super.isAllowed(headers) : bearer !== this.token && this.isToken(bearer)
  }

  #token({ body }: FakeRequest): FakeAnswer {
    const form = new URLSearchParams(body.toString('utf8'))
    if (form.get('client_id') !== CLIENT.id || form.get('client_secret') !== CLIENT.secret)
      return {
        status: 401,
        body: { error: 'invalid_client', error_description: 'AADSTS7000215: Invalid client secret provided.', error_codes: [7000215] },
      }
    const tokens = this.redeem(form, { pkce: true })
    if (tokens === undefined)
      return {
        status: 400,
        body: { error: 'invalid_grant', error_description: 'AADSTS70008: The grant has expired.', error_codes: [70008] },
      }
    const { accessToken, refreshToken } = tokens
    const known = { token_type: 'Bearer', scope: SCOPE.split(' ')[0], expires_in: 3599, ext_expires_in: 3599 }
    return { status: 200, body: { ...known, access_token: accessToken, refresh_token: refreshToken } }
  }
}

export class FakeAzureDevOpsServer extends FakeAzureDevOps {
  readonly serviceProvider = 'ado_server'
  override readonly organization: string = 'defaultcollection'

  constructor(deliver: Deliver) {
    super(deliver)
    // Without single sign-on, there is no page to redirect users to.
    this.stranger = 401
  }

  override tokenConnection(): Record<string, unknown> {
    const options = { privateKeyEncoding: { type: 'pkcs8', format: 'pem' }, publicKeyEncoding: { type: 'spki', format: 'pem' } } as const
    return { ...super.tokenConnection(), 'private-key': generateKeyPairSync('ed25519', options).privateKey }
  }
}

function listOf(value: readonly unknown[]): FakeAnswer {
  return { status: 200, body: { count: value.length, value } }
}

function failure(status: number, typeKey: string, message: string): FakeAnswer {
  return { status, body: { $id: '1', innerException: null, message, typeKey, errorCode: 0, eventId: 3000 } }
}
