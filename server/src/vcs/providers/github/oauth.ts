// Signing in at GitHub by an OAuth application. Source: "Authorizing OAuth apps" in GitHub's documentation.
import type { OAuthFlow } from '../../credentials/oauth-flow.ts'

export const githubOAuth: OAuthFlow = {
  authorizeUrl: ({ httpUrl }) => `${httpUrl.replace(/\/+$/, '')}/login/oauth/authorize`,
  tokenUrl: ({ httpUrl }) => `${httpUrl.replace(/\/+$/, '')}/login/oauth/access_token`,
  // The only OAuth scope that reads private repositories; it includes their webhooks.
  scope: 'repo',
  // Older servers ignore the parameters.
  pkce: true,
  clientAuthentication: 'body',
}
