// GitHub as an installed GitHub App sees it: no person's token, no webhook at each repository.
import type { ServiceProvider } from '../../host/provider.ts'
import { installationApi, mintInstallationToken } from './app-api.ts'
import { githubProvider } from './provider.ts'

const { identifierProblem, cloneUrls, gitCredential, webhooks } = githubProvider

export const githubAppProvider: ServiceProvider = {
  // Nobody writes these connections by hand.
  problemsOf: () => [],
  identifierProblem,
  cloneUrls,
  gitCredential,
  api: installationApi,
  mintToken: mintInstallationToken,
  ...(webhooks === undefined ? {} : { webhooks }),
  webhookOf: 'application',
  permissions: {
    identity: 'none',
    repositories: '`Metadata: Read-only` and `Contents: Read-only`',
    webhooks: 'the events `push`, `create`, `delete` and `repository` of the app',
  },
}
