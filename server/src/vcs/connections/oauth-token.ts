import type { OAuthClientId, OAuthTokenId, OrganizationId } from '../../kernel/index.ts'

/** A credential of a connection, without its secrets: those are never shown again. */
export interface OAuthToken {
  id: OAuthTokenId
  oauthClientId: OAuthClientId
  organizationId: OrganizationId
  serviceProviderUser: string | null
  hasSshKey: boolean
  /** `needs_reauthorization`: the host does not accept it any more; a new one, or signing in again, mends that */
  state: 'active' | 'needs_reauthorization'
  /** the host's answer, for people */
  stateDetail: string | null
  /** milliseconds since the epoch */
  createdAt: number
  updatedAt: number
}

/** With the sealed secrets, for those inside this domain who can open them. */
export interface StoredOAuthToken extends OAuthToken {
  credential: string
}
