import { expect, test } from 'vitest'
import { type Git, GitFailure, type Snapshot } from '../../platform/git/index.ts'
import { SubmoduleFetches } from './submodule-fetches.ts'

const COMMIT = '1'.repeat(40)
const LIB = { url: 'https://git.example/lib.git', credential: { type: 'none' as const }, isOwn: true }

/** a host with one repository of this size, and what it was asked for */
function hostOf(size: number) {
  const disposed: string[] = []
  const limits: (number | undefined)[] = []
  const fetchSnapshot: Git['fetchSnapshot'] = async (_remote, _wants, { packBytes = Number.POSITIVE_INFINITY } = {}) => {
    limits.push(packBytes)
    if (size > packBytes) throw new GitFailure('too_large', 'the repository is too large')
    const directory = `fetch-${limits.length}`
    const commits: Snapshot['commits'] = new Map([[COMMIT, { commit: COMMIT, tree: '2'.repeat(40) }]])
    return { directory, commits, missing: [], size: async () => size, dispose: async () => void disposed.push(directory) }
  }
  const fetches = new SubmoduleFetches({ git: { fetchSnapshot }, remote: LIB, signal: new AbortController().signal })
  return { fetches, limits, disposed }
}

test('a submodule that was too large for what a package had left is fetched for the next package', async () => {
  const { fetches, limits } = hostOf(300)
  await expect(fetches.take(LIB, COMMIT, 100)).rejects.toThrow('too large')
  expect(await fetches.take(LIB, COMMIT, 500)).toMatchObject({ repository: 'fetch-2', bytes: 300 })
  expect(limits).toEqual([100, 500])
})

test('a submodule that is there is not fetched again for a package that it is too large for', async () => {
  const { fetches, limits, disposed } = hostOf(300)
  await fetches.take(LIB, COMMIT, 500)
  await expect(fetches.take(LIB, COMMIT, 100)).rejects.toThrow('too large together')
  await fetches.take(LIB, COMMIT, 500)
  expect(limits).toEqual([500])
  await fetches.dispose()
  expect(disposed).toEqual(['fetch-1'])
})
