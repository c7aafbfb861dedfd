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
  const deliveries = new Deliveries(vcs, ingress)
  return {
    clients: new OAuthClients(vcs, organizations, agentPools),
    oauthTokens: new OAuthTokens(vcs, organizations),
    authorizations: new VcsAuthorizations(vcs),
    deliveries,
    githubApps: new GithubApps(vcs, organizations),
    githubAppInstallations: new GithubAppInstallations(vcs),
    appDeliveries: new AppDeliveries(vcs, deliveries, ingress),
    connectionTests: new ConnectionTests(vcs, git),
    listings: new RepositoryListings(vcs, { git, wake: () => ingress.wake() }),
    webhooks: new Webhooks(vcs, ingress),
  }
}
