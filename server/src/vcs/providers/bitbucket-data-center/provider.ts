// Bitbucket Data Center, formerly Bitbucket Server: by OAuth 2 or HTTP access token.
import { applicationProblems, webAccessProblems } from '../../host/access-problems.ts'
import type { ServiceProvider } from '../../host/provider.ts'
import { DataCenterApi } from './api.ts'
import { cloneUrls, identifierProblem } from './identifier.ts'
import { dataCenterOAuth } from './oauth.ts'
import { dataCenterWebhooks } from './webhooks.ts'

export const bitbucketDataCenterProvider: ServiceProvider = {
  // Token and key are optional: clients made for the former application links have neither. SSH and RSA keys are stored but
  // not used, since git authenticates over HTTP.
  problemsOf: (access) => [...webAccessProblems(access), ...applicationProblems(access)],
  identifierProblem,
  cloneUrls,
  // Project and repository tokens have no user whose password they could be.
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
