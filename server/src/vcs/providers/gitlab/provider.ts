// GitLab.com and GitLab of one's own: with an OAuth application, or with a personal, group or project access token.
import type { ServiceProvider } from '../../host/provider.ts'
import { gitlabApi } from './api.ts'
import { connectionProblems } from './connection-problems.ts'
import { identifierProblem } from './identifier.ts'
import { gitlabOAuth } from './oauth.ts'
import { gitlabWebhooks } from './webhooks.ts'

/** Tokens of OAuth applications want this name; other tokens take any. Source: "OAuth 2.0 identity provider API", Git over HTTPS. */
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
