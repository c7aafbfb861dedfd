// Wires the services around git hosts that requests call.
import {
  AppDeliveries,
  ConnectionTests,
  Deliveries,
  GithubAppInstallations,
  GithubApps,
  OAuthClients,
  OAuthTokens,
  RepositoryListings,
  VcsAuthorizations,
  Webhooks,
} from '../vcs/index.ts'
import type { Shared } from './wire-shared.ts'

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

type ConnectionParts = Pick<Shared, 'vcs' | 'organizations' | 'agentPools' | 'ingress' | 'git'>

export function wireConnections({ vcs, organizations, agentPools, ingress, git }: ConnectionParts): Connections {
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
