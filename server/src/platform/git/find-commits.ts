// Finds the commits of one branch that an abbreviated name may mean.
import { type Branch, withBranch } from './fetch-branch.ts'
import { type CommandSetting, runLocalCommand } from './git-commands.ts'
import type { GitRemote } from './remote/git-remote.ts'

export interface FindCommitsWanted extends Branch {
  /** the first digits of the commit's name, in lower case; git takes no fewer than four */
  prefix: string
}

/** @returns the full names, in order; more than one when the abbreviation is ambiguous @throws GitFailure */
export async function findCommits(setting: CommandSetting, remote: GitRemote, wanted: FindCommitsWanted): Promise<string[]> {
  const { prefix, ...branch } = wanted
  if (!/^[0-9a-f]{4,64}$/.test(prefix)) return []
  const timeoutMs = setting.limits.fetchTimeoutMs
  return await withBranch(setting, remote, { ...branch, timeoutMs }, async (directory) => {
    const run = async (args: readonly string[], input?: string) =>
      (await runLocalCommand(setting, [`--git-dir=${directory}`, ...args], input)).toString('utf8')
    const objects = await run(['rev-parse', `--disambiguate=${prefix}`])
    // A remote without filters also sent files and directories.
    const described = await run(['cat-file', '--batch-check=%(objecttype) %(objectname)'], objects)
    return described
      .split('\n')
      .flatMap((line) => (line.startsWith('commit ') ? [line.slice('commit '.length)] : []))
      .toSorted()
  })
}
