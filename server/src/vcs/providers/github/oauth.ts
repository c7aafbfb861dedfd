// Signing in at GitHub by an OAuth application. Source: "Authorizing OAuth apps" in GitHub's documentation.
import type { OAuthFlow } from '../../credentials/oauth-flow.ts'

export const githubOAuth: OAuthFlow = {
  authorizeUrl: ({ httpUrl }) => `${httpUrl.replace(/\/+$/, '')}/login/oauth/authorize`,
  tokenUrl: ({ httpUrl }) => `${httpUrl.replace(/\/+$/, '')}/login/oauth/access_token`,
  // The only scope of OAuth applications that reads private repositories; it covers their webhooks.
  scope: 'repo',
  // Servers that do not know it yet ignore the parameters.
  pkce: true,
  clientAuthentication: 'body',
}
