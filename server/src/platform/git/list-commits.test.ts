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

const main = (commit: string, limit: number) => ({ ref: 'refs/heads/main', commit, limit })

describe('listing commits', () => {
  test('returns the latest with author, time and message, and leaves nothing behind', async () => {
    const commits = await repository.commits([1, 2, 3, 4].map((n) => ({ files: { a: String(n) }, message: `Change ${n}\n\nBecause.` })))
    const found = await workspace.git().listCommits(remote, main(commits[3] ?? '', 3))
    expect(found.map(({ oid }) => oid)).toEqual(commits.toReversed().slice(0, 3))
    expect(found[0]).toMatchObject({ message: 'Change 4\n\nBecause.', author: { name: 'Terrace Tests' } })
    expect(await workspace.leftovers()).toEqual([])
  })

  test('follows both sides of a merge, by time', async () => {
    const [base = ''] = await repository.commits([{ files: { a: '0' } }])
    await repository.git(['branch', 'side', base])
    const [side = ''] = await repository.commits([{ files: { b: '1' }, branch: 'side' }])
    const [left = ''] = await repository.commits([{ files: { a: '1' } }])
    const tree = (await repository.git(['rev-parse', `${left}^{tree}`])).trim()
    const merge = await repository.git([
      '-c',
      'user.name=x',
      '-c',
      'user.email=x@example.com',
      'commit-tree',
      tree,
      '-p',
      left,
      '-p',
      side,
      '-m',
      'Merge',
    ])
    await repository.git(['update-ref', 'refs/heads/main', merge.trim()])
    const found = await workspace.git().listCommits(remote, main(merge.trim(), 20))
    expect(found.map(({ oid }) => oid)).toEqual([merge.trim(), left, side, base])
  })

  test('works where the remote cannot filter', async () => {
    const commits = await repository.commits([1, 2].map((n) => ({ files: { a: String(n) } })))
    await repository.git(['config', 'uploadpack.allowFilter', 'false'])
    expect(await workspace.git().listCommits(remote, main(commits[1] ?? '', 20))).toHaveLength(2)
  })

  test('refuses invalid reference names, and says when the branch is gone', async () => {
    const git = workspace.git()
    const commit = await repository.commit({ files: { a: '' } })
    await expect(git.listCommits(remote, { ref: '--upload-pack=x', commit, limit: 1 })).rejects.toMatchObject({ reason: 'refused' })
    await expect(git.listCommits(remote, { ref: 'refs/heads/none', commit, limit: 1 })).rejects.toMatchObject({ reason: 'not_found' })
    expect(await workspace.leftovers()).toEqual([])
  })
})
