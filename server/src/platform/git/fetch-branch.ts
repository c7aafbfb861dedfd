// Fetches the commits of branches or tags, without files, into a temporary repository.
import { join } from 'node:path'
import { makeEmptyRepository } from './empty-repository.ts'
import { type CommandSetting, makeScratch, removeScratch, runRemoteCommand } from './git-commands.ts'
import { isObjectId, isSafeRefName } from './objects/ref-name.ts'
import { GitFailure } from './process/git-failure.ts'
import type { GitRemote } from './remote/git-remote.ts'

export interface Branch {
  /** full name, such as `refs/heads/main` */
  ref: string
  /** the commit it pointed to when it was listed; tells the object format */
  commit: string
}

interface FetchBounds {
  /** how many commits deep; all of them when absent */
  depth?: number
  timeoutMs: number
}

export type BranchFetch = Branch & FetchBounds

/** The branch in the temporary repository. */
export const LOCAL_REF = 'refs/wanted/0'

/** @param use gets the bare repository, which is removed afterwards @throws GitFailure */
export async function withBranch<Result>(
  setting: CommandSetting,
  remote: GitRemote,
  { depth, timeoutMs, ...branch }: BranchFetch,
  use: (directory: string) => Promise<Result>,
): Promise<Result> {
  return await withCommits(setting, remote, [branch], { ...(depth !== undefined && { depth }), timeoutMs }, use)
}

/** As `withBranch`, for what several branches or tags lead to. @param wanted at least one */
export async function withCommits<Result>(
  setting: CommandSetting,
  remote: GitRemote,
  wanted: readonly Branch[],
  bounds: FetchBounds,
  use: (directory: string) => Promise<Result>,
): Promise<Result> {
  for (const { ref, commit } of wanted) {
    if (!isSafeRefName(ref)) throw new GitFailure('refused', `"${ref}" is not a full reference name such as refs/heads/main`)
    if (!isObjectId(commit)) throw new GitFailure('refused', `"${commit}" is not a full commit SHA`)
  }
  const scratch = await makeScratch(setting.scratchDirectory)
  try {
    const directory = join(scratch, 'repository.git')
    await makeEmptyRepository(
      directory,
      wanted.map(({ commit }) => commit),
    )
    const result = await runRemoteCommand(setting, remote, fetchCommand(directory, wanted, bounds))
    const gone = result.ok ? null : /couldn't find remote ref (\S+)/i.exec(result.stderr)
    if (gone !== null) throw new GitFailure('not_found', `${gone[1]} is no longer in the repository`)
    if (!result.ok) throw result.failure()
    return await use(directory)
  } finally {
    await removeScratch(scratch)
  }
}

/** A remote without filters sends the blobs too, within the limits of every fetch. */
function fetchCommand(directory: string, wanted: readonly Branch[], { depth, timeoutMs }: FetchBounds) {
  const depths = depth === undefined ? [] : [`--depth=${depth}`]
  const flags = ['--quiet', ...depths, '--filter=tree:0', '--no-tags', '--no-write-fetch-head', '--no-auto-gc']
  return {
    args: (url: string) => [`--git-dir=${directory}`, 'fetch', ...flags, '--no-recurse-submodules', '--stdin', '--', url],
    input: wanted.map(({ ref }, index) => `+${ref}:refs/wanted/${index}\n`).join(''),
    timeoutMs,
    repository: directory,
  }
}
