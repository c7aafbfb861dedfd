// Runs git for the rest of the server: it lists a remote's references and fetches snapshots of it.
import type { AddressPolicy, UrlOverride } from '../network/index.ts'
import { type FetchOptions, fetchSnapshot, type Snapshot, type SnapshotWant } from './fetch-snapshot.ts'
import { type FindCommitsWanted, findCommits } from './find-commits.ts'
import { type CommandSetting, runLocalCommand } from './git-commands.ts'
import { checkGitVersion, versionIn } from './git-version.ts'
import { type ListCommitsWanted, type ListedCommit, listCommits } from './list-commits.ts'
import { type ListRefsOptions, listRefs, type RemoteRefs } from './list-refs.ts'
import type { HostEnvironment } from './process/git-environment.ts'
import { DEFAULT_GIT_LIMITS, type GitLimits } from './process/git-limits.ts'
import { createJobSlots, type JobSlots } from './process/job-slots.ts'
import type { GitRemote } from './remote/git-remote.ts'

export interface GitOptions {
  /** holds temporary repositories; created when missing. Must be on a local disk and used by this process alone. */
  scratchDirectory: string
  /** allows `file://` remotes */
  allowFile: boolean
  addresses: AddressPolicy
  urlOverrides: readonly UrlOverride[]
  limits?: Partial<GitLimits>
  /** concurrent listings; default 8. Users wait for them, and they cost little. */
  listsAtOnce?: number
  /** concurrent fetches; default 4. One host may hold half of them. */
  fetchesAtOnce?: number
  /** length of the queue of listings, and of that of fetches; default 32 */
  waitingMost?: number
  /** the part of the environment that git sees; default the process's own */
  hostEnvironment?: HostEnvironment
}

export interface Git {
  /** @throws GitFailure */
  listRefs(remote: GitRemote, options?: ListRefsOptions): Promise<RemoteRefs>
  /** The caller disposes of the snapshot. @throws GitFailure; it leaves nothing behind */
  fetchSnapshot(remote: GitRemote, wants: readonly SnapshotWant[], options?: FetchOptions): Promise<Snapshot>
  /** The latest commits of a branch, without their files. @throws GitFailure */
  listCommits(remote: GitRemote, wanted: ListCommitsWanted): Promise<ListedCommit[]>
  /** The commits of a branch that an abbreviation may mean, as full names. @throws GitFailure */
  findCommits(remote: GitRemote, wanted: FindCommitsWanted): Promise<string[]>
  /** @returns a version such as `2.47.1` @throws GitFailure when git is missing or too old */
  version(): Promise<string>
  /** Kills every running git process and refuses new ones. */
  close(): void
}

const LISTS_AT_ONCE = 8
/** Listing slots that one host can never take. */
const LEFT_TO_OTHERS = 2
const FETCHES_AT_ONCE = 4
const WAITING_MOST = 32

export function createGit(options: GitOptions): Git {
  const closing = new AbortController()
  const { listsAtOnce = LISTS_AT_ONCE, fetchesAtOnce = FETCHES_AT_ONCE, waitingMost = WAITING_MOST } = options
  // Separate slots: publishing needs listings, and must not wait for a fetch that takes minutes.
  const listing = createJobSlots({ count: listsAtOnce, waitingMost, perHost: Math.max(1, listsAtOnce - LEFT_TO_OTHERS) })
  const fetching = createJobSlots({ count: fetchesAtOnce, waitingMost, perHost: Math.ceil(fetchesAtOnce / 2) })
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
    // Finds a git that is installed later, without a restart.
    await checked.catch((error: unknown) => {
      checked = undefined
      throw error
    })
  }
  const job = <T>(slots: JobSlots, work: () => Promise<T>, host?: string) => slots.run(async () => suitable().then(work), host)

  return {
    listRefs: (remote, listOptions = {}) => job(listing, () => listRefs(setting, remote, listOptions), hostIn(remote.url)),
    fetchSnapshot: (remote, wants, { signal, ...fetchOptions } = {}) =>
      job(fetching, () => fetchSnapshot(endedBy(setting, signal), remote, wants, fetchOptions), hostIn(remote.url)),
    listCommits: (remote, wanted) => job(fetching, () => listCommits(setting, remote, wanted), hostIn(remote.url)),
    findCommits: (remote, wanted) => job(fetching, () => findCommits(setting, remote, wanted), hostIn(remote.url)),
    version,
    close: () => closing.abort(),
  }
}

function endedBy(setting: CommandSetting, signal: AbortSignal | undefined): CommandSetting {
  return signal === undefined ? setting : { ...setting, signal: AbortSignal.any([setting.signal, signal]) }
}

/** Only tells hosts apart. Validation of the address comes later. */
function hostIn(url: string): string {
  return /^[a-z][a-z0-9+.-]*:\/\/(?:[^@/]*@)?([^/]*)/i.exec(url)?.[1]?.toLowerCase() ?? url.split(':')[0] ?? ''
}
