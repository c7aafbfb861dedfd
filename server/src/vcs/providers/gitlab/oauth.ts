import type { OAuthFlow } from '../../credentials/oauth-flow.ts'

/**
 * Tokens live for two hours; a refresh token works once. Webhooks need the scope `api`; no smaller scope includes them.
 * Source: https://docs.gitlab.com/api/oauth2/
 */
export const gitlabOAuth: OAuthFlow = {
  authorizeUrl: ({ httpUrl }) => `${httpUrl.replace(/\/+$/, '')}/oauth/authorize`,
  tokenUrl: ({ httpUrl }) => `${httpUrl.replace(/\/+$/, '')}/oauth/token`,
  scope: 'api',
  pkce: true,
  clientAuthentication: 'body',
}
