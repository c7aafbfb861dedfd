// Lists the commits between pairs of tags, where the remote sends commits without files.
import { type Branch, withCommits } from './fetch-branch.ts'
import { type CommandSetting, runLocalCommand } from './git-commands.ts'
import type { ListedCommit } from './list-commits.ts'
import { openObjectReader } from './objects/object-reader.ts'
import type { GitRemote } from './remote/git-remote.ts'

export interface CommitRange {
  /** full name of a commit: what it leads to is left out */
  after: string
  /** full name of the commit that comes last */
  upTo: string
}

export interface CommitsBetweenWanted {
  /** lead to every commit of the ranges */
  tags: readonly Branch[]
  ranges: readonly CommitRange[]
  /** commits of one range that are read */
  limit: number
}

export interface CommitsBetween extends CommitRange {
  /** the newest first, as `git log` lists them */
  commits: ListedCommit[]
  /** how many there are; `MAX_COUNTED` stands for that many or more */
  total: number
}

export const MAX_COUNTED = 10_000
/** Commits of 200,000 changes. A repository that sends more, or its files too, is not worth the fetch. */
const MAX_PACK_BYTES = 64 * 1024 * 1024

/** @returns the ranges in their order @throws GitFailure `too_large` where the remote sends more than commits */
export async function commitsBetween(
  setting: CommandSetting,
  remote: GitRemote,
  { tags, ranges, limit }: CommitsBetweenWanted,
): Promise<CommitsBetween[]> {
  const { limits } = setting
  const bounded = { ...setting, limits: { ...limits, packBytes: Math.min(limits.packBytes, MAX_PACK_BYTES) } }
  return await withCommits(bounded, remote, tags, { timeoutMs: limits.listTimeoutMs }, async (directory) => {
    const reader = openObjectReader(directory, { hostEnvironment: setting.hostEnvironment })
    try {
      const found: CommitsBetween[] = []
      for (const range of ranges) {
        const oids = await walk(setting, directory, range)
        const commits = await Promise.all(oids.slice(0, limit).map(async (oid) => ({ oid, ...(await reader.readCommit(oid)) })))
        found.push({ ...range, commits, total: oids.length })
      }
      return found
    } finally {
      await reader.close()
    }
  })
}

async function walk(setting: CommandSetting, directory: string, { after, upTo }: CommitRange): Promise<string[]> {
  const answer = await runLocalCommand(setting, [
    `--git-dir=${directory}`,
    'rev-list',
    `--max-count=${MAX_COUNTED}`,
    upTo,
    `^${after}`,
    '--',
  ])
  return answer.toString('utf8').split('\n').filter(Boolean)
}
