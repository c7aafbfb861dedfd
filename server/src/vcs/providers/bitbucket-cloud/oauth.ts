import type { OAuthFlow } from '../../credentials/oauth-flow.ts'

/**
 * Tokens live for two hours; every use of a refresh token gives a new one. What may be done is set at the OAuth consumer.
 * Source: https://developer.atlassian.com/cloud/bitbucket/oauth-2/
 */
export const bitbucketCloudOAuth: OAuthFlow = {
  authorizeUrl: ({ httpUrl }) => `${httpUrl.replace(/\/+$/, '')}/site/oauth2/authorize`,
  tokenUrl: ({ httpUrl }) => `${httpUrl.replace(/\/+$/, '')}/site/oauth2/access_token`,
  scope: undefined,
  pkce: false,
  clientAuthentication: 'basic',
}
