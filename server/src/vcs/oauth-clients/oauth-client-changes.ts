// What an oauth client becomes by a change, and what is wrong with that. Contacts nobody.
import { randomUUID } from 'node:crypto'
import { type AgentPoolId, Invalid, newId, type OrganizationId, type Problem } from '../../kernel/index.ts'
import { type Credentials, providerOf } from '../connections/connections.ts'
import type { OAuthClient } from '../connections/oauth-client.ts'
import type { TokenScheme } from '../credentials/connection-access.ts'
import type { CredentialSecrets } from '../credentials/credential.ts'
import { normaliseSshKey } from '../credentials/ssh-key.ts'
import type { VcsConfiguration } from '../host/provider.ts'
import { GITHUB_APP } from '../host/service-provider.ts'
import { groupsProblem } from '../listings/repository-groups.ts'
import { SERVICE_PROVIDERS } from '../providers/index.ts'

/** The attributes that can change; absent ones stay. */
export interface OAuthClientChanges {
  name?: string | undefined
  /** the OAuth application's ID; for the kind `git`, the user name for HTTP Basic */
  key?: string | undefined
  /** the OAuth application's */
  secret?: string | undefined
  rsaPublicKey?: string | undefined
  /** for Azure DevOps Services: the Entra ID directory that people sign in to */
  tenantId?: string | null | undefined
  adoOrganization?: string | null | undefined
  /** default `basic` */
  tokenScheme?: TokenScheme | undefined
  organizationScoped?: boolean | undefined
  /** whether new repositories are published automatically; needs the permission to manage modules too */
  autoPublish?: boolean | undefined
  /** whose; needs that permission too */
  autoPublishGroups?: readonly string[] | undefined
  /** token or password */
  oauthTokenString?: string | undefined
  /** for ssh:// addresses */
  privateKey?: string | undefined
  /** when absent, the host keys of the first contact are pinned */
  sshKnownHosts?: string | undefined
  /** null removes it */
  agentPoolId?: AgentPoolId | null | undefined
  /** replaces all; IDs that are not projects of the organization are ignored */
  projectIds?: readonly string[] | undefined
}

export interface OAuthClientWanted extends OAuthClientChanges {
  serviceProvider: string
  httpUrl: string
  /** default `httpUrl` */
  apiUrl?: string | undefined
  /** names the callback path, which an application at the host needs before there is a client; a random one by default */
  uuid?: string | undefined
}

export interface ClientWithSecrets {
  client: OAuthClient
  secrets: CredentialSecrets
}

export interface ChangeContext {
  credentials: Pick<Credentials, 'accessOf' | 'sealClientSecret'>
  configuration: VcsConfiguration
  /** milliseconds since the epoch */
  now: number
}

const MAX_NAME_LENGTH = 255
const NO_GROUPS = "Auto publish groups can't be blank: name the groups or owners whose repositories are published automatically"
const ADO_ORGANIZATION = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,253}[A-Za-z0-9])?$/

/** @throws Invalid with every problem it would have */
export function newClient(organizationId: OrganizationId, wanted: OAuthClientWanted, context: ChangeContext): ClientWithSecrets {
  const unsupported = unsupportedProblems(wanted.serviceProvider)
  if (unsupported.length > 0) throw new Invalid(unsupported)
  const blank: OAuthClient = {
    id: newId('oauth-client'),
    organizationId,
    uuid: wanted.uuid ?? randomUUID(),
    serviceProvider: wanted.serviceProvider,
    name: null,
    key: null,
    secret: null,
    rsaPublicKey: null,
    tenantId: null,
    adoOrganization: null,
    httpUrl: wanted.httpUrl,
    apiUrl: wanted.apiUrl ?? wanted.httpUrl,
    tokenScheme: 'basic',
    organizationScoped: true,
    autoPublishSince: null,
    autoPublishGroups: [],
    agentPoolId: null,
    createdAt: context.now,
    updatedAt: context.now,
  }
  return withoutProblems({ client: applied(blank, wanted, context), secrets: freshSecrets(wanted) }, wanted, context)
}

/**
 * Problems that the client has already, such as a token that was deleted, are no reason to refuse a new name.
 * @throws Invalid with every other problem of the result
 */
export function changedClient(current: ClientWithSecrets, changes: OAuthClientChanges, context: ChangeContext): ClientWithSecrets {
  const client = applied(current.client, changes, context)
  const secrets = { ...current.secrets, ...freshSecrets(changes) }
  return withoutProblems({ client, secrets }, changes, context, problemsOf(current, context))
}

function withoutProblems(
  changed: ClientWithSecrets,
  changes: OAuthClientChanges,
  context: ChangeContext,
  tolerated: readonly Problem[] = [],
): ClientWithSecrets {
  const introduced = problemsOf(changed, context).filter(({ detail }) => !tolerated.some((each) => each.detail === detail))
  const problems = [...namesProblems(changes), ...introduced]
  if (problems.length > 0) throw new Invalid(problems)
  return changed
}

