// The one place that runs git for the rest of the server: listing what a remote has, and fetching snapshots of it.
import type { AddressPolicy, UrlOverride } from '../network/index.ts'
import { type FetchOptions, fetchSnapshot, type Snapshot, type SnapshotWant } from './fetch-snapshot.ts'
import { type CommandSetting, runLocalCommand } from './git-commands.ts'
import { checkGitVersion, versionIn } from './git-version.ts'
import { type ListCommitsWanted, type ListedCommit, listCommits } from './list-commits.ts'
import { type ListRefsOptions, listRefs, type RemoteRefs } from './list-refs.ts'
import type { HostEnvironment } from './process/git-environment.ts'
import { DEFAULT_GIT_LIMITS, type GitLimits } from './process/git-limits.ts'
import { createJobSlots, type JobSlots } from './process/job-slots.ts'
import type { GitRemote } from './remote/git-remote.ts'

export interface GitOptions {
  /** where throw-away repositories are made; created when missing. On local disk, and nobody else's. */
  scratchDirectory: string
  /** whether `file://` remotes are allowed */
  allowFile: boolean
  addresses: AddressPolicy
  urlOverrides: readonly UrlOverride[]
  limits?: Partial<GitLimits>
  /** how many repositories may be listed at a time; default 8. Somebody waits for it, and it costs little. */
  listsAtOnce?: number
  /** how many fetches may run at a time; default 4, of one host half of them */
  fetchesAtOnce?: number
  /** how many listings, and how many fetches, may wait for those that run; default 32 */
  waitingMost?: number
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
  /** Ends every running git process and refuses new ones. */
  close(): void
}

const LISTS_AT_ONCE = 8
/** How many listings one host can never take. */
const LEFT_TO_OTHERS = 2
const FETCHES_AT_ONCE = 4
const WAITING_MOST = 32

export function createGit(options: GitOptions): Git {
  const closing = new AbortController()
  const { listsAtOnce = LISTS_AT_ONCE, fetchesAtOnce = FETCHES_AT_ONCE, waitingMost = WAITING_MOST } = options
  // Apart, so that nobody who publishes waits for a fetch, which may take minutes.
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
    // A git that is installed later is found without a restart.
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
    version,
    close: () => closing.abort(),
  }
}

function endedBy(setting: CommandSetting, signal: AbortSignal | undefined): CommandSetting {
  return signal === undefined ? setting : { ...setting, signal: AbortSignal.any([setting.signal, signal]) }
}

/** Only to tell hosts apart: whether the address is one is found out later. */
function hostIn(url: string): string {
  return /^[a-z][a-z0-9+.-]*:\/\/(?:[^@/]*@)?([^/]*)/i.exec(url)?.[1]?.toLowerCase() ?? url.split(':')[0] ?? ''
}
