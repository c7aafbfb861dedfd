// Bitbucket Cloud: with an OAuth consumer, with an API token of an Atlassian account, or with an access token of a repository,
// project or workspace.
import type { ServiceProvider } from '../../host/provider.ts'
import { bitbucketCloudApi } from './api.ts'
import { connectionProblems } from './connection-problems.ts'
import { isApiToken } from './credential-kind.ts'
import { identifierProblem } from './identifier.ts'
import { bitbucketCloudOAuth } from './oauth.ts'
import { bitbucketCloudWebhooks } from './webhooks.ts'

/** User names that tell the kind of token. Source: "Using API tokens" and "Using access tokens" in Bitbucket's documentation. */
const GIT_USER = { apiToken: 'x-bitbucket-api-token-auth', otherToken: 'x-token-auth' }

export const bitbucketCloudProvider: ServiceProvider = {
  problemsOf: connectionProblems,
  identifierProblem,
  cloneUrls: (httpUrl, identifier) => [`${httpUrl.replace(/\/+$/, '')}/${identifier}.git`],

  gitCredential(access) {
    const { token } = access.secrets
    if (token === undefined) return { type: 'none' }
    return { type: 'basic', username: isApiToken(access) ? GIT_USER.apiToken : GIT_USER.otherToken, password: token }
  },

  api: bitbucketCloudApi,
  oauth: bitbucketCloudOAuth,
  webhooks: bitbucketCloudWebhooks,
  permissions: {
    identity: '`read:user:bitbucket` (API token) or `Account: Read` (OAuth consumer)',
    repositories: '`read:workspace:bitbucket` and `read:repository:bitbucket` (API token) or `Repositories: Read`',
    webhooks:
      '`read:webhook:bitbucket`, `write:webhook:bitbucket` and `delete:webhook:bitbucket` (API token) or `Webhooks: Read and write`, of an administrator of the repository',
  },
}
