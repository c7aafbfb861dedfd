// Connections to git hosts, put together.
import type { AuditTrail } from '../audit-trail/index.ts'
import type { Organizations } from '../organizations/index.ts'
import type { AgentPoolRows } from '../placeholders/index.ts'
import { createHttpClient } from '../platform/http-client/index.ts'
import type { Clock } from '../platform/kernel/index.ts'
import { createAddressPolicy } from '../platform/network/index.ts'
import { createSecretBox } from '../platform/secrets/index.ts'
import {
  ConnectionTests,
  Deliveries,
  OAuthClients,
  OAuthTokens,
  type RefLister,
  RepositoryListings,
  type SyncRequests,
  VcsAuthorizations,
  type VcsDependencies,
} from '../vcs/index.ts'
import type { Installation } from './installation.ts'

export interface Connections {
  clients: OAuthClients
  oauthTokens: OAuthTokens
  authorizations: VcsAuthorizations
  deliveries: Deliveries
  connectionTests: ConnectionTests
  listings: RepositoryListings
}

export interface ConnectionParts {
  organizations: Organizations
  agentPools: AgentPoolRows
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
    secretBox: createSecretBox(keyring.key('credentials'), keyring.formerKeys('credentials')),
    configuration: { allowFileRemotes },
    http: createHttpClient({ addresses: createAddressPolicy({ allowPrivate: allowPrivateAddresses }), urlOverrides }),
    publicUrl: config.publicUrl,
  }
}

export function wireConnections(vcs: VcsDependencies, parts: ConnectionParts): Connections {
  const { organizations, agentPools, syncs, git } = parts
  return {
    clients: new OAuthClients(vcs, organizations, agentPools),
    oauthTokens: new OAuthTokens(vcs, organizations),
    authorizations: new VcsAuthorizations(vcs),
    deliveries: new Deliveries(vcs, syncs),
    connectionTests: new ConnectionTests(vcs, git),
    listings: new RepositoryListings(vcs, { git, wake: () => syncs.wake() }),
  }
}
