// Fetches the commits of one branch, without files, into a temporary repository.
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

export interface BranchFetch extends Branch {
  /** how many commits deep; all of them when absent */
  depth?: number
  timeoutMs: number
}

/** The branch in the temporary repository. */
export const LOCAL_REF = 'refs/wanted/0'

/** @param use gets the bare repository, which is removed afterwards @throws GitFailure */
export async function withBranch<Result>(
  setting: CommandSetting,
  remote: GitRemote,
  wanted: BranchFetch,
  use: (directory: string) => Promise<Result>,
): Promise<Result> {
  if (!isSafeRefName(wanted.ref)) throw new GitFailure('refused', `"${wanted.ref}" is not a full reference name such as refs/heads/main`)
  if (!isObjectId(wanted.commit)) throw new GitFailure('refused', `"${wanted.commit}" is not a full commit SHA`)
  const scratch = await makeScratch(setting.scratchDirectory)
  try {
    const directory = join(scratch, 'repository.git')
    await makeEmptyRepository(directory, [wanted.commit])
    const result = await runRemoteCommand(setting, remote, fetchCommand(directory, wanted))
    if (!result.ok && /couldn't find remote ref/i.test(result.stderr)) {
      throw new GitFailure('not_found', `${wanted.ref} is no longer in the repository`)
    }
    if (!result.ok) throw result.failure()
    return await use(directory)
  } finally {
    await removeScratch(scratch)
  }
}

/** A remote without filters sends the blobs too, within the limits of every fetch. */
function fetchCommand(directory: string, { ref, depth, timeoutMs }: BranchFetch) {
  const depths = depth === undefined ? [] : [`--depth=${depth}`]
  const flags = ['--quiet', ...depths, '--filter=tree:0', '--no-tags', '--no-write-fetch-head', '--no-auto-gc']
  return {
    args: (url: string) => [`--git-dir=${directory}`, 'fetch', ...flags, '--no-recurse-submodules', '--stdin', '--', url],
    input: `+${ref}:${LOCAL_REF}\n`,
    timeoutMs,
    repository: directory,
  }
}
