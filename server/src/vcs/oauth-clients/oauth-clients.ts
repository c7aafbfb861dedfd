import { randomUUID } from 'node:crypto'
import type { Queries } from '../../database/index.ts'
import {
  type AgentPoolId,
  Invalid,
  NotFound,
  newId,
  type OAuthClientId,
  type Page,
  type PageRequest,
  type Problem,
  Unauthenticated,
} from '../../kernel/index.ts'
import type { AgentPoolLookup, Organizations } from '../../organizations/index.ts'
import { authorize, type OrganizationAction, type Subject } from '../../permissions/index.ts'
import { ConnectionRows } from '../connections/connection-rows.ts'
import { Credentials, providerOf, type VcsDependencies } from '../connections/connections.ts'
import type { OAuthClient, OAuthClientWithTokens } from '../connections/oauth-client.ts'
import { VcsRepositoryRows } from '../connections/vcs-repository-rows.ts'
import type { TokenScheme } from '../credentials/connection-access.ts'
import type { CredentialSecrets } from '../credentials/credential.ts'
import { normaliseSshKey } from '../credentials/ssh-key.ts'
import { GITHUB_APP } from '../host/service-provider.ts'
import { requestListing } from '../listings/listing-requests.ts'
import { SERVICE_PROVIDERS } from '../providers/index.ts'
import { requestRemovals } from '../webhooks/webhook-jobs.ts'

/** What can be changed later; what is left out stays. */
export interface OAuthClientChanges {
  name?: string | undefined
  /** the OAuth application's id; for the kind `git`: user name for HTTP Basic */
  key?: string | undefined
  /** the OAuth application's */
  secret?: string | undefined
  rsaPublicKey?: string | undefined
  /** for Azure DevOps Services: the directory (Entra ID) people sign in to */
  tenantId?: string | undefined
  /** `basic` unless told otherwise */
  tokenScheme?: TokenScheme | undefined
  organizationScoped?: boolean | undefined
  /** whether repositories that appear at the host are published by themselves; takes the right to manage modules too */
  autoPublish?: boolean | undefined
  /** token or password */
  oauthTokenString?: string | undefined
  /** for ssh:// addresses */
  privateKey?: string | undefined
  /** left out: the host keys of the first contact are kept */
  sshKnownHosts?: string | undefined
  /** null takes it away */
  agentPoolId?: AgentPoolId | null | undefined
  /** all of them; what is no project of the organization is passed over */
  projectIds?: readonly string[] | undefined
}

export interface OAuthClientWanted extends OAuthClientChanges {
  serviceProvider: string
  httpUrl: string
  /** like `httpUrl` when left out */
  apiUrl?: string | undefined
}

const LONGEST_NAME = 255
// The official client's tests compare this text.
const NO_AGENT_POOL = 'the provided agent pool does not exist or you are not authorized to use it'
const NO_PROJECT = 'the organization does not have all of these projects'

export class OAuthClients {
  readonly #dependencies: VcsDependencies
  readonly #organizations: Pick<Organizations, 'permitted'>
  readonly #agentPools: AgentPoolLookup
  readonly #rows: ConnectionRows
  readonly #credentials: Credentials

  constructor(dependencies: VcsDependencies, organizations: Pick<Organizations, 'permitted'>, agentPools: AgentPoolLookup) {
    this.#dependencies = dependencies
    this.#organizations = organizations
    this.#agentPools = agentPools
    this.#rows = new ConnectionRows(dependencies.database)
    this.#credentials = new Credentials(dependencies)
  }