/** @returns whether the changes bring a secret of their own */
export function bringsSecrets(changes: OAuthClientChanges): boolean {
  return Object.keys(freshSecrets(changes)).length > 0
}

function applied(current: OAuthClient, changes: OAuthClientChanges, { credentials, now }: ChangeContext): OAuthClient {
  const secret = given(changes.secret)
  return {
    ...current,
    name: changes.name ?? current.name,
    key: changes.key ?? current.key,
    secret: secret === undefined ? current.secret : credentials.sealClientSecret(current.id, secret),
    rsaPublicKey: given(changes.rsaPublicKey) ?? current.rsaPublicKey,
    tenantId: unlessAbsent(changes.tenantId, current.tenantId),
    adoOrganization: unlessAbsent(changes.adoOrganization, current.adoOrganization),
    tokenScheme: changes.tokenScheme ?? current.tokenScheme,
    organizationScoped: changes.organizationScoped ?? current.organizationScoped,
    autoPublishSince: autoPublishSince(current, changes, now),
    autoPublishGroups: changes.autoPublishGroups === undefined ? current.autoPublishGroups : [...new Set(changes.autoPublishGroups)],
    agentPoolId: changes.agentPoolId === undefined ? current.agentPoolId : changes.agentPoolId,
    updatedAt: now,
  }
}

function autoPublishSince({ autoPublishSince: since }: OAuthClient, { autoPublish }: OAuthClientChanges, now: number): number | null {
  if (autoPublish === undefined) return since
  return autoPublish ? (since ?? now) : null
}

function problemsOf({ client, secrets }: ClientWithSecrets, { credentials, configuration }: ChangeContext): Problem[] {
  return [...watchProblems(client), ...providerOf(client).problemsOf(credentials.accessOf(client, secrets), configuration)]
}

function watchProblems(client: OAuthClient): Problem[] {
  const { autoPublishSince, autoPublishGroups } = client
  if (autoPublishSince !== null && providerOf(client).api === undefined) {
    const detail = 'Auto publish is not supported: this kind of host cannot list repositories'
    return [{ detail, pointer: '/data/attributes/auto-publish' }]
  }
  const problem = groupsProblem(autoPublishGroups) ?? (autoPublishSince !== null && autoPublishGroups.length === 0 ? NO_GROUPS : undefined)
  return problem === undefined ? [] : [{ detail: problem, pointer: '/data/attributes/auto-publish-groups' }]
}

/** Null removes it; an empty string counts as absent. */
function unlessAbsent(wanted: string | null | undefined, current: string | null): string | null {
  return wanted === undefined || wanted === '' ? current : wanted
}

function given(text: string | undefined): string | undefined {
  return text === '' ? undefined : text
}

function freshSecrets({ oauthTokenString, privateKey, sshKnownHosts }: OAuthClientChanges): CredentialSecrets {
  const [token, key, knownHosts] = [given(oauthTokenString), given(privateKey), given(sshKnownHosts)]
  return {
    // A new token replaces the former one for good: the former refresh token must not bring it back.
    ...(token === undefined ? {} : { token, refreshToken: undefined, expiresAt: undefined }),
    ...(key === undefined ? {} : { privateKey: normaliseSshKey(key) }),
    ...(knownHosts === undefined ? {} : { knownHosts }),
  }
}

function namesProblems({ name, key, adoOrganization }: OAuthClientChanges): Problem[] {
  const problems: Problem[] = []
  if (adoOrganization && !ADO_ORGANIZATION.test(adoOrganization)) {
    const detail = 'Ado org name can only include letters, numbers and hyphens, and must begin and end with a letter or number'
    problems.push({ detail, pointer: '/data/attributes/ado-org-name' })
  }
  if (name !== undefined && name.length > MAX_NAME_LENGTH) {
    problems.push({ detail: `Name is too long (maximum is ${MAX_NAME_LENGTH} characters)`, pointer: '/data/attributes/name' })
  }
  if (key === '') problems.push({ detail: "Key can't be blank", pointer: '/data/attributes/key' })
  if (key !== undefined && key.length > MAX_NAME_LENGTH) {
    problems.push({ detail: `Key is too long (maximum is ${MAX_NAME_LENGTH} characters)`, pointer: '/data/attributes/key' })
  }
  return problems
}

function unsupportedProblems(serviceProvider: string): Problem[] {
  const pointer = '/data/attributes/service-provider'
  if (serviceProvider === GITHUB_APP) {
    return [{ detail: 'Set up GitHub Apps in a browser, at /app/organizations/<organization>/github-app/new', pointer }]
  }
  if (Object.hasOwn(SERVICE_PROVIDERS, serviceProvider)) return []
  const supported = Object.keys(SERVICE_PROVIDERS)
    .filter((each) => each !== GITHUB_APP)
    .join(', ')
  if (serviceProvider === '') return [{ detail: "Service provider can't be blank", pointer }]
  return [{ detail: `Service provider ${JSON.stringify(serviceProvider.slice(0, 60))} is not supported; use one of ${supported}`, pointer }]
}
