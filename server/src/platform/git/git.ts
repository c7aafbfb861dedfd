// The one place that runs git for the rest of the server: listing what a remote has, and fetching snapshots of it.
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { AddressPolicy } from '../network/index.ts'
import { type FetchOptions, fetchSnapshot, type Snapshot, type SnapshotWant } from './fetch-snapshot.ts'
import { type CommandSetting, removeScratch, runLocalCommand, SCRATCH_PREFIX } from './git-commands.ts'
import type { HostEnvironment } from './git-environment.ts'
import { DEFAULT_GIT_LIMITS, type GitLimits } from './git-limits.ts'
import type { GitRemote, UrlOverride } from './git-remote.ts'
import { checkGitVersion, versionIn } from './git-version.ts'
import { createJobSlots } from './job-slots.ts'
import { type ListCommitsWanted, type ListedCommit, listCommits } from './list-commits.ts'
import { type ListRefsOptions, listRefs, type RemoteRefs } from './list-refs.ts'

export interface GitOptions {
  /** where throw-away repositories are made; created when missing. On local disk, and nobody else's. */
  scratchDirectory: string
  /** whether `file://` remotes are allowed */
  allowFile: boolean
  addresses: AddressPolicy
  urlOverrides: readonly UrlOverride[]
  limits?: Partial<GitLimits>
  /** how many git jobs may run at a time; default 2 */
  concurrency?: number
  /** what git may see of the server's environment; default the process's own */
  hostEnvironment?: HostEnvironment
}

export interface Git {
  /** @throws GitFailure */
  listRefs(remote: GitRemote, options?: ListRefsOptions): Promise<RemoteRefs>
  /** The caller disposes of the snapshot. @throws GitFailure, with nothing left behind */
  fetchSnapshot(remote: GitRemote, wants: readonly SnapshotWant[], options?: FetchOptions): Promise<Snapshot>
  /** The latest commits of a branch, without their files. @throws GitFailure */
  listCommits(remote: GitRemote, wanted: ListCommitsWanted): Promise<ListedCommit[]>
  /** Such as `2.47.1`. @throws GitFailure when git is missing or too old */
  version(): Promise<string>
  /** Removes what a killed server left in the scratch directory. Only before anything else runs. @returns how many */
  removeLeftovers(): Promise<number>
  /** Ends every running git process and refuses new ones. */
  close(): void
}

const DEFAULT_CONCURRENCY = 2

export function createGit(options: GitOptions): Git {
  const closing = new AbortController()
  const slots = createJobSlots(options.concurrency ?? DEFAULT_CONCURRENCY)
  const setting: CommandSetting = {
    scratchDirectory: options.scratchDirectory,
    allowFile: options.allowFile,
    addresses: options.addresses,
    urlOverrides: options.urlOverrides,
    limits: { ...DEFAULT_GIT_LIMITS, ...options.limits },
    hostEnvironment: options.hostEnvironment ?? process.env,
    signal: closing.signal,
  }
  let checked: Promise<string> | undefined
  const version = async () => checkGitVersion(versionIn(await runLocalCommand(setting, ['version'])))
  const suitable = async () => {
    checked ??= version()
    // A git that is installed later is found without a restart.
    await checked.catch((error: unknown) => {
      checked = undefined
      throw error
    })
  }
  const job = <T>(work: () => Promise<T>) => slots.run(async () => suitable().then(work))

  return {
    listRefs: (remote, listOptions = {}) => job(() => listRefs(setting, remote, listOptions)),
    fetchSnapshot: (remote, wants, fetchOptions = {}) => job(() => fetchSnapshot(setting, remote, wants, fetchOptions)),
    listCommits: (remote, wanted) => job(() => listCommits(setting, remote, wanted)),
    version,
    removeLeftovers: () => removeLeftovers(options.scratchDirectory),
    close: () => closing.abort(),
  }
}

async function removeLeftovers(scratchDirectory: string): Promise<number> {
  const names = await readdir(scratchDirectory).catch(() => [])
  const leftovers = names.filter((name) => name.startsWith(SCRATCH_PREFIX))
  await Promise.all(leftovers.map((name) => removeScratch(join(scratchDirectory, name))))
  return leftovers.length
}
