import type { AgentPoolId, OAuthClientId, OAuthTokenId, OrganizationId, ProjectId } from '../../kernel/index.ts'
import type { TokenScheme } from '../credentials/connection-access.ts'

/** A connection to a VCS host. Its oauth tokens hold the credentials. */
export interface OAuthClient {
  id: OAuthClientId
  organizationId: OrganizationId
  /** names the callback path */
  uuid: string
  /** the API's name of the kind of host */
  serviceProvider: string
  name: string | null
  /** the OAuth application's id; for the kind `git`: the user name for HTTP */
  key: string | null
  /** the OAuth application's, sealed; see credential.ts */
  secret: string | null
  /** stored for clients that set it; not used */
  rsaPublicKey: string | null
  /** the directory people sign in to, for Azure DevOps Services */
  tenantId: string | null
  /** the Azure DevOps organization of its token; stored for clients that set it; not used */
  adoOrganization: string | null
  /** as it was given */
  httpUrl: string
  apiUrl: string
  tokenScheme: TokenScheme
  organizationScoped: boolean
  /** since when new candidates are published automatically, in milliseconds; null when none are */
  autoPublishSince: number | null
  /** whose repositories are published automatically: groups, owners or projects as the host writes them */
  autoPublishGroups: readonly string[]
  /** stored and shown; nothing runs on agents */
  agentPoolId: AgentPoolId | null
  /** milliseconds since the epoch */
  createdAt: number
  updatedAt: number
}

/** With what its document refers to. */
export interface OAuthClientWithTokens extends OAuthClient {
  oauthTokenIds: readonly OAuthTokenId[]
  /** scopes the connection to projects; stored and shown, but not enforced */
  projectIds: readonly ProjectId[]
}
