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
  const parts = { ...vcs, organizations, agentPools, ingress, git }
  const deliveries = new Deliveries(parts)
  return {
    clients: new OAuthClients(parts),
    oauthTokens: new OAuthTokens(parts),
    authorizations: new VcsAuthorizations(parts),
    deliveries,
    githubApps: new GithubApps(parts),
    githubAppInstallations: new GithubAppInstallations(parts),
    appDeliveries: new AppDeliveries({ ...parts, deliveries }),
    connectionTests: new ConnectionTests(parts),
    listings: new RepositoryListings(parts),
    webhooks: new Webhooks(parts),
  }
}
