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
  OAuthClients,
  OAuthTokens,
  type RefLister,
  RepositoryListings,
  type SyncRequests,
  VcsAuthorizations,
  type VcsDependencies,
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
  syncs: SyncRequests
  git: RefLister
}

export function vcsDependencies(installation: Installation, { clock, trail }: { clock: Clock; trail: AuditTrail }): VcsDependencies {
  const { config, database, keyring } = installation
  const { allowFileRemotes, allowPrivateAddresses, urlOverrides } = config.vcs
  return {
    database: database.queries,
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

export function wireConnections(vcs: VcsDependencies, parts: ConnectionParts): Connections {
  const { organizations, agentPools, syncs, git } = parts
  const deliveries = new Deliveries(vcs, syncs)
  return {
    clients: new OAuthClients(vcs, organizations, agentPools),
    oauthTokens: new OAuthTokens(vcs, organizations),
    authorizations: new VcsAuthorizations(vcs),
    deliveries,
    githubApps: new GithubApps(vcs, organizations),
    githubAppInstallations: new GithubAppInstallations(vcs),
    appDeliveries: new AppDeliveries(vcs, deliveries, syncs),
    connectionTests: new ConnectionTests(vcs, git),
    listings: new RepositoryListings(vcs, { git, wake: () => syncs.wake() }),
    webhooks: new Webhooks(vcs, syncs),
  }
}

/** What is to be done at hosts, behind the requests. */
export function connectionJobs(vcs: VcsDependencies): WebhookJobs {
  const [webhooks, apps] = [webhookJobs(vcs), githubAppJobs(vcs)]
  return { handlers: [...webhooks.handlers, ...apps.handlers], recurring: [...webhooks.recurring, ...apps.recurring] }
}
