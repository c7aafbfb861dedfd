// How a host's OAuth 2 authorization code flow (RFC 6749, section 4.1) differs from the others'. The exchange itself is the same for all.
import type { ConnectionAccess } from './connection-access.ts'

export interface OAuthFlow {
  authorizeUrl(access: ConnectionAccess): string
  tokenUrl(access: ConnectionAccess): string
  /** separated by spaces; undefined where they are fixed at the host */
  scope: string | undefined
  /** whether the code challenge of RFC 7636 is understood */
  pkce: boolean
  /** where the application's id and secret go when tokens are asked for */
  clientAuthentication: 'body' | 'basic'
  /** more parameters of the authorize address */
  authorizeParameters?: Readonly<Record<string, string>>
}
