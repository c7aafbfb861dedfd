import { expect, test } from 'vitest'
import { identifierFrom, proposalOf } from './identifiers.ts'

test.each([
  ['acme/terraform-aws-vpc', 'acme/terraform-aws-vpc'],
  [' https://git.example.com/acme/terraform-aws-vpc.git ', 'acme/terraform-aws-vpc'],
  ['https://GIT.example.com/acme/terraform-aws-vpc/', 'acme/terraform-aws-vpc'],
  ['https://elsewhere.example.com/acme/x', 'https://elsewhere.example.com/acme/x'],
])('the address of a repository is taken for its path at the host: %s', (typed, identifier) => {
  expect(identifierFrom(typed, 'https://git.example.com/')).toBe(identifier)
})

test('a repository named as Terraform asks for proposes a name and a provider', () => {
  expect(proposalOf('acme/network/terraform-aws-ec2-instance')).toEqual({ name: 'ec2-instance', provider: 'aws' })
  expect(proposalOf('acme/platform-modules')).toEqual({ name: '', provider: '' })
})
