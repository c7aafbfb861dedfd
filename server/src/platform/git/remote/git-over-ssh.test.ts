import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type GitWorkspace, makeGitWorkspace } from '../../../../test/support/git-workspace.ts'
import { startSshRemote, type TestSshRemote } from '../../../../test/support/ssh-remote.ts'
import { createAddressPolicy } from '../../network/index.ts'
import type { GitCredential, GitRemote } from './git-remote.ts'

let workspace: GitWorkspace
let server: TestSshRemote
let commit: string

beforeEach(async () => {
  workspace = await makeGitWorkspace()
  const repository = await workspace.repository('terraform-aws-vpc')
  commit = await repository.commit({ files: { 'main.tf': '# 1' }, tags: ['v1.0.0'] })
  server = await startSshRemote({ root: workspace.repositories })
})
afterEach(async () => {
  await server.close()
  await workspace[Symbol.asyncDispose]()
})

const remote = (knownHosts: string | undefined, privateKey = server.privateKey): GitRemote => {
  const credential: GitCredential = { type: 'ssh', privateKey, knownHosts }
  return { url: `${server.url}/terraform-aws-vpc.git`, credential }
}

describe('git over SSH', () => {
  test('with a pinned host key, the repository is listed and fetched, and no key stays on the disk', async () => {
    const git = workspace.git()
    const refs = await git.listRefs(remote(server.knownHosts))
    expect(refs.tags).toEqual([{ name: 'v1.0.0', object: commit, commit }])
    expect(refs.knownHosts).toBeUndefined()
    const snapshot = await git.fetchSnapshot(remote(server.knownHosts), [{ ref: 'refs/tags/v1.0.0', commit }])
    expect(await workspace.leftovers()).toHaveLength(1)
    await snapshot.dispose()
    expect(await workspace.leftovers()).toEqual([])
  })

  test('without pinned host keys, the listing returns the keys to pin', async () => {
    const git = workspace.git()
    const { knownHosts } = await git.listRefs(remote(undefined))
    expect(knownHosts).toBe(server.knownHosts)
    expect((await git.listRefs(remote(knownHosts))).tags).toHaveLength(1)
  })

  test('a host key other than the pinned one is refused before the private key is used', async () => {
    const other = await startSshRemote({ root: workspace.repositories })
    const pinned = other.knownHosts.replace(String(other.port), String(server.port))
    await other.close()
    const attempt = workspace.git().listRefs(remote(pinned))
    await expect(attempt).rejects.toMatchObject({ reason: 'refused', message: expect.stringMatching(/host key/) })
    await expect(workspace.git().listRefs(remote(''))).rejects.toMatchObject({ reason: 'refused' })
    expect(server.connections()).toBe(0)
  })

  test('a key that the host does not know is an authentication failure', async () => {
    const attempt = workspace.git().listRefs(remote(server.knownHosts, server.strangerKey))
    await expect(attempt).rejects.toMatchObject({ reason: 'authentication', message: expect.stringMatching(/deploy key/) })
  })

  test('an invalid key says so', async () => {
    const attempt = workspace.git().listRefs(remote(server.knownHosts, 'not a key'))
    await expect(attempt).rejects.toMatchObject({ reason: 'authentication', message: expect.stringMatching(/private key is not valid/) })
  })

  test('a key whose line breaks were changed by a form still works', async () => {
    const mangled = server.privateKey.trimEnd().replaceAll('\n', '\r\n')
    expect((await workspace.git().listRefs(remote(server.knownHosts, mangled))).tags).toHaveLength(1)
  })

  test('the address is pinned and checked as over HTTP', async () => {
    const addresses = createAddressPolicy({ allowPrivate: true, lookup: async () => [{ address: '127.0.0.1', family: 4 }] })
    const named = remote(server.knownHosts.replace('127.0.0.1', 'git.invalid'))
    const git = workspace.git({ addresses })
    expect((await git.listRefs({ ...named, url: named.url.replace('127.0.0.1', 'git.invalid') })).tags).toHaveLength(1)
    const strict = workspace.git({ addresses: createAddressPolicy({ allowPrivate: false }) })
    await expect(strict.listRefs(remote(server.knownHosts))).rejects.toThrow(/TERRACE_ALLOW_PRIVATE_ADDRESSES/)
  })

  test('a missing repository is not found', async () => {
    const missing = { ...remote(server.knownHosts), url: `${server.url}/nowhere.git` }
    await expect(workspace.git().listRefs(missing)).rejects.toMatchObject({ reason: 'not_found' })
  })
})
