// The stand-ins, by the API's name of their kind: what the conformance suite runs over.
import type { Deliver, FakeHost } from './fakes/fake-host.ts'
import { FakeForgejo, FakeGitea } from './fakes/gitea.ts'
import { FakeGithub } from './fakes/github.ts'

export const HOSTS: Readonly<Record<string, (deliver: Deliver) => FakeHost>> = {
  forgejo: (deliver) => new FakeForgejo(deliver),
  gitea: (deliver) => new FakeGitea(deliver),
  github: (deliver) => new FakeGithub(deliver),
  github_enterprise: (deliver) => new FakeGithub(deliver, 'github_enterprise'),
}
