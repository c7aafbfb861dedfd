// Connections to git hosts, put together.
import type { AuditTrail } from '../audit-trail/index.ts'
import type { Organizations } from '../organizations/index.ts'
import type { AgentPoolRows } from '../placeholders/index.ts'
import { createHttpClient } from '../platform/http-client/index.ts'
import type { Clock } from '../platform/kernel/index.ts'
import { createAddressPolicy } from '../platform/network/index.ts'
import { createSecretBox } from '../platform/secrets/index.ts'
import {
  Deliveries,
  OAuthClients,
  OAuthTokens,
  type SyncRequests,
  VcsAuthorizations,
  type VcsDependencies,
  Webhooks,
} from '../vcs/index.ts'
import type { Installation } from './installation.ts'

export interface Connections {
  clients: OAuthClients
  oauthTokens: OAuthTokens
  authorizations: VcsAuthorizations
  deliveries: Deliveries
  webhooks: Webhooks
}

export interface ConnectionParts {
  organizations: Organizations
  agentPools: AgentPoolRows
  syncs: SyncRequests
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
  const { organizations, agentPools, syncs } = parts
  return {
    clients: new OAuthClients(vcs, organizations, agentPools),
    oauthTokens: new OAuthTokens(vcs, organizations),
    authorizations: new VcsAuthorizations(vcs),
    deliveries: new Deliveries(vcs, syncs),
    webhooks: new Webhooks(vcs, syncs),
  }
}
