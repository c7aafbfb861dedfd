import type { OAuthClientId, OAuthTokenId, OrganizationId } from '../../kernel/index.ts'

/** A credential of a connection, without its secrets, which are never shown. */
export interface OAuthToken {
  id: OAuthTokenId
  oauthClientId: OAuthClientId
  organizationId: OrganizationId
  serviceProviderUser: string | null
  hasSshKey: boolean
  /** `needs_reauthorization`: the host no longer accepts it; a new token or another sign-in is needed */
  state: 'active' | 'needs_reauthorization'
  /** the host's reason, for people */
  stateDetail: string | null
  /** milliseconds since the epoch */
  createdAt: number
  updatedAt: number
}

/** With the sealed secrets, for use inside this domain. */
export interface StoredOAuthToken extends OAuthToken {
  credential: string
}
