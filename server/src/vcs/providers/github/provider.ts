// GitHub.com, GitHub Enterprise Server and GitHub Enterprise Cloud, by personal access token or OAuth application.
import type { ServiceProvider } from '../../host/provider.ts'
import { githubApi } from './api.ts'
import { connectionProblems } from './connection-problems.ts'
import { identifierProblem } from './identifier.ts'
import { githubOAuth } from './oauth.ts'
import { githubWebhooks } from './webhooks.ts'

/** Any user name works, but one is required. Source: "HTTP-based Git access" for installation tokens; other tokens behave alike. */
const GIT_USER = 'x-access-token'

export const githubProvider: ServiceProvider = {
  problemsOf: connectionProblems,
  identifierProblem,
  cloneUrls: (httpUrl, identifier) => [`${httpUrl.replace(/\/+$/, '')}/${identifier}.git`],

  gitCredential({ secrets: { token } }) {
    return token === undefined ? { type: 'none' } : { type: 'basic', username: GIT_USER, password: token }
  },

  api: githubApi,
  oauth: githubOAuth,
  webhooks: githubWebhooks,
  permissions: {
    identity: 'any valid token',
    repositories: '`repo` (classic token), or `Metadata: Read-only` and `Contents: Read-only` (fine-grained token)',
    webhooks: '`admin:repo_hook` (classic token) or `Webhooks: Read and write` (fine-grained token), of an administrator of the repository',
  },
}
