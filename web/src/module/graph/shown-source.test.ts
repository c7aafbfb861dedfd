import { expect, it } from 'vitest'
import { shownSource } from './shown-source.ts'

it.each([
  ['git::https://user:secret@github.com/acme/vpc.git?ref=v1', 'git::https://github.com/acme/vpc.git?ref=v1'],
  ['git::https://ghp_token@github.com/acme/vpc.git', 'git::https://github.com/acme/vpc.git'],
  ['https://user:se@cret@example.com/vpc.zip', 'https://example.com/vpc.zip'],
  ['git::ssh://git:secret@example.com/vpc.git', 'git::ssh://git@example.com/vpc.git'],
  ['git::ssh://example.com/vpc.git?sshkey=LS0tLS1C&ref=v1', 'git::ssh://example.com/vpc.git?sshkey=…&ref=v1'],
  [
    's3::https://s3.amazonaws.com/b/vpc.zip?aws_access_key_id=AKIA&aws_access_key_secret=x',
    's3::https://s3.amazonaws.com/b/vpc.zip?aws_access_key_id=…&aws_access_key_secret=…',
  ],
  ['git::ssh://git@example.com/vpc.git?ref=a@b', 'git::ssh://git@example.com/vpc.git?ref=a@b'],
  ['git@github.com:acme/vpc.git', 'git@github.com:acme/vpc.git'],
  ['registry.example.com:8443/acme/vpc/aws', 'registry.example.com:8443/acme/vpc/aws'],
  ['https://example.com/a@b/vpc.zip', 'https://example.com/a@b/vpc.zip'],
  ['./modules/a@b', './modules/a@b'],
])('%s is shown as %s', (source, shown) => {
  expect(shownSource(source)).toBe(shown)
})
