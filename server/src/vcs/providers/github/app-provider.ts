// GitHub through an installed GitHub App: without personal tokens or a webhook per repository.
import type { ServiceProvider } from '../../host/provider.ts'
import { installationApi, mintInstallationToken } from './app-api.ts'
import { githubProvider } from './provider.ts'

const { identifierProblem, cloneUrls, gitCredential, webhooks } = githubProvider

export const githubAppProvider: ServiceProvider = {
  // The setup creates these connections; people cannot edit them.
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
