import type { OAuthFlow } from '../../credentials/oauth-flow.ts'

/**
 * Tokens live for two hours; every refresh issues a new refresh token. The OAuth consumer fixes the scopes.
 * Source: https://developer.atlassian.com/cloud/bitbucket/oauth-2/
 */
export const bitbucketCloudOAuth: OAuthFlow = {
  authorizeUrl: ({ httpUrl }) => `${httpUrl.replace(/\/+$/, '')}/site/oauth2/authorize`,
  tokenUrl: ({ httpUrl }) => `${httpUrl.replace(/\/+$/, '')}/site/oauth2/access_token`,
  scope: undefined,
  pkce: false,
  clientAuthentication: 'basic',
}
