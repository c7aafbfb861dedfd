// GitLab.com and self-managed GitLab: by OAuth application, or by personal, group or project access token.
import type { ServiceProvider } from '../../host/provider.ts'
import { gitlabApi } from './api.ts'
import { connectionProblems } from './connection-problems.ts'
import { identifierProblem } from './identifier.ts'
import { gitlabOAuth } from './oauth.ts'
import { gitlabWebhooks } from './webhooks.ts'

/** OAuth tokens require this user name; other tokens accept any. Source: "OAuth 2.0 identity provider API", Git over HTTPS. */
const GIT_USER = 'oauth2'

export const gitlabProvider: ServiceProvider = {
  problemsOf: connectionProblems,
  identifierProblem,
  cloneUrls: (httpUrl, identifier) => [`${httpUrl.replace(/\/+$/, '')}/${identifier}.git`],

  gitCredential({ secrets: { token } }) {
    return token === undefined ? { type: 'none' } : { type: 'basic', username: GIT_USER, password: token }
  },

  api: gitlabApi,
  oauth: gitlabOAuth,
  webhooks: gitlabWebhooks,
  permissions: {
    identity: 'scope `api`',
    repositories: 'scope `api`',
    webhooks: 'scope `api`, and the role Maintainer or Owner of the project',
  },
}
