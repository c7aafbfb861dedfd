import type { ServiceProvider } from '../provider.ts'
import { bitbucketCloudProvider } from './bitbucket-cloud/provider.ts'
import { gitProvider } from './git/provider.ts'
import { gitlabProvider } from './gitlab/provider.ts'

/** The kinds that work, under the API's names. */
export const SERVICE_PROVIDERS: Readonly<Record<string, ServiceProvider>> = {
  bitbucket_hosted: bitbucketCloudProvider,
  git: gitProvider,
  gitlab_community_edition: gitlabProvider,
  gitlab_enterprise_edition: gitlabProvider,
  gitlab_hosted: gitlabProvider,
}
