import type { AgentPoolId, OAuthClientId, OAuthTokenId, OrganizationId, ProjectId } from '../../kernel/index.ts'
import type { TokenScheme } from '../credentials/connection-access.ts'

/** A connection to a VCS host. The credentials are in its oauth tokens. */
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
  /** kept for clients that set it; nothing is signed with it */
  rsaPublicKey: string | null
  /** the directory people sign in to, for Azure DevOps Services */
  tenantId: string | null
  /** as it was given */
  httpUrl: string
  apiUrl: string
  tokenScheme: TokenScheme
  organizationScoped: boolean
  /** repositories that become candidates for modules from then on are published by themselves; milliseconds, null: none are */
  autoPublishSince: number | null
  /** kept and shown: nothing here runs on agents */
  agentPoolId: AgentPoolId | null
  /** milliseconds since the epoch */
  createdAt: number
  updatedAt: number
}

/** With what a document about it refers to. */
export interface OAuthClientWithTokens extends OAuthClient {
  oauthTokenIds: readonly OAuthTokenId[]
  /** kept and shown: whoever may publish in the organization may use the connection */
  projectIds: readonly ProjectId[]
}
