import { describe, expect, it } from 'vitest'
import { identifierProblem } from './identifier.ts'

describe('the identifier of a repository', () => {
  it.each(['terraform-aws-vpc', 'group/sub/terraform-aws-vpc', '~me/a.b', 'org/project/_git/repo', 'a/.github'])(
    'may be %s',
    (identifier) => {
      expect(identifierProblem(identifier)).toBeUndefined()
    },
  )

  it.each([
    '',
    ' ',
    '/a',
    'a/',
    'a//b',
    '../a',
    'a/../b',
    'a/.',
    '-a',
    'a/--upload-pack=x',
    'a b',
    'a\nb',
    'a\0b',
    'a\\b',
    'a?b',
    'a#b',
    'a%2e',
    'a;b',
    'https://git.example.com/a',
    'git@git.example.com:a/b',
    'a/b.git',
    'x'.repeat(513),
  ])('may not be %j', (identifier) => {
    expect(identifierProblem(identifier)).toBeTypeOf('string')
  })
})
