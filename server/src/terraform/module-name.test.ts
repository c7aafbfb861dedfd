import { describe, expect, it } from 'vitest'
import { isModuleName, isProviderName, parseRepositoryName, repositoryNameProblem } from './module-name.ts'

describe('repository names', () => {
  it.each([
    ['terraform-aws-vpc', 'aws', 'vpc'],
    ['acme/terraform-aws-vpc', 'aws', 'vpc'],
    ['group/sub/terraform-google-kubernetes-engine.git', 'google', 'kubernetes-engine'],
    ['acme/terraform-null-label/', 'null', 'label'],
    ['terraform-aws-nestedA', 'aws', 'nestedA'],
  ])('%s gives provider %s and name %s', (identifier, provider, name) => {
    expect(parseRepositoryName(identifier)).toEqual({ provider, name })
    expect(repositoryNameProblem(identifier)).toBeUndefined()
  })

  it.each([
    'vpc',
    'terraform-aws',
    'terraform-aws-',
    'terraform--vpc',
    'terraform-AWS-vpc',
    'terraform-aws-vpc_',
    'my-terraform-aws-vpc',
    'terraform-aws-vpc/modules',
    '',
    `terraform-aws-${'x'.repeat(65)}`,
  ])('%s gives none', (identifier) => {
    expect(parseRepositoryName(identifier)).toBeUndefined()
    expect(repositoryNameProblem(identifier)).toBeTypeOf('string')
  })

  it.each([
    ['acme/vpc', /does not start with terraform-/],
    ['acme/terraform-vpc', /terraform-<PROVIDER>-<NAME>/],
    ['acme/terraform-AWS-vpc', /provider in its name, AWS/],
    ['acme/terraform-aws-vpc_', /module name in it, vpc_/],
  ])('%s says why', (identifier, reason) => {
    expect(repositoryNameProblem(identifier)).toMatch(reason)
  })
})

describe('module names', () => {
  it.each(['a', 'vpc', 'nestedA', 'a-b_c', '9', 'x'.repeat(64)])('%s is allowed', (name) => expect(isModuleName(name)).toBe(true))
  it.each(['', '-a', 'a-', '_a', 'a_', 'a.b', 'a b', 'é', 'x'.repeat(65), 'a\n'])('%j is not', (name) =>
    expect(isModuleName(name)).toBe(false),
  )
})

describe('provider names', () => {
  it.each(['aws', 'azurerm', '3scale', 'x'.repeat(64)])('%s is allowed', (name) => expect(isProviderName(name)).toBe(true))
  it.each(['', 'AWS', 'google-beta', 'a_b', 'x'.repeat(65)])('%j is not', (name) => expect(isProviderName(name)).toBe(false))
})
