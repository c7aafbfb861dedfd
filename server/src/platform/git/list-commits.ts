// Lists the latest commits of one branch.
import { type Branch, LOCAL_REF, withBranch } from './fetch-branch.ts'
import { type CommandSetting, runLocalCommand } from './git-commands.ts'
import type { GitCommit } from './objects/commit-object.ts'
import { openObjectReader } from './objects/object-reader.ts'
import { GitFailure } from './process/git-failure.ts'
import type { GitRemote } from './remote/git-remote.ts'

export interface ListedCommit extends GitCommit {
  oid: string
}

export interface ListCommitsWanted extends Branch {
  /** the maximum number of commits */
  limit: number
}

/** @returns the newest first, by committer date @throws GitFailure; it leaves nothing on the disk */
export async function listCommits(setting: CommandSetting, remote: GitRemote, wanted: ListCommitsWanted): Promise<ListedCommit[]> {
  const { limit, ...branch } = wanted
  const fetched = { ...branch, depth: limit, timeoutMs: setting.limits.listTimeoutMs }
  return await withBranch(setting, remote, fetched, (directory) => walk(setting, directory, limit))
}

async function walk(setting: CommandSetting, directory: string, limit: number): Promise<ListedCommit[]> {
  const answer = await runLocalCommand(
    setting,
    [`--git-dir=${directory}`, 'cat-file', '--batch-check=%(objectname) %(objecttype)'],
    `${LOCAL_REF}^{commit}\n`,
  )
  const [head = '', type] = answer.toString('utf8').trim().split(' ')
  if (type !== 'commit') throw new GitFailure('not_found', 'the branch does not point to a commit')
  const reader = openObjectReader(directory, { hostEnvironment: setting.hostEnvironment })
  try {
    const read = async (oid: string) => ({ oid, ...(await reader.readCommit(oid)) })
    const found: ListedCommit[] = []
    const seen = new Set([head])
    const waiting = [await read(head)]
    while (found.length < limit) {
      const next = waiting.toSorted((one, other) => other.committedAtMs - one.committedAtMs)[0]
      if (next === undefined) break
      waiting.splice(waiting.indexOf(next), 1)
      found.push(next)
      for (const parent of next.parents.filter((oid) => !seen.has(oid))) {
        seen.add(parent)
        const commit = await read(parent).catch(beyondDepth)
        if (commit !== undefined) waiting.push(commit)
      }
    }
    return found
  } finally {
    await reader.close()
  }
}

/** The fetch is shallow, so parents beyond it are absent. */
function beyondDepth(error: unknown): undefined {
  if (!(error instanceof GitFailure) || error.reason !== 'not_found') throw error
}
