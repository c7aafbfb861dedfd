// Signing in at Bitbucket Data Center: an incoming application link of the kind "External application", OAuth 2 with PKCE.
import type { ConnectionAccess } from '../../credentials/connection-access.ts'
import type { OAuthFlow } from '../../credentials/oauth-flow.ts'

export const dataCenterOAuth: OAuthFlow = {
  authorizeUrl: (access) => `${base(access)}/authorize`,
  tokenUrl: (access) => `${base(access)}/token`,
  scope: 'REPO_ADMIN',
  pkce: true,
  clientAuthentication: 'body',
}

function base({ httpUrl }: ConnectionAccess): string {
  return `${httpUrl.replace(/\/+$/, '')}/rest/oauth2/latest`
}
