import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { startGitRemote } from '../../../test/support/git-remote.ts'
import { type GitWorkspace, makeGitWorkspace } from '../../../test/support/git-workspace.ts'
import type { RepositoryBuilder } from '../../../test/support/repository-builder.ts'
import { openObjectReader } from './objects/object-reader.ts'
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

describe('fetching a snapshot', () => {
  test('tags and bare commits arrive with their tree, and disposing leaves nothing', async () => {
    const first = await repository.commit({ files: { 'main.tf': '# 1' }, annotatedTags: ['v1.0.0'] })
    const second = await repository.commit({ files: { 'main.tf': '# 2' } })
    await repository.commit({ files: { 'main.tf': '# 3' } })
    const snapshot = await workspace.git().fetchSnapshot(remote, [{ ref: 'refs/tags/v1.0.0', commit: first }, { commit: second }])
    expect(snapshot.missing).toEqual([])
    expect([...snapshot.commits]).toEqual([
      ['refs/tags/v1.0.0', { commit: first, tagMessage: 'v1.0.0', tree: await repository.resolve(`${first}^{tree}`) }],
      [second, { commit: second, tree: await repository.resolve(`${second}^{tree}`) }],
    ])
    await snapshot.dispose()
    await snapshot.dispose()
    expect(await workspace.leftovers()).toEqual([])
  })

  test('300 tags come in one go', async () => {
    const specs = Array.from({ length: 300 }, (_none, index) => ({ files: { 'main.tf': `# ${index}` }, tags: [`v1.${index}.0`] }))
    const commits = await repository.commits(specs)
    const wants = commits.map((commit, index) => ({ ref: `refs/tags/v1.${index}.0`, commit }))
    const snapshot = await workspace.git().fetchSnapshot(remote, wants)
    expect([...snapshot.commits.values()].map((entry) => entry.commit)).toEqual(commits)
    await snapshot.dispose()
  })

  test('a commit that nothing points to any more arrives, also where the server only allows what references point to', async () => {
    const [old = '', latest = ''] = await repository.commits(['1', '2'].map((text) => ({ files: { 'main.tf': `# ${text}` } })))
    const lost = 'b'.repeat(40)
    const host = await startGitRemote({ root: repository.directory.replace(/\/[^/]+$/, ''), oldProtocol: true })
    try {
      const url = `${host.url}/terraform-aws-vpc.git`
      const wants = [{ commit: old }, { commit: lost }, { ref: 'refs/heads/main', commit: latest }]
      const snapshot = await workspace.git().fetchSnapshot({ url, credential: { type: 'none' } }, wants)
      expect([...snapshot.commits].map(([want, { commit }]) => [want, commit])).toEqual([
        ['refs/heads/main', latest],
        [old, old],
      ])
      expect(snapshot.missing).toEqual([{ want: lost, reason: 'gone' }])
      await snapshot.dispose()
    } finally {
      await host.close()
    }
  })

  test('a lower limit for one fetch is kept and named', async () => {
    const commit = await repository.commit({ files: { 'big.bin': randomBytes(300_000) } })
    const fetching = workspace.git().fetchSnapshot(remote, [{ commit }], { packBytes: 100 * 1024 })
    await expect(fetching).rejects.toMatchObject({ reason: 'too_large', message: expect.stringContaining('0.1 MiB') })
    expect(await workspace.leftovers()).toEqual([])
  })

  test('tags and commits deleted meanwhile are reported, and the others arrive', async () => {
    const commits = await repository.commits([1, 2, 3, 4].map((n) => ({ files: { a: String(n) }, tags: [`v${n}.0.0`] })))
    const git = workspace.git()
    const { tags } = await git.listRefs(remote)
    await repository.deleteTag('v2.0.0')
    await repository.deleteTag('v4.0.0')
    const lost = 'b'.repeat(40)
    const wants = [...tags.map((tag) => ({ ref: `refs/tags/${tag.name}`, commit: tag.commit })), { commit: lost }]
    const snapshot = await git.fetchSnapshot(remote, wants)
    expect([...snapshot.commits.values()].map((entry) => entry.commit)).toEqual([commits[0], commits[2]])
    expect(snapshot.missing).toEqual([
      { want: 'refs/tags/v2.0.0', reason: 'gone' },
      { want: 'refs/tags/v4.0.0', reason: 'gone' },
      { want: lost, reason: 'gone' },
    ])
    await snapshot.dispose()
  })

  test('a tag that moved meanwhile shows the commit it has now', async () => {
    const [first = '', second = ''] = await repository.commits([{ files: { a: '1' }, tags: ['v1.0.0'] }, { files: { a: '2' } }])
    await repository.tag('v1.0.0', second)
    const snapshot = await workspace.git().fetchSnapshot(remote, [{ ref: 'refs/tags/v1.0.0', commit: first }])
    expect(snapshot.commits.get('refs/tags/v1.0.0')?.commit).toBe(second)
    await snapshot.dispose()
  })

  test('a tag on a blob is reported', async () => {
    const commit = await repository.commit({ files: { a: '1' }, tags: ['v1.0.0'] })
    const blob = await repository.blob('not a commit')
    await repository.tag('v2.0.0', blob)
    const wants = [
      { ref: 'refs/tags/v1.0.0', commit },
      { ref: 'refs/tags/v2.0.0', commit: blob },
    ]
    const snapshot = await workspace.git().fetchSnapshot(remote, wants)
    expect(snapshot.commits.size).toBe(1)
    expect(snapshot.missing).toEqual([{ want: 'refs/tags/v2.0.0', reason: 'not_a_commit' }])
    await snapshot.dispose()
  })

  test('only the wanted commits arrive, without their history', async () => {
    const [first = '', second = ''] = await repository.commits([{ files: { a: '1' } }, { files: { a: '2' }, tags: ['v1.0.0'] }])
    const snapshot = await workspace.git().fetchSnapshot(remote, [{ ref: 'refs/tags/v1.0.0', commit: second }])
    const reader = openObjectReader(snapshot.directory)
    await expect(reader.readCommit(first)).rejects.toMatchObject({ reason: 'not_found' })
    await reader.close()
    await snapshot.dispose()
  })

  test('a tag with objects that git refuses is reported, and the others arrive', async () => {
    const commits = await repository.commits([1, 2, 3, 4, 5].map((n) => ({ files: { a: String(n) }, tags: [`v${n}.0.0`] })))
    const tree = await repository.rawTree([{ mode: '100644', name: '.git', oid: await repository.blob('x') }])
    const bad = await repository.commitTree(tree, 'v6.0.0')
    const wants = [...commits, bad].map((commit, index) => ({ ref: `refs/tags/v${index + 1}.0.0`, commit }))
    const snapshot = await workspace.git().fetchSnapshot(remote, wants)
    expect([...snapshot.commits.values()].map((entry) => entry.commit).toSorted()).toEqual(commits.toSorted())
    expect(snapshot.missing).toEqual([{ want: 'refs/tags/v6.0.0', reason: 'damaged' }])
    await snapshot.dispose()
  })

  test('of many tags, exactly those with objects that git refuses are reported', async () => {
    const tags = Array.from({ length: 30 }, (_none, index) => ({ ref: `refs/tags/v${index}.0.0`, bad: index % 2 === 1 }))
    const wants = []
    for (const { ref, bad } of tags) {
      const entry = { mode: '100644', name: 'main.tf', oid: await repository.blob(ref) }
      const tree = await repository.rawTree(bad ? [entry, entry] : [entry])
      wants.push({ ref, commit: await repository.commitTree(tree, ref.slice('refs/tags/'.length)) })
    }
    const snapshot = await workspace.git().fetchSnapshot(remote, wants)
    expect([...snapshot.commits.keys()].toSorted()).toEqual(tags.flatMap(({ ref, bad }) => (bad ? [] : [ref])).toSorted())
    expect(snapshot.missing).toEqual(tags.filter(({ bad }) => bad).map(({ ref }) => ({ want: ref, reason: 'damaged' })))
    await snapshot.dispose()
  })

  test('fetched commits are kept when the remote fails before the rest is known', async () => {
    const commits = await repository.commits([1, 2, 3].map((n) => ({ files: { a: String(n) }, tags: [`v${n}.0.0`] })))
    const tree = await repository.rawTree([{ mode: '100644', name: '.git', oid: await repository.blob('x') }])
    const wants = [...commits, await repository.commitTree(tree, 'v4.0.0')].map((commit, n) => ({ ref: `refs/tags/v${n + 1}.0.0`, commit }))
    // One fetch of everything, one of the first half.
    let fetches = 0
    const faults = ({ method }: { method: string }) =>
      method === 'GET' && ++fetches > 2 ? ({ kind: 'status', status: 503 } as const) : undefined
    const server = await startGitRemote({ root: workspace.repositories, faults })
    try {
      const url = `${server.url}/terraform-aws-vpc.git`
      const snapshot = await workspace.git().fetchSnapshot({ url, credential: { type: 'none' } }, wants)
      expect([...snapshot.commits.keys()]).toEqual(['refs/tags/v1.0.0', 'refs/tags/v2.0.0'])
      expect(snapshot.missing).toEqual([
        { want: 'refs/tags/v3.0.0', reason: 'undecided' },
        { want: 'refs/tags/v4.0.0', reason: 'undecided' },
      ])
      await snapshot.dispose()
    } finally {
      await server.close()
    }
  })

  test.each(['v1.0.0', '--upload-pack=x', 'refs/tags/*', 'refs/tags/a\nrefs/tags/b'])('%j is not asked for', async (ref) => {
    await expect(workspace.git().fetchSnapshot(remote, [{ ref, commit: 'a'.repeat(40) }])).rejects.toMatchObject({ reason: 'refused' })
  })

  test('a repository with SHA-256 names works as well', async () => {
    await repository.git(['init', '--quiet', '--bare', '--object-format=sha256', `${repository.directory}/sha256`])
    const inner = ['--git-dir', `${repository.directory}/sha256`]
    const tree = (await repository.git([...inner, 'hash-object', '-w', '-t', 'tree', '--stdin'])).trim()
    const commit = (await repository.git([...inner, 'commit-tree', '-m', 'x', tree])).trim()
    await repository.git([...inner, 'update-ref', 'refs/tags/v1.0.0', commit])
    const snapshot = await workspace.git().fetchSnapshot({ ...remote, url: `${remote.url}/sha256` }, [{ ref: 'refs/tags/v1.0.0', commit }])
    expect(snapshot.commits.get('refs/tags/v1.0.0')).toEqual({ commit, tree })
    await snapshot.dispose()
  })
})
