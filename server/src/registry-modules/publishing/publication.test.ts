import { describe, expect, it } from 'vitest'
import { Invalid } from '../../kernel/index.ts'
import { sourceDirectoryOf, tagPrefixOf } from '../registry-module/repository-paths.ts'
import { type PublicationRequest, readPublication } from './publication.ts'

const IDENTIFIER = 'platform/terraform-aws-vpc'

function problemsOf(request: PublicationRequest): (string | undefined)[] {
  try {
    readPublication(request)
  } catch (error) {
    if (error instanceof Invalid) return error.problems.map(({ pointer }) => pointer?.replace('/data/attributes/', ''))
    throw error
  }
  return []
}

describe('readPublication', () => {
  it('reads name and provider from the name of the repository', () => {
    expect(readPublication({ identifier: 'group/sub/terraform-aws-my-big-vpc' })).toMatchObject({ provider: 'aws', name: 'my-big-vpc' })
    expect(readPublication({ identifier: IDENTIFIER, name: 'other' })).toMatchObject({ provider: 'aws', name: 'other' })
    expect(problemsOf({ identifier: 'group/vpc', name: 'vpc' })).toEqual(['provider'])
    expect(readPublication({ identifier: 'group/vpc', name: 'vpc', provider: 'aws' })).toMatchObject({ provider: 'aws', name: 'vpc' })
  })

  it('goes by tags unless there is a branch, also when the provider sends tags: false', () => {
    for (const request of [{}, { tags: true }, { tags: false }, { branch: '', tags: false }, { branch: ' ' }]) {
      expect(readPublication({ identifier: IDENTIFIER, ...request })).toMatchObject({
        mechanism: 'git_tag',
        branch: null,
        initialVersion: null,
      })
    }
    expect(readPublication({ identifier: IDENTIFIER, branch: 'main', tags: false })).toMatchObject({
      mechanism: 'branch',
      branch: 'main',
      initialVersion: '0.0.0',
    })
    expect(problemsOf({ identifier: IDENTIFIER, branch: 'main', tags: true })).toEqual(['vcs-repo/branch'])
  })

  it('takes empty texts for what is not given', () => {
    const empty = { name: '', provider: '', branch: '', sourceDirectory: '', tagPrefix: '', displayIdentifier: '', initialVersion: '' }
    expect(readPublication({ identifier: IDENTIFIER, ...empty })).toEqual(readPublication({ identifier: IDENTIFIER }))
    expect(problemsOf({ identifier: '' })).toEqual(['vcs-repo/identifier'])
  })

  it('keeps directories and prefixes as they are spelled, and reads the same place in every spelling', () => {
    for (const [sourceDirectory, read] of [
      ['modules/vpc', 'modules/vpc'],
      ['/modules/vpc/', 'modules/vpc'],
      ['./modules', 'modules'],
      [' modules ', 'modules'],
      ['.', ''],
      ['/', ''],
    ] as const) {
      const publication = readPublication({ identifier: IDENTIFIER, sourceDirectory })
      expect([publication.sourceDirectory, sourceDirectoryOf(publication)]).toEqual([sourceDirectory, read])
    }
    const publication = readPublication({ identifier: IDENTIFIER, tagPrefix: ' vpc/' })
    expect([publication.tagPrefix, tagPrefixOf(publication)]).toEqual([' vpc/', 'vpc/'])
  })

  it('keeps directories inside the repository', () => {
    for (const sourceDirectory of ['..', 'a/../b', 'a//b', '.git/hooks', 'a/.GIT', 'a\\b', 'a\nb', 'x'.repeat(256)]) {
      expect([sourceDirectory, problemsOf({ identifier: IDENTIFIER, sourceDirectory })]).toEqual([
        sourceDirectory,
        ['vcs-repo/source-directory'],
      ])
    }
  })

  it('lets no branch or prefix become an option or another ref of git', () => {
    for (const branch of ['-x', '--upload-pack=x', '/a', 'a..b', 'a b', 'a:b', 'refs/*', 'a.lock', 'a@{1}', 'a\0', '.a', 'a/']) {
      expect([branch, problemsOf({ identifier: IDENTIFIER, branch })]).toEqual([branch, ['vcs-repo/branch']])
    }
    for (const branch of ['main', 'feature/a-b', 'v1.x', 'ü']) expect(problemsOf({ identifier: IDENTIFIER, branch })).toEqual([])
    for (const tagPrefix of ['a b', 'a*', 'a:b', 'a^'])
      expect(problemsOf({ identifier: IDENTIFIER, tagPrefix })).toEqual(['vcs-repo/tag-prefix'])
    expect(readPublication({ identifier: IDENTIFIER, tagPrefix: 'vpc-' }).tagPrefix).toBe('vpc-')
  })

  it('finds everything that is wrong at once', () => {
    const request = { identifier: IDENTIFIER, name: '-', provider: 'A', branch: 'x', tags: true, initialVersion: 'one', tagPrefix: '*' }
    expect(new Set(problemsOf(request))).toEqual(new Set(['initial-version', 'name', 'provider', 'vcs-repo/branch', 'vcs-repo/tag-prefix']))
  })
})
