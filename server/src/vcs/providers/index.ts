import type { ServiceProvider } from '../provider.ts'
import { gitProvider } from './git/provider.ts'
import { forgejoProvider, giteaProvider } from './gitea/provider.ts'
import { githubAppProvider } from './github/app-provider.ts'
import { githubProvider } from './github/provider.ts'

/** The kinds that work, under the API's names. */
export const SERVICE_PROVIDERS: Readonly<Record<string, ServiceProvider>> = {
  forgejo: forgejoProvider,
  git: gitProvider,
  gitea: giteaProvider,
  github: githubProvider,
  github_app: githubAppProvider,
  github_enterprise: githubProvider,
}
