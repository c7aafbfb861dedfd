import type { ServiceProvider } from '../host/provider.ts'
import { azureDevOpsServerProvider, azureDevOpsServicesProvider } from './azure-devops/provider.ts'
import { bitbucketCloudProvider } from './bitbucket-cloud/provider.ts'
import { bitbucketDataCenterProvider } from './bitbucket-data-center/provider.ts'
import { gitProvider } from './git/provider.ts'
import { forgejoProvider, giteaProvider } from './gitea/provider.ts'
import { githubAppProvider } from './github/app-provider.ts'
import { githubProvider } from './github/provider.ts'
import { gitlabProvider } from './gitlab/provider.ts'

/** The supported kinds, under the API's names. */
export const SERVICE_PROVIDERS: Readonly<Record<string, ServiceProvider>> = {
  ado_server: azureDevOpsServerProvider,
  ado_services: azureDevOpsServicesProvider,
  bitbucket_data_center: bitbucketDataCenterProvider,
  // Its former name, with the same API.
  bitbucket_server: bitbucketDataCenterProvider,
  bitbucket_server_legacy: bitbucketDataCenterProvider,
  bitbucket_hosted: bitbucketCloudProvider,
  forgejo: forgejoProvider,
  git: gitProvider,
  gitea: giteaProvider,
  gitlab_community_edition: gitlabProvider,
  gitlab_enterprise_edition: gitlabProvider,
  gitlab_hosted: gitlabProvider,
  github: githubProvider,
  github_app: githubAppProvider,
  github_enterprise: githubProvider,
}
