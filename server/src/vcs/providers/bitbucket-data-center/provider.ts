// Bitbucket Data Center, called Bitbucket Server before: people sign in with OAuth 2, or give an HTTP access token.
import { applicationProblems, webAccessProblems } from '../../host/access-problems.ts'
import type { ServiceProvider } from '../../host/provider.ts'
import { DataCenterApi } from './api.ts'
import { cloneUrls, identifierProblem } from './identifier.ts'
import { dataCenterOAuth } from './oauth.ts'
import { dataCenterWebhooks } from './webhooks.ts'

export const bitbucketDataCenterProvider: ServiceProvider = {
  // Neither token nor key has to be there at first: clients made for the application links of before have neither. An SSH key and
  // an RSA key are kept, and not used: git gets in over HTTP.
  problemsOf: (access) => [...webAccessProblems(access), ...applicationProblems(access)],
  identifierProblem,
  cloneUrls,
  // Tokens of projects and repositories have no user whose password they could be.
  gitCredential: ({ secrets: { token } }) => (token === undefined ? { type: 'none' } : { type: 'bearer', token }),
  api: (access, parts) => new DataCenterApi(access, parts),
  oauth: dataCenterOAuth,
  webhooks: dataCenterWebhooks,
  permissions: {
    identity: 'Repository permissions: Read',
    repositories: 'Repository permissions: Read',
    webhooks: 'Repository permissions: Admin (REPO_ADMIN)',
  },
}
