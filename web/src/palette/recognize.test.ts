// What people paste, from configurations, browsers and terminals.
import { describe, expect, it } from 'vitest'
import { recognize } from './recognize.ts'

const HOST = 'registry.example.com:8443'
const vpc = { kind: 'module', namespace: 'acme', name: 'vpc', provider: 'aws', host: HOST, path: '', constraint: '' }

describe('a pasted text', () => {
  it.each([
    [`${HOST}/acme/vpc/aws`, vpc],
    ['acme/vpc/aws', { ...vpc, host: '' }],
    [`"${HOST}/acme/vpc/aws"`, vpc],
    [`'${HOST}/acme/vpc/aws',`, vpc],
    [`${HOST.toUpperCase()}/acme/vpc/aws`, vpc],
    [`https://${HOST.toUpperCase()}/app/acme/settings`, { kind: 'page', path: '/acme/settings' }],
    [
      'https://other.example.com/app/acme/registry/private/modules',
      { kind: 'other', what: 'A page of other.example.com, which is another server than this one' },
    ],
    ['https://git.example.com/app/terraform-aws-vpc', { kind: 'repository', name: 'vpc' }],
    [`${HOST}/acme/vpc/aws//modules/endpoints`, { ...vpc, path: 'modules/endpoints' }],
    ['acme/vpc/aws 1.2.0', { ...vpc, host: '', constraint: '1.2.0' }],
    [
      'registry.terraform.io/terraform-aws-modules/vpc/aws',
      { kind: 'module', host: 'registry.terraform.io', namespace: 'terraform-aws-modules' },
    ],
    [`https://${HOST}/acme/vpc/aws`, vpc],
    [`https://${HOST}/modules/acme/vpc/aws/1.2.0`, { ...vpc, constraint: '1.2.0' }],
    [`https://${HOST}/app/acme/settings`, { kind: 'page', path: '/acme/settings' }],
    [
      `module "x" {\n  source  = "${HOST}/acme/vpc/aws//modules/a"\n  version = "~> 1.2, != 1.3.0"\n\n  cidr = ""\n}`,
      { ...vpc, path: 'modules/a', constraint: '~> 1.2, != 1.3.0' },
    ],
    ['module "x" { source = "../network" }', { kind: 'other', what: 'A directory of the configuration itself' }],
    ['s3::https://s3-eu-west-1.amazonaws.com/a/vpc.zip', { kind: 'other', what: 'An address outside of any registry' }],
    [
      'git::https://github.com/acme/terraform-aws-vpc.git?ref=v1.2.0',
      { kind: 'repository', address: 'github.com/acme/terraform-aws-vpc', name: 'vpc', provider: 'aws', ref: 'v1.2.0' },
    ],
    ['git@github.com:acme/terraform-aws-vpc.git', { kind: 'repository', address: 'github.com/acme/terraform-aws-vpc', ref: '' }],
    [
      'git::ssh://git@git.example.com/acme/terraform-google-dns-zone.git//modules/a',
      { kind: 'repository', address: 'git.example.com/acme/terraform-google-dns-zone', name: 'dns-zone', provider: 'google' },
    ],
    [
      'https://github.com/acme/platform',
      { kind: 'repository', address: 'github.com/acme/platform', name: 'platform', provider: undefined },
    ],
    ['github.com/acme/terraform-aws-vpc', { kind: 'repository', name: 'vpc', provider: 'aws' }],
  ])('%s is recognized', (text, expected) => {
    expect(recognize(text, HOST)).toMatchObject(expected)
  })

  it.each([
    [
      `╷\n│ Error: Unresolvable module version constraint\n│\n│   on main.tf line 1, in module "x":\n│    1: module "x" {\n│\n│ There is no available version of module "${HOST}/acme/vpc/aws" (main.tf:1)\n│ which matches the given version constraint. The newest available version is\n│ 1.2.0.\n╵`,
      vpc,
    ],
    [
      `Error: Failed to download module\n\nFailed to retrieve a download URL for ${HOST}/acme/vpc/aws 1.1.0 from ${HOST}: error`,
      { ...vpc, constraint: '1.1.0' },
    ],
    [
      `Error: Error accessing remote module registry\n\nmodules/a/b/main.tf: version 2.0.0 of acme/vpc/aws was revoked: leaks. Use version 1.1.0 instead.`,
      { ...vpc, host: '', constraint: '2.0.0' },
    ],
    [
      `│ Error: Unsupported Terraform Core version\n│ Module module.x (from ${HOST}/acme/vpc/aws//modules/a) does not support Terraform version 1.5.0.`,
      { ...vpc, path: 'modules/a' },
    ],
    [
      'Error: Module not found\n\nModule "network" (from main.tf:1) cannot be found in the module registry at registry.example.com:8443.',
      { kind: 'call', name: 'network' },
    ],
  ])('%s is an error of the command line', (text, expected) => {
    expect(recognize(text, HOST)).toMatchObject(expected)
  })

  it.each([
    'vpc',
    'nat gateway',
    'input:tags',
    'a/b',
    'http',
    'network aws',
    'acme/vpc',
    'x'.repeat(100_000),
    '/'.repeat(100_000),
    'a/'.repeat(50_000),
    `git@example.com:acme/${'a'.repeat(20_000)}`,
  ])('that is a search stays one', (text) => {
    expect(recognize(text, HOST)).toBeUndefined()
  })
})
