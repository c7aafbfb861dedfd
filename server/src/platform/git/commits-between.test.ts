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

const changes = (count: number, tag: string) =>
  Array.from({ length: count }, (_none, index) => ({
    files: { a: `${tag} ${index}` },
    message: `${tag}: change ${index + 1}`,
    ...(index === count - 1 && { tags: [tag] }),
  }))
const oidOf = (tag: string) => repository.resolve(`refs/tags/${tag}^{commit}`)
const tagged = async (...tags: string[]) => Promise.all(tags.map(async (tag) => ({ ref: `refs/tags/${tag}`, commit: await oidOf(tag) })))

describe('commits between tags', () => {
  test('are what `git log` lists, newest first, for several pairs in one fetch', async () => {
    await repository.commits([...changes(2, 'v1'), ...changes(3, 'v2'), ...changes(1, 'v3')])
    const tags = await tagged('v1', 'v2', 'v3')
    const [one = '', two = '', three = ''] = tags.map(({ commit }) => commit)
    const ranges = [
      { after: one, upTo: two },
      { after: two, upTo: three },
    ]
    const found = await workspace.git().commitsBetween(remote, { tags, ranges, limit: 2 })
    expect(found.map(({ total, commits }) => [total, commits.map(({ message }) => message)])).toEqual([
      [3, ['v2: change 3', 'v2: change 2']],
      [1, ['v3: change 1']],
    ])
    expect(await workspace.leftovers()).toEqual([])
  })

  test('are none where the tag before has them all', async () => {
    await repository.commits([...changes(1, 'v1'), ...changes(1, 'v2')])
    const tags = await tagged('v1', 'v2')
    const [one = '', two = ''] = tags.map(({ commit }) => commit)
    const [found] = await workspace.git().commitsBetween(remote, { tags, ranges: [{ after: two, upTo: one }], limit: 10 })
    expect(found).toMatchObject({ total: 0, commits: [] })
  })

  test('are given up where the remote sends files too, and these are large', async () => {
    const [large = ''] = await repository.commits([{ files: { large: 'x'.repeat(10) }, tags: ['v1'] }])
    await repository.git(['config', 'uploadpack.allowFilter', 'false'])
    const git = workspace.git({ limits: { packBytes: 100 } })
    await expect(
      git.commitsBetween(remote, { tags: [{ ref: 'refs/tags/v1', commit: large }], ranges: [], limit: 1 }),
    ).rejects.toMatchObject({ reason: 'too_large' })
  })

  test('need tags that are there', async () => {
    const [only = ''] = await repository.commits(changes(1, 'v1'))
    const tags = [...(await tagged('v1')), { ref: 'refs/tags/v9', commit: only }]
    await expect(workspace.git().commitsBetween(remote, { tags, ranges: [], limit: 1 })).rejects.toThrow(
      'refs/tags/v9 is no longer in the repository',
    )
  })
})
