import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type GitWorkspace, makeGitWorkspace } from '../../../test/support/git-workspace.ts'
import type { RepositoryBuilder } from '../../../test/support/repository-builder.ts'
import { parseRefs } from './list-refs.ts'
import type { GitRemote } from './remote/git-remote.ts'

let workspace: GitWorkspace
let repository: RepositoryBuilder
let remote: GitRemote

beforeEach(async () => {
  workspace = await makeGitWorkspace()
  repository = await workspace.repository('terraform-aws-vpc')
  remote = { url: repository.url, credential: { type: 'none' } }
})
afterEach(() => workspace[Symbol.asyncDispose]())

describe('listing references', () => {
  test('lightweight and annotated tags are both peeled to their commit', async () => {
    const commit = await repository.commit({ files: { 'main.tf': '' }, tags: ['v1.0.0'], annotatedTags: ['v1.1.0'] })
    const { tags } = await workspace.git().listRefs(remote)
    const tagObject = await repository.resolve('refs/tags/v1.1.0')
    expect(tagObject).not.toBe(commit)
    expect(tags).toEqual([
      { name: 'v1.0.0', object: commit, commit },
      { name: 'v1.1.0', object: tagObject, commit },
    ])
  })

  test('the default branch is the one that the remote reports, and can be omitted', async () => {
    await repository.commit({ files: { a: '1' } })
    const commit = await repository.commit({ files: { a: '2' }, branch: 'trunk/next' })
    await repository.setDefaultBranch('trunk/next')
    const git = workspace.git()
    expect((await git.listRefs(remote)).head).toEqual({ name: 'trunk/next', commit })
    const cheap = await git.listRefs(remote, { head: false })
    expect(cheap.head).toBeUndefined()
    expect(cheap.branches.map((branch) => branch.name)).toEqual(['main', 'trunk/next'])
  })

  test('the digest changes exactly when a tag is moved or deleted', async () => {
    const git = workspace.git()
    const first = await repository.commit({ files: { a: '1' }, tags: ['v1.0.0'] })
    const digest = async (head = true) => (await git.listRefs(remote, { head })).digest
    const before = await digest()
    expect(await digest(false)).toBe(before)
    await repository.tag('v1.0.0', first, { annotated: true })
    const moved = await digest()
    await repository.deleteTag('v1.0.0')
    expect(new Set([before, moved, await digest()]).size).toBe(3)
  })

  test('an empty repository has nothing', async () => {
    expect(await workspace.git().listRefs(remote)).toMatchObject({ tags: [], branches: [] })
  })

  test('a repository that does not exist is not found', async () => {
    const missing = { ...remote, url: `${remote.url}.nowhere` }
    await expect(workspace.git().listRefs(missing)).rejects.toMatchObject({ reason: 'not_found', retryable: false })
    expect(await workspace.leftovers()).toEqual([])
  })

  test('names that git would not allow are skipped', () => {
    const oid = 'a'.repeat(40)
    const names = [
      'refs/tags/ok',
      'refs/tags/a..b',
      'refs/tags/*',
      'refs/tags/-x:y',
      'refs/tags/x.lock',
      'refs/tags/.x',
      'refs/tags/\ufffd',
    ]
    expect(parseRefs(names.map((name) => `${oid}\t${name}\n`).join('')).tags.map((tag) => tag.name)).toEqual(['ok'])
  })

  test('an answer that is not a listing is refused', () => {
    expect(() => parseRefs('hello\tworld\n')).toThrow(/not a reference/)
  })
})
