import type { ServiceProvider } from '../provider.ts'
import { gitProvider } from './git/provider.ts'
import { githubAppProvider } from './github/app-provider.ts'
import { githubProvider } from './github/provider.ts'

/** The kinds that work, under the API's names. */
export const SERVICE_PROVIDERS: Readonly<Record<string, ServiceProvider>> = {
  git: gitProvider,
  github: githubProvider,
  github_app: githubAppProvider,
  github_enterprise: githubProvider,
}