  /** The host is not contacted. The client has exactly one token, also when it needs no credential; none until somebody signed in at the host. */
  async create(subject: Subject, organizationName: string, wanted: OAuthClientWanted): Promise<OAuthClientWithTokens> {
    const { id: organizationId } = await this.#organizations.permitted(subject, 'manage-vcs-settings', organizationName)
    if (wanted.autoPublish !== undefined) authorize(subject, 'manage-modules', organizationId, `organization ${organizationName}`)
    const unsupported = unsupportedProblems(wanted.serviceProvider)
    if (unsupported.length > 0) throw new Invalid(unsupported)
    const now = this.#dependencies.clock.now()
    const blank: OAuthClient = {
      id: newId('oauth-client'),
      organizationId,
      uuid: randomUUID(),
      serviceProvider: wanted.serviceProvider,
      name: null,
      key: null,
      secret: null,
      rsaPublicKey: null,
      tenantId: null,
      httpUrl: wanted.httpUrl,
      apiUrl: wanted.apiUrl ?? wanted.httpUrl,
      tokenScheme: 'basic',
      organizationScoped: true,
      autoPublishSince: null,
      agentPoolId: null,
      createdAt: now,
      updatedAt: now,
    }
    // An empty key is what forms send for none; only taking a key away is refused.
    const { client, secrets } = this.#changed(blank, {}, { ...wanted, key: wanted.key === '' ? undefined : wanted.key })
    await this.#checkAgentPool(client)
    // Where people sign in at the host, the token comes from there.
    const waitsForSignIn = providerOf(client).oauth !== undefined && secrets.token === undefined
    const token = waitsForSignIn ? undefined : this.#credentials.create(client, secrets)
    await this.#dependencies.database.transaction().execute(async (transaction: Queries) => {
      const connections = new ConnectionRows(transaction)
      await connections.insertClient(client)
      if (token !== undefined) await connections.insertToken(token)
      if (token !== undefined && client.autoPublishSince !== null) await requestListing(transaction, token.id, now)
      await connections.addProjects(client, wanted.projectIds ?? [])
      await this.#record(transaction, subject, 'create', client)
    })
    return await this.#existing(client.id)
  }

  /** The oldest first. */
  async list(subject: Subject, organizationName: string, request: PageRequest): Promise<Page<OAuthClientWithTokens>> {
    const { id } = await this.#organizations.permitted(subject, 'read-vcs-settings', organizationName)
    return await this.#rows.clientsOf(id, request)
  }

  async read(subject: Subject, id: OAuthClientId): Promise<OAuthClientWithTokens> {
    return await this.#permitted(subject, 'read-vcs-settings', id)
  }

  /** Where a client points is fixed; a token that was deleted comes back with the first new secret. */
  async update(subject: Subject, id: OAuthClientId, changes: OAuthClientChanges): Promise<OAuthClientWithTokens> {
    const current = await this.#permitted(subject, 'manage-vcs-settings', id)
    if (changes.autoPublish !== undefined) authorize(subject, 'manage-modules', current.organizationId, `oauth client ${id}`)
    const [token] = await this.#rows.tokensOfClient(id)
    const known = token === undefined ? {} : this.#credentials.open(token)
    const { client, secrets } = this.#changed(current, known, changes, this.#problemsOf(current, known))
    if (client.agentPoolId !== current.agentPoolId) await this.#checkAgentPool(client)
    await this.#dependencies.database.transaction().execute(async (transaction: Queries) => {
      const connections = new ConnectionRows(transaction)
      await connections.updateClient(client)
      if (changes.projectIds !== undefined) {
        await connections.removeProjects(id)
        await connections.addProjects(client, changes.projectIds)
      }
      if (token !== undefined) await this.#credentials.replace(transaction, token, secrets)
      else if (Object.keys(freshSecrets(changes)).length > 0) await connections.insertToken(this.#credentials.create(client, secrets))
      // What is there now is where counting begins.
      const isWatchedNow = client.autoPublishSince !== null && current.autoPublishSince === null
      if (token !== undefined && isWatchedNow) await requestListing(transaction, token.id, client.updatedAt)
      await this.#record(transaction, subject, 'update', client)
    })
    return await this.#permitted(subject, 'manage-vcs-settings', id)
  }

  /** @throws Invalid when one of them is no project of the organization; then none is added */
  async addProjects(subject: Subject, id: OAuthClientId, projectIds: readonly string[]): Promise<void> {
    const wanted = [...new Set(projectIds)]
    await this.#changeProjects(subject, id, async (connections, client) => {
      if ((await connections.addProjects(client, wanted)) < wanted.length) throw new Invalid(NO_PROJECT, '/data')
    })
  }

  /** Those that are not among its projects are passed over. */
  async removeProjects(subject: Subject, id: OAuthClientId, projectIds: readonly string[]): Promise<void> {
    await this.#changeProjects(subject, id, (connections) => connections.removeProjects(id, projectIds))
  }

  async #changeProjects(
    subject: Subject,
    id: OAuthClientId,
    change: (connections: ConnectionRows, client: OAuthClient) => Promise<void>,
  ): Promise<void> {
    const client = await this.#permitted(subject, 'manage-vcs-settings', id)
    await this.#dependencies.database.transaction().execute(async (transaction: Queries) => {
      await change(new ConnectionRows(transaction), client)
      await this.#record(transaction, subject, 'update', client)
    })
  }

  /** Modules that came from it stay; new versions are no longer looked for. */
  async delete(subject: Subject, id: OAuthClientId): Promise<void> {
    const client = await this.#permitted(subject, 'manage-vcs-settings', id)
    await this.#dependencies.database.transaction().execute(async (transaction: Queries) => {
      await requestRemovals(transaction, await new VcsRepositoryRows(transaction).ofClient(id), this.#dependencies)
      await new ConnectionRows(transaction).deleteClient(id)
      await this.#record(transaction, subject, 'destroy', client)
    })
  }

  async #record(transaction: Queries, subject: Subject, action: string, client: OAuthClient): Promise<void> {
    const { id, organizationId, name, serviceProvider, httpUrl, autoPublishSince } = client
    const resource = { type: 'oauth_client', id, meta: { name, serviceProvider, httpUrl, autoPublish: autoPublishSince !== null } }
    await this.#dependencies.trail.record(transaction, { subject, action, resource, organizationId })
  }

  async #permitted(subject: Subject, action: OrganizationAction, id: OAuthClientId): Promise<OAuthClientWithTokens> {
    if (subject.kind === 'anonymous') throw new Unauthenticated('a token is needed')
    const client = await this.#existing(id)
    authorize(subject, action, client.organizationId, `oauth client ${id}`)
    return client
  }

  async #existing(id: OAuthClientId): Promise<OAuthClientWithTokens> {
    const client = await this.#rows.client(id)
    if (client === undefined || client.serviceProvider === GITHUB_APP) throw new NotFound(`oauth client ${id} not found`)
    return client
  }

  async #checkAgentPool({ organizationId, agentPoolId }: OAuthClient): Promise<void> {
    if (agentPoolId === null || (await this.#agentPools.hasAgentPool(organizationId, agentPoolId))) return
    throw new Invalid(NO_AGENT_POOL, '/data/relationships/agent-pool')
  }

  #problemsOf(client: OAuthClient, secrets: CredentialSecrets): Problem[] {
    return providerOf(client).problemsOf(this.#credentials.accessOf(client, secrets), this.#dependencies.configuration)
  }

  /**
   * @param tolerated problems from before the change, such as a token that was deleted: they are no reason to refuse a new name
   * @throws Invalid with every other problem of the result
   */
  #changed(
    current: OAuthClient,
    known: CredentialSecrets,
    changes: OAuthClientChanges,
    tolerated: readonly Problem[] = [],
  ): { client: OAuthClient; secrets: CredentialSecrets } {
    const client: OAuthClient = {
      ...current,
      name: changes.name ?? current.name,
      key: changes.key ?? current.key,
      secret: given(changes.secret) === undefined ? current.secret : this.#credentials.sealClientSecret(current.id, changes.secret ?? ''),
      rsaPublicKey: given(changes.rsaPublicKey) ?? current.rsaPublicKey,
      tenantId: given(changes.tenantId) ?? current.tenantId,
      tokenScheme: changes.tokenScheme ?? current.tokenScheme,
      organizationScoped: changes.organizationScoped ?? current.organizationScoped,
      autoPublishSince: this.#autoPublishSince(current, changes),
      agentPoolId: changes.agentPoolId === undefined ? current.agentPoolId : changes.agentPoolId,
      updatedAt: this.#dependencies.clock.now(),
    }
    const fresh = freshSecrets(changes)
    const found = this.#problemsOf(client, { ...known, ...fresh })
    const introduced = found.filter(({ detail }) => !tolerated.some((each) => each.detail === detail))
    const problems = [...namesProblems(changes), ...watchProblems(client), ...introduced]
    if (problems.length > 0) throw new Invalid(problems)
    return { client, secrets: { ...known, ...fresh } }
  }

  #autoPublishSince({ autoPublishSince }: OAuthClient, { autoPublish }: OAuthClientChanges): number | null {
    if (autoPublish === undefined) return autoPublishSince
    return autoPublish ? (autoPublishSince ?? this.#dependencies.clock.now()) : null
  }
}

