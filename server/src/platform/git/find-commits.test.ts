import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type GitWorkspace, makeGitWorkspace } from '../../../test/support/git-workspace.ts'
import type { RepositoryBuilder } from '../../../test/support/repository-builder.ts'
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

const find = (commit: string, prefix: string) => workspace.git().findCommits(remote, { ref: 'refs/heads/main', commit, prefix })

describe('finding a commit by the beginning of its name', () => {
  test('looks through the whole branch, and leaves nothing behind', async () => {
    const commits = await repository.commits(Array.from({ length: 40 }, (_unused, n) => ({ files: { a: String(n) } })))
    const [first = '', last = ''] = [commits[0], commits.at(-1)]
    expect(await find(last, first.slice(0, 12))).toEqual([first])
    expect(await find(last, last)).toEqual([last])
    expect(await workspace.leftovers()).toEqual([])
  })

  test('does not look at other branches, nor at files and directories', async () => {
    const [head = ''] = await repository.commits([{ files: { a: '1' } }])
    const [aside = ''] = await repository.commits([{ files: { b: '1' }, branch: 'side' }])
    const [blob, tree] = [await repository.resolve('main:a'), await repository.resolve('main^{tree}')]
    for (const allowFilter of ['true', 'false']) {
      await repository.git(['config', 'uploadpack.allowFilter', allowFilter])
      for (const other of [aside, blob, tree]) expect(await find(head, other.slice(0, 12))).toEqual([])
      expect(await find(head, head.slice(0, 4))).toEqual([head])
    }
  })

  test('finds every commit that is meant when there are several', async () => {
    const commits = await repository.commits(Array.from({ length: 600 }, (_unused, n) => ({ files: { a: String(n) } })))
    const byPrefix = Map.groupBy(commits, (commit) => commit.slice(0, 4))
    const [prefix = '', some = []] = [...byPrefix].find(([, each]) => each.length > 1) ?? []
    expect(some.length).toBeGreaterThan(1)
    expect(await find(commits.at(-1) ?? '', prefix)).toEqual(some.toSorted())
  })

  test('finds nothing for what is no abbreviation', async () => {
    const [head = ''] = await repository.commits([{ files: { a: '1' } }])
    for (const prefix of ['', 'abc', 'HEAD', '--all', head.toUpperCase()]) expect(await find(head, prefix)).toEqual([])
  })
})
