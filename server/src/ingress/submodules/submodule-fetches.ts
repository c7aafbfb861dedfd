// Fetches git submodules during one sync. What several versions share is fetched once.
import { type Git, GitFailure, type GitRemote, type Snapshot } from '../../platform/git/index.ts'
import type { SubmoduleRemote } from './submodule-remote.ts'

export interface SubmoduleFetchesParts {
  git: Pick<Git, 'fetchSnapshot'>
  /** the repository of the modules */
  remote: GitRemote
  /** aborted when another worker takes over */
  signal: AbortSignal
}

export interface FetchedCommit {
  /** a bare repository */
  repository: string
  /** the root tree of the commit */
  tree: string
  /** on the disk */
  bytes: number
}

interface Kept {
  users: number
  fetched: Promise<FetchedCommit & { snapshot: Snapshot }>
  /** known once it is fetched */
  bytes: number
}

const MINUTE = 60_000
/** The hosts are named by whoever may push. None of them holds up the other modules for long. */
const MAX_FETCH_MS = 2 * MINUTE
/** Of one sync, all hosts together. */
const MAX_TOTAL_MS = 15 * MINUTE
/** What stays on the disk for the versions to come. */
const MAX_IDLE_BYTES = 256 * 1024 * 1024

export class SubmoduleFetches {
  readonly #parts: SubmoduleFetchesParts
  readonly #kept = new Map<string, Kept>()
  /** by host or URL: what has failed is not asked again */
  readonly #failures = new Map<string, GitFailure>()
  #msLeft = MAX_TOTAL_MS

  constructor(parts: SubmoduleFetchesParts) {
    this.#parts = parts
  }

  get remote(): GitRemote {
    return this.#parts.remote
  }

  /**
   * Fetches one commit without its history. Whoever gets it gives it back; after a failure, nobody does.
   * @param maxBytes what it may take on the disk
   * @throws GitFailure
   */
  async take(remote: SubmoduleRemote, commit: string, maxBytes: number): Promise<FetchedCommit> {
    const key = keyOf(remote, commit)
    const kept = this.#kept.get(key) ?? { users: 0, bytes: 0, fetched: this.#fetch(remote, commit, maxBytes) }
    this.#kept.set(key, kept)
    kept.users++
    try {
      const fetched = await kept.fetched
      kept.bytes = fetched.bytes
      if (fetched.bytes > maxBytes) throw new GitFailure('too_large', 'the git submodules of the module are too large together')
      return fetched
    } catch (error) {
      kept.users--
      // Another package may have more room for it.
      const isTooLarge = kept.bytes === 0 && error instanceof GitFailure && error.reason === 'too_large'
      if (isTooLarge && this.#kept.get(key) === kept) this.#kept.delete(key)
      await this.#disposeExcess()
      throw error
    }
  }

  /** Must be called once for each call of `take` that succeeded. */
  async giveBack(remote: SubmoduleRemote, commit: string): Promise<void> {
    const kept = this.#kept.get(keyOf(remote, commit))
    if (kept !== undefined) kept.users--
    await this.#disposeExcess()
  }

  async #disposeExcess(): Promise<void> {
    const idle = [...this.#kept].filter(([, { users }]) => users === 0)
    let excess = idle.reduce((sum, [, { bytes }]) => sum + bytes, 0) - MAX_IDLE_BYTES
    for (const [key, { bytes, fetched }] of idle) {
      if (excess <= 0) return
      excess -= bytes
      this.#kept.delete(key)
      await dispose(fetched)
    }
  }

  /** Removes everything from the disk. */
  async dispose(): Promise<void> {
    const all = [...this.#kept.values()]
    this.#kept.clear()
    await Promise.all(all.map(({ fetched }) => dispose(fetched)))
  }

  async #fetch(remote: SubmoduleRemote, commit: string, packBytes: number): Promise<FetchedCommit & { snapshot: Snapshot }> {
    const snapshot = await this.#snapshot(remote, commit, packBytes)
    const found = snapshot.commits.get(commit)
    if (found === undefined) {
      const reason = snapshot.missing[0]?.reason ?? 'gone'
      await snapshot.dispose()
      throw missingCommit(remote, commit, reason)
    }
    return { repository: snapshot.directory, tree: found.tree, bytes: await snapshot.size(), snapshot }
  }

  async #snapshot(remote: SubmoduleRemote, commit: string, packBytes: number): Promise<Snapshot> {
    const { git, signal } = this.#parts
    const known = this.#failures.get(hostOf(remote)) ?? this.#failures.get(remote.url)
    if (known !== undefined) throw known
    if (this.#msLeft <= 0) throw new GitFailure('timeout', `the git submodules took longer than ${MAX_TOTAL_MS / MINUTE} minutes together`)
    const began = performance.now()
    try {
      return await git.fetchSnapshot(remote, [{ commit }], { timeoutMs: Math.min(MAX_FETCH_MS, this.#msLeft), packBytes, signal })
    } catch (error) {
      if (error instanceof GitFailure && !signal.aborted) this.#remember(remote, error)
      throw error
    } finally {
      this.#msLeft -= performance.now() - began
    }
  }

  #remember(remote: SubmoduleRemote, failure: GitFailure): void {
    switch (failure.reason) {
      case 'unreachable':
      case 'timeout':
        // The connection's own host has just listed a repository, so this one is the problem.
        return void this.#failures.set(remote.isOwn ? remote.url : hostOf(remote), failure)
      case 'rate_limited':
        return void this.#failures.set(hostOf(remote), failure)
      case 'authentication':
      case 'not_found':
      case 'refused':
        return void this.#failures.set(remote.url, failure)
      // They may be due to the commit, or to this server.
      case 'too_large':
      case 'protocol':
      case 'busy':
    }
  }
}

function missingCommit({ url }: SubmoduleRemote, commit: string, reason: Snapshot['missing'][number]['reason']): GitFailure {
  switch (reason) {
    case 'gone':
      return new GitFailure('not_found', `${url} has no commit ${commit}`)
    case 'not_a_commit':
      return new GitFailure('protocol', `${commit} in ${url} is not a commit`)
    case 'damaged':
      return new GitFailure('protocol', `commit ${commit} in ${url} has objects that git rejects as corrupt`)
    case 'undecided':
      return new GitFailure('timeout', `commit ${commit} in ${url} could not be fetched yet`)
  }
}

async function dispose(fetched: Kept['fetched']): Promise<void> {
  const found = await fetched.catch(() => undefined)
  await found?.snapshot.dispose()
}

function keyOf({ url, isOwn }: SubmoduleRemote, commit: string): string {
  return `${commit} ${isOwn} ${url}`
}

/** Not an address that can be taken for a URL. */
function hostOf({ url }: SubmoduleRemote): string {
  return URL.canParse(url) ? new URL(url).host : (url.split(':')[0] ?? '')
}