function watchProblems(client: OAuthClient): Problem[] {
  if (client.autoPublishSince === null || providerOf(client).api !== undefined) return []
  const detail = 'Auto publish is for hosts that have a list of repositories, which this kind has not'
  return [{ detail, pointer: '/data/attributes/auto-publish' }]
}

function given(text: string | undefined): string | undefined {
  return text === '' ? undefined : text
}

function freshSecrets({ oauthTokenString, privateKey, sshKnownHosts }: OAuthClientChanges): CredentialSecrets {
  const [token, key, knownHosts] = [given(oauthTokenString), given(privateKey), given(sshKnownHosts)]
  return {
    // Somebody who gives a token means that one: what renews the one of before must not replace it.
    ...(token === undefined ? {} : { token, refreshToken: undefined, expiresAt: undefined }),
    ...(key === undefined ? {} : { privateKey: normaliseSshKey(key) }),
    ...(knownHosts === undefined ? {} : { knownHosts }),
  }
}

function namesProblems({ name, key }: OAuthClientChanges): Problem[] {
  const problems: Problem[] = []
  if (name !== undefined && name.length > LONGEST_NAME) {
    problems.push({ detail: `Name is too long (maximum is ${LONGEST_NAME} characters)`, pointer: '/data/attributes/name' })
  }
  if (key === '') problems.push({ detail: "Key can't be blank", pointer: '/data/attributes/key' })
  if (key !== undefined && key.length > LONGEST_NAME) {
    problems.push({ detail: `Key is too long (maximum is ${LONGEST_NAME} characters)`, pointer: '/data/attributes/key' })
  }
  return problems
}

function unsupportedProblems(serviceProvider: string): Problem[] {
  const pointer = '/data/attributes/service-provider'
  if (serviceProvider === GITHUB_APP) {
    return [{ detail: 'GitHub Apps are set up at /app/organizations/<organization>/github-app/new, in a browser', pointer }]
  }
  if (Object.hasOwn(SERVICE_PROVIDERS, serviceProvider)) return []
  const supported = Object.keys(SERVICE_PROVIDERS)
    .filter((each) => each !== GITHUB_APP)
    .join(', ')
  if (serviceProvider === '') return [{ detail: "Service provider can't be blank", pointer }]
  return [{ detail: `service provider ${JSON.stringify(serviceProvider.slice(0, 60))} is not known; use ${supported}`, pointer }]
}
