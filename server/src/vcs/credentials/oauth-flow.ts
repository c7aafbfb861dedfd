// How a host's OAuth 2 authorization code flow (RFC 6749, section 4.1) differs from others. The exchange is the same for all.
import type { ConnectionAccess } from './connection-access.ts'

export interface OAuthFlow {
  authorizeUrl(access: ConnectionAccess): string
  tokenUrl(access: ConnectionAccess): string
  /** separated by spaces; undefined where they are fixed at the host */
  scope: string | undefined
  /** whether the host supports PKCE (RFC 7636) */
  pkce: boolean
  /** where the token request carries the application's ID and secret */
  clientAuthentication: 'body' | 'basic'
  /** more parameters of the authorize address */
  authorizeParameters?: Readonly<Record<string, string>>
}
