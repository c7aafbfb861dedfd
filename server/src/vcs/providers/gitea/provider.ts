// Gitea and Forgejo: one API (version 1), two names.
import type { Problem } from '../../../kernel/index.ts'
import { addressProblem } from '../../host/address.ts'
import { identifierProblem } from '../../host/identifier.ts'
import type { ServiceProvider } from '../../host/provider.ts'
import { giteaApi } from './api.ts'
import { giteaWebhooks } from './webhooks.ts'

const ATTRIBUTES = '/data/attributes/'

export const giteaProvider = giteaLike({
  name: 'Gitea',
  hookType: 'gitea',
  // Forgejo has no OAuth scopes: a token may do everything its owner may.
  scope: 'read:user read:organization write:repository',
})
export const forgejoProvider = giteaLike({ name: 'Forgejo', hookType: 'forgejo', scope: undefined })

function giteaLike({ name, hookType, scope }: { name: string; hookType: string; scope: string | undefined }): ServiceProvider {
  return {
    problemsOf({ httpUrl, apiUrl, key, secret, secrets }) {
      const problems: [attribute: string, detail: string | undefined][] = [
        ['http-url', addressProblem('Http url', httpUrl, false) ?? schemeProblem('Http url', httpUrl)],
        ['api-url', addressProblem('Api url', apiUrl, false) ?? schemeProblem('Api url', apiUrl)],
        [
          'oauth-token-string',
          secrets.token === undefined && (key === undefined || secret === undefined) ? needsCredential(name) : undefined,
        ],
      ]
      return problems.flatMap(([attribute, detail]): Problem[] =>
        detail === undefined ? [] : [{ detail, pointer: ATTRIBUTES + attribute }],
      )
    },

    identifierProblem(identifier) {
      return (
        identifierProblem(identifier) ?? (identifier.split('/').length === 2 ? undefined : `Identifier must be owner/repository at ${name}`)
      )
    },

    cloneUrls: (httpUrl, identifier) => [`${httpUrl.replace(/\/+$/, '')}/${identifier}.git`],

    gitCredential({ secrets: { token } }) {
      return token === undefined ? { type: 'none' } : { type: 'basic', username: 'x-access-token', password: token }
    },

    api: (access, parts) => giteaApi(access, parts, { name, hookType }),
    webhooks: giteaWebhooks,
    oauth: {
      authorizeUrl: ({ httpUrl }) => `${httpUrl.replace(/\/+$/, '')}/login/oauth/authorize`,
      tokenUrl: ({ httpUrl }) => `${httpUrl.replace(/\/+$/, '')}/login/oauth/access_token`,
      scope,
      pkce: true,
      clientAuthentication: 'body',
    },
    permissions: {
      identity: 'read:user',
      // The repository list is requested by user.
      repositories: 'read:user, read:repository',
      webhooks: 'write:repository, as an administrator of the repository',
    },
  }
}

function schemeProblem(what: string, url: string): string | undefined {
  return /^https?:\/\//i.test(url) ? undefined : `${what} must begin with https:// or http://`
}

function needsCredential(name: string): string {
  return `Oauth token string can't be blank: set a token of ${name}, or the key and secret of an OAuth application`
}
