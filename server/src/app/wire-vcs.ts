// Connections to git hosts, put together.
import type { AuditTrail } from '../audit-trail/index.ts'
import type { Clock } from '../kernel/index.ts'
import type { Organizations } from '../organizations/index.ts'
import type { PlaceholderDirectory } from '../placeholders/index.ts'
import { createHttpClient } from '../platform/http-client/index.ts'
import { createAddressPolicy } from '../platform/network/index.ts'
import { createSecretBox, type Keyring, type SecretBox } from '../platform/secrets/index.ts'
import {
  AppDeliveries,
  ConnectionTests,
  Deliveries,
  GithubAppInstallations,
  GithubApps,
  githubAppJobs,
  type IngressRequests,
  OAuthClients,
  OAuthTokens,
  type RefLister,
  RepositoryListings,
  RepositoryLookups,
  RepositoryRemotes,
  RepositorySyncs,
  VcsAuthorizations,
  type VcsParts,
  VcsRepositories,
  type WebhookJobs,
  Webhooks,
  webhookJobs,
} from '../vcs/index.ts'
import type { Installation } from './installation.ts'

export interface Connections {
  clients: OAuthClients
  oauthTokens: OAuthTokens
  authorizations: VcsAuthorizations
  deliveries: Deliveries
  connectionTests: ConnectionTests
  listings: RepositoryListings
  githubApps: GithubApps
  githubAppInstallations: GithubAppInstallations
  appDeliveries: AppDeliveries
  webhooks: Webhooks
}

export interface ConnectionParts {
  organizations: Organizations
  agentPools: PlaceholderDirectory
  ingress: IngressRequests
  git: RefLister
}

export function vcsParts(installation: Installation, { clock, trail }: { clock: Clock; trail: AuditTrail }): VcsParts {
  const { config, database, keyring } = installation
  const { allowFileRemotes, allowPrivateAddresses, urlOverrides } = config.vcs
  return {
    queries: database.queries,
    clock,
    trail,
    secretBox: credentialBox(keyring),
    configuration: { allowFileRemotes },
    http: createHttpClient({ addresses: createAddressPolicy({ allowPrivate: allowPrivateAddresses }), urlOverrides }),
    publicUrl: config.publicUrl,
  }
}

export function credentialBox(keyring: Keyring): SecretBox {
  return createSecretBox(keyring.key('credentials'), keyring.formerKeys('credentials'))
}

/** What modules come from, for people and for the system. */
export interface RepositoryServices {
  repositories: VcsRepositories
  lookups: RepositoryLookups
  remotes: RepositoryRemotes
  syncs: RepositorySyncs
}

export function wireRepositories(vcs: VcsParts): RepositoryServices {
  const remotes = new RepositoryRemotes(vcs)
  const lookups = new RepositoryLookups({ ...vcs, remotes })
  return { repositories: new VcsRepositories(vcs), lookups, remotes, syncs: new RepositorySyncs(vcs) }
}

export function wireConnections(vcs: VcsParts, parts: ConnectionParts): Connections {
  const { organizations, agentPools, ingress, git } = parts
  const shared = { ...vcs, organizations, agentPools, ingress, git }
  const deliveries = new Deliveries(shared)
  return {
    clients: new OAuthClients(shared),
    oauthTokens: new OAuthTokens(shared),
    authorizations: new VcsAuthorizations(shared),
    deliveries,
    githubApps: new GithubApps(shared),
    githubAppInstallations: new GithubAppInstallations(shared),
    appDeliveries: new AppDeliveries({ ...shared, deliveries }),
    connectionTests: new ConnectionTests(shared),
    listings: new RepositoryListings(shared),
    webhooks: new Webhooks(shared),
  }
}

/** What is to be done at hosts, behind the requests. */
export function connectionJobs(vcs: VcsParts): WebhookJobs {
  const [webhooks, apps] = [webhookJobs(vcs), githubAppJobs(vcs)]
  return { handlers: [...webhooks.handlers, ...apps.handlers], recurring: [...webhooks.recurring, ...apps.recurring] }
}
