// The stand-ins of the conformance suite by kind, one for each implementation.
import { FakeAzureDevOpsServer, FakeAzureDevOpsServices } from './fakes/azure-devops.ts'
import { FakeBitbucketCloud } from './fakes/bitbucket-cloud.ts'
import { FakeBitbucketDataCenter } from './fakes/bitbucket-data-center.ts'
import type { Deliver, FakeHost } from './fakes/fake-host.ts'
import { FakeForgejo, FakeGitea } from './fakes/gitea.ts'
import { FakeGithub } from './fakes/github.ts'
import { FakeGitLab } from './fakes/gitlab.ts'

export const HOSTS: Readonly<Record<string, (deliver: Deliver) => FakeHost>> = {
  ado_server: (deliver) => new FakeAzureDevOpsServer(deliver),
  ado_services: (deliver) => new FakeAzureDevOpsServices(deliver),
  bitbucket_data_center: (deliver) => new FakeBitbucketDataCenter(deliver),
  bitbucket_hosted: (deliver) => new FakeBitbucketCloud(deliver),
  forgejo: (deliver) => new FakeForgejo(deliver),
  gitea: (deliver) => new FakeGitea(deliver),
  gitlab_hosted: (deliver) => new FakeGitLab(deliver, 'gitlab_hosted'),
  github: (deliver) => new FakeGithub(deliver),
  github_enterprise: (deliver) => new FakeGithub(deliver, 'github_enterprise'),
}
