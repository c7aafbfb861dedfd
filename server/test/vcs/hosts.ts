// The stand-ins, by the API's name of their kind: what the conformance suite runs over.
import { FakeAzureDevOpsServer, FakeAzureDevOpsServices } from './fakes/azure-devops.ts'
import { FakeBitbucketDataCenter } from './fakes/bitbucket-data-center.ts'
import type { Deliver, FakeHost } from './fakes/fake-host.ts'
import { FakeForgejo, FakeGitea } from './fakes/gitea.ts'

export const HOSTS: Readonly<Record<string, (deliver: Deliver) => FakeHost>> = {
  ado_server: (deliver) => new FakeAzureDevOpsServer(deliver),
  ado_services: (deliver) => new FakeAzureDevOpsServices(deliver),
  bitbucket_data_center: (deliver) => new FakeBitbucketDataCenter(deliver),
  bitbucket_server: (deliver) => new FakeBitbucketDataCenter(deliver, 'bitbucket_server'),
  forgejo: (deliver) => new FakeForgejo(deliver),
  gitea: (deliver) => new FakeGitea(deliver),
}
