import { describe, expect, it } from 'vitest'
import { emailProblems } from './email-address.ts'
import { newNameProblems, organizationNameProblems } from './organization.ts'

describe('the name of an organization', () => {
  it.each(['a', 'acme', 'tst-0d9f3f0e-7d3c-4a0b-9c3b-2f1f6b6f6a11', 'A_b-9', 'x'.repeat(64)])('may be %s', (name) => {
    expect(organizationNameProblems(name)).toEqual([])
  })

  it.each(['', ' ', '-a', 'a-', '_a', 'a_', 'a.b', 'a b', 'a/b', 'é', 'a\n', 'x'.repeat(65)])('may not be %j', (name) => {
    expect(organizationNameProblems(name)).toMatchObject([{ pointer: '/data/attributes/name' }])
  })
})

describe('a new name', () => {
  it.each(['settings', 'organizations', 'modules', 'api', 'Settings'])('may not be %s, which is an address of the interface', (name) => {
    expect(newNameProblems(name)).toMatchObject([{ pointer: '/data/attributes/name' }])
  })
})

describe('an e-mail address', () => {
  it.each(['admin@company.com', '0d9f@tfe.local', 'a+b@c'])('may be %s', (email) => {
    expect(emailProblems(email)).toEqual([])
  })

  it.each(['', 'x', '@b', 'a@', 'a b@c', 'a@b@c', 'a@b\n', '<a@b>', `${'x'.repeat(250)}@b.cc`])('may not be %j', (email) => {
    expect(emailProblems(email)).toHaveLength(1)
  })
})
