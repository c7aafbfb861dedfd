// Runs git for the rest of the server: it lists a remote's references and fetches snapshots of it.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Network, UrlOverride } from '../network/index.ts'
import { type CommitsBetween, type CommitsBetweenWanted, commitsBetween } from './commits-between.ts'
import { type FetchOptions, fetchSnapshot, type Snapshot, type SnapshotWant } from './fetch-snapshot.ts'
import { type FindCommitsWanted, findCommits } from './find-commits.ts'
import { type CommandSetting, runLocalCommand } from './git-commands.ts'
import { checkGitVersion, versionIn } from './git-version.ts'
import { type ListCommitsWanted, type ListedCommit, listCommits } from './list-commits.ts'
import { type ListRefsOptions, listRefs, type RemoteRefs } from './list-refs.ts'
import type { HostEnvironment } from './process/git-environment.ts'
import { DEFAULT_GIT_LIMITS, type GitLimits } from './process/git-limits.ts'
import { createJobSlots, type JobSlots, type SlotHolder } from './process/job-slots.ts'
import type { GitRemote } from './remote/git-remote.ts'

export interface GitOptions extends Network {
  /** holds temporary repositories; created when missing. Must be on a local disk and used by this process alone. */
  scratchDirectory: string
  /** allows `file://` remotes */
  allowFile: boolean
  urlOverrides: readonly UrlOverride[]
  /** certificates (PEM) to trust instead of those that the environment or the system names */
  authorities?: string | undefined
  limits?: Partial<GitLimits>
  /** concurrent listings; default 48. Users wait for them, and they cost little: most wait for a slow host. */
  listsAtOnce?: number
  /** concurrent fetches; default 32. The lanes of jobs, which share them fairly, run fewer. */
  fetchesAtOnce?: number
  /** length of the queue of listings, and of that of fetches; default 128 */
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
  /** The commits between tags, where the remote sends commits without files. @throws GitFailure */
  commitsBetween(remote: GitRemote, wanted: CommitsBetweenWanted, options?: { signal?: AbortSignal }): Promise<CommitsBetween[]>
  /** @returns a version such as `2.47.1` @throws GitFailure when git is missing or too old */
  version(): Promise<string>
  /** Kills every running git process and refuses new ones. */
  close(): void
}

const LISTS_AT_ONCE = 48
/** Listings of one host, and of one organization: many slow ones together cannot take all slots. */
const LISTS_PER_HOST = 12
const LISTS_PER_ORGANIZATION = 4
const FETCHES_AT_ONCE = 32
const MAX_WAITING = 128
const WAITING_PER_ORGANIZATION = 32

export function createGit(options: GitOptions): Git {
  const closing = new AbortController()
  const { listsAtOnce = LISTS_AT_ONCE, fetchesAtOnce = FETCHES_AT_ONCE, waitingMost = MAX_WAITING } = options
  // Separate slots: publishing needs listings, and must not wait for a fetch that takes minutes.
  const listing = createJobSlots({
    count: listsAtOnce,
    waitingMost,
    perHost: LISTS_PER_HOST,
    perOrganization: LISTS_PER_ORGANIZATION,
    waitingPerOrganization: WAITING_PER_ORGANIZATION,
  })
  const fetching = createJobSlots({ count: fetchesAtOnce, waitingMost })
  const setting: CommandSetting = {
    scratchDirectory: options.scratchDirectory,
    allowFile: options.allowFile,
    addresses: options.addresses,
    proxies: options.proxies,
    urlOverrides: options.urlOverrides,
    limits: { ...DEFAULT_GIT_LIMITS, ...options.limits },
    hostEnvironment: trusting(options),
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
  const job = <T>(slots: JobSlots, remote: GitRemote, work: () => Promise<T>) => slots.run(() => suitable().then(work), holderOf(remote))

  return {
    listRefs: (remote, { signal, ...listOptions } = {}) =>
      job(listing, remote, () => listRefs(endedBy(setting, signal), remote, listOptions)),
    fetchSnapshot: (remote, wants, { signal, ...fetchOptions } = {}) =>
      job(fetching, remote, () => fetchSnapshot(endedBy(setting, signal), remote, wants, fetchOptions)),
    // Users wait for it as for a listing.
    listCommits: (remote, wanted) => job(listing, remote, () => listCommits(setting, remote, wanted)),
    findCommits: (remote, wanted) => job(fetching, remote, () => findCommits(setting, remote, wanted)),
    commitsBetween: (remote, wanted, { signal } = {}) =>
      job(fetching, remote, () => commitsBetween(endedBy(setting, signal), remote, wanted)),
    version,
    close: () => closing.abort(),
  }
}

/** Git reads the authorities to trust from a file. */
function trusting({ hostEnvironment = process.env, authorities, scratchDirectory }: GitOptions): HostEnvironment {
  if (authorities === undefined) return hostEnvironment
  mkdirSync(scratchDirectory, { recursive: true })
  const file = join(scratchDirectory, 'authorities.pem')
  writeFileSync(file, authorities)
  return { PATH: hostEnvironment.PATH, authoritiesFile: file }
}

function endedBy(setting: CommandSetting, signal: AbortSignal | undefined): CommandSetting {
  return signal === undefined ? setting : { ...setting, signal: AbortSignal.any([setting.signal, signal]) }
}

function holderOf({ url, organization }: GitRemote): SlotHolder {
  return { host: hostIn(url), ...(organization === undefined ? {} : { organization }) }
}

/** Only tells hosts apart. Validation of the address comes later. */
function hostIn(url: string): string {
  return /^[a-z][a-z0-9+.-]*:\/\/(?:[^@/]*@)?([^/]*)/i.exec(url)?.[1]?.toLowerCase() ?? url.split(':')[0] ?? ''
}
