// The latest commits of one branch: a fetch of commits alone, without files, into a throw-away repository.
import { join } from 'node:path'
import { makeEmptyRepository } from './empty-repository.ts'
import { type CommandSetting, makeScratch, removeScratch, runLocalCommand, runRemoteCommand } from './git-commands.ts'
import type { GitCommit } from './objects/commit-object.ts'
import { openObjectReader } from './objects/object-reader.ts'
import { isObjectId, isSafeRefName } from './objects/ref-name.ts'
import { GitFailure } from './process/git-failure.ts'
import type { GitRemote } from './remote/git-remote.ts'

export interface ListedCommit extends GitCommit {
  oid: string
}

export interface ListCommitsWanted {
  /** full name, such as `refs/heads/main` */
  ref: string
  /** the commit it pointed to when it was listed; tells the object format */
  commit: string
  /** at most so many */
  limit: number
}

const LOCAL_REF = 'refs/wanted/0'

/** The newest first, by the time of the commit. @throws GitFailure; nothing is left on the disk */
export async function listCommits(setting: CommandSetting, remote: GitRemote, wanted: ListCommitsWanted): Promise<ListedCommit[]> {
  if (!isSafeRefName(wanted.ref)) throw new GitFailure('refused', `"${wanted.ref}" is not the full name of a reference`)
  if (!isObjectId(wanted.commit)) throw new GitFailure('refused', `"${wanted.commit}" is not the name of a commit`)
  const scratch = await makeScratch(setting.scratchDirectory)
  try {
    const directory = join(scratch, 'repository.git')
    await makeEmptyRepository(directory, [wanted.commit])
    const result = await runRemoteCommand(setting, remote, fetchCommand(directory, wanted, setting.limits.listTimeoutMs))
    if (!result.ok && /couldn't find remote ref/i.test(result.stderr)) {
      throw new GitFailure('not_found', `${wanted.ref} is no longer in the repository`)
    }
    if (!result.ok) throw result.failure()
    return await walk(setting, directory, wanted.limit)
  } finally {
    await removeScratch(scratch)
  }
}

/** A remote that cannot filter sends the files too, within the limits of every fetch. */
function fetchCommand(directory: string, { ref, limit }: ListCommitsWanted, timeoutMs: number) {
  const flags = ['--quiet', `--depth=${limit}`, '--filter=tree:0', '--no-tags', '--no-write-fetch-head', '--no-auto-gc']
  return {
    args: (url: string) => [`--git-dir=${directory}`, 'fetch', ...flags, '--no-recurse-submodules', '--stdin', '--', url],
    input: `+${ref}:${LOCAL_REF}\n`,
    timeoutMs,
    repository: directory,
  }
}

async function walk(setting: CommandSetting, directory: string, limit: number): Promise<ListedCommit[]> {
  const answer = await runLocalCommand(
    setting,
    [`--git-dir=${directory}`, 'cat-file', '--batch-check=%(objectname) %(objecttype)'],
    `${LOCAL_REF}^{commit}\n`,
  )
  const [head = '', type] = answer.toString('utf8').trim().split(' ')
  if (type !== 'commit') throw new GitFailure('not_found', 'the branch does not point to a commit')
  const reader = openObjectReader(directory, setting.hostEnvironment)
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

/** The fetch ends somewhere; what is behind was not asked for. */
function beyondDepth(error: unknown): undefined {
  if (!(error instanceof GitFailure) || error.reason !== 'not_found') throw error
}
