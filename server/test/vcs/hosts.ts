// The stand-ins, by the API's name of their kind: what the conformance suite runs over.
import { FakeBitbucketCloud } from './fakes/bitbucket-cloud.ts'
import type { Deliver, FakeHost } from './fakes/fake-host.ts'
import { FakeForgejo, FakeGitea } from './fakes/gitea.ts'
import { FakeGitLab } from './fakes/gitlab.ts'

export const HOSTS: Readonly<Record<string, (deliver: Deliver) => FakeHost>> = {
  bitbucket_hosted: (deliver) => new FakeBitbucketCloud(deliver),
  forgejo: (deliver) => new FakeForgejo(deliver),
  gitea: (deliver) => new FakeGitea(deliver),
  gitlab_community_edition: (deliver) => new FakeGitLab(deliver),
  gitlab_hosted: (deliver) => new FakeGitLab(deliver, 'gitlab_hosted'),
}
