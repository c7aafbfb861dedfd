// Fetches the wanted commits, without history, into a temporary bare repository. One fetch is the rule.
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { makeEmptyRepository } from './empty-repository.ts'
import { type CommandSetting, makeScratch, removeScratch, runLocalCommand, runRemoteCommand } from './git-commands.ts'
import { listRefs } from './list-refs.ts'
import { openObjectReader } from './objects/object-reader.ts'
import { isObjectId, isSafeRefName } from './objects/ref-name.ts'
import { directorySize } from './process/directory-size.ts'
import { GitFailure } from './process/git-failure.ts'
import type { GitRemote } from './remote/git-remote.ts'

/** A reference by its full name (`refs/tags/v1.0.0`) or, without `ref`, a commit by its object name. */
export interface SnapshotWant {
  ref?: string
  /** the commit that the caller expects; `Snapshot.commits` has what was fetched */
  commit: string
}

export interface SnapshotCommit {
  commit: string
  tree: string
  /** of an annotated tag; absent as well when it is too long to be read */
  tagMessage?: string
}

export interface MissingWant {
  /** the want's `ref`, else its `commit` */
  want: string
  /**
   * `gone`: the remote no longer has it; `not_a_commit`: it points to a blob or tree; `damaged`: git refuses objects in it;
   * `undecided`: time ran out, or the remote failed, before this was known; worth another attempt
   */
  reason: 'gone' | 'not_a_commit' | 'damaged' | 'undecided'
}

export interface Snapshot {
  /** the bare repository, for `openObjectReader` */
  directory: string
  /** by the want's `ref`, else by its `commit` */
  commits: Map<string, SnapshotCommit>
  missing: MissingWant[]
  /** bytes on the disk */
  size(): Promise<number>
  /** Removes the repository from the disk. Safe to call twice. */
  dispose(): Promise<void>
}

export interface FetchOptions {
  timeoutMs?: number
  /** false leaves out blobs, where the remote supports filters; default true */
  files?: boolean
  /** what the remote may send, when that is less than the limit of every fetch; bytes */
  packBytes?: number
  /** aborts the fetch */
  signal?: AbortSignal
}

/** Bisecting down to single wants takes two fetches for each. The third is for wants that disappear meanwhile. */
const ATTEMPTS_PER_WANT = 3

/** @throws GitFailure when nothing is known about any want; it leaves nothing on the disk then */
export async function fetchSnapshot(
  setting: CommandSetting,
  remote: GitRemote,
  wants: readonly SnapshotWant[],
  options: FetchOptions,
): Promise<Snapshot> {
  const keys = [...new Set(wants.map(keyOf))]
  const scratch = await makeScratch(setting.scratchDirectory)
  try {
    const directory = join(scratch, 'repository.git')
    await makeEmptyRepository(
      directory,
      wants.map(({ commit }) => commit),
    )
    // The names are ours: a remote's names may clash on file systems that ignore case.
    const localRefs: LocalRefs = new Map(keys.map((key, index) => [key, `refs/wanted/${index}`]))
    const timeoutMs = options.timeoutMs ?? setting.limits.fetchTimeoutMs
    const limited = withPackLimit(setting, options.packBytes)
    const progress = await fetchPresent(limited, remote, { directory, keys, localRefs, timeoutMs, files: options.files ?? true })
    const commits = await resolveCommits(setting, directory, [...progress.fetched, ...progress.searched], localRefs)
    const missing = keys.filter((key) => !commits.has(key)).map((want): MissingWant => ({ want, reason: reasonOf(want, progress) }))
    return { directory, commits, missing, size: () => directorySize(directory), dispose: () => removeScratch(scratch) }
  } catch (error) {
    await removeScratch(scratch)
    throw error
  }
}

function withPackLimit(setting: CommandSetting, packBytes = Number.POSITIVE_INFINITY): CommandSetting {
  return { ...setting, limits: { ...setting.limits, packBytes: Math.min(packBytes, setting.limits.packBytes) } }
}

function keyOf({ ref, commit }: SnapshotWant): string {
  if (!isObjectId(commit)) throw new GitFailure('refused', `"${commit}" is not a full commit SHA`)
  if (ref !== undefined && !isSafeRefName(ref))
    throw new GitFailure('refused', `"${ref}" is not a full reference name such as refs/heads/main`)
  return ref ?? commit
}

/** The local reference of each want. */
type LocalRefs = ReadonlyMap<string, string>

interface FetchPlan {
  directory: string
  keys: readonly string[]
  localRefs: LocalRefs
  timeoutMs: number
  files: boolean
}

interface FetchProgress {
  fetched: string[]
  /** commits that are here if any reference leads to them */
  searched: string[]
  damaged: string[]
  undecided: string[]
}

function reasonOf(want: string, { fetched, damaged, undecided }: FetchProgress): MissingWant['reason'] {
  if (damaged.includes(want)) return 'damaged'
  if (undecided.includes(want)) return 'undecided'
  return fetched.includes(want) ? 'not_a_commit' : 'gone'
}

/**
 * Fetches everything at once. When the remote no longer has something, it fetches again without it. A bad object fails the whole
 * fetch, so it then bisects: one bad tag does not spoil the others. It keeps what it has when the rest stays undecided.
 */
async function fetchPresent(setting: CommandSetting, remote: GitRemote, plan: FetchPlan): Promise<FetchProgress> {
  const deadline = performance.now() + plan.timeoutMs
  const progress: FetchProgress = { fetched: [], searched: [], damaged: [], undecided: [] }
  const batches: (readonly string[])[] = [plan.keys]
  let attemptsLeft = ATTEMPTS_PER_WANT * plan.keys.length
  for (let batch = batches.shift(); batch !== undefined; batch = batches.shift()) {
    if (batch.length === 0) continue
    try {
      if (attemptsLeft-- === 0)
        throw new GitFailure('protocol', 'the remote keeps changing its references; try again later', { retryable: true })
      const timeoutMs = timeLeft(deadline, plan.timeoutMs)
      // Depth first, so that something is known soon.
      batches.unshift(...(await fetchBatch(setting, remote, { ...plan, keys: batch, timeoutMs }, progress)))
    } catch (error) {
      const known = progress.fetched.length + progress.searched.length + progress.damaged.length > 0
      if (!known || setting.signal.aborted || !(error instanceof GitFailure && error.retryable)) throw error
      progress.undecided.push(...[batch, ...batches].flat())
      return progress
    }
  }
  return progress
}

/** @throws GitFailure `timeout` when none is left */
function timeLeft(deadline: number, timeoutMs: number): number {
  const left = Math.ceil(deadline - performance.now())
  if (left > 0) return Math.min(left, timeoutMs)
  throw new GitFailure('timeout', `the remote did not finish within ${timeoutMs / 1000} seconds, the limit for this operation`)
}

/** Records the outcome in `progress`. @returns the keys still to be fetched, in batches */
async function fetchBatch(
  setting: CommandSetting,
  remote: GitRemote,
  plan: FetchPlan,
  progress: FetchProgress,
): Promise<(readonly string[])[]> {
  const { directory, keys } = plan
  const input = keys.map((key) => `+${key}:${plan.localRefs.get(key) ?? ''}\n`).join('')
  const result = await runRemoteCommand(setting, remote, fetchCommand({ directory, input, timeoutMs: plan.timeoutMs }))
  if (result.ok) {
    progress.fetched.push(...keys)
    return []
  }
  if (FORBIDDEN.test(result.stderr)) {
    await fetchHistory(setting, remote, plan)
    progress.searched.push(...keys.filter(isObjectId))
    return [keys.filter((key) => !isObjectId(key))]
  }
  if (!DAMAGED.test(result.stderr)) {
    const remaining = await withoutMissing(setting, remote, keys, result.stderr)
    if (remaining === undefined) throw result.failure()
    return [remaining]
  }
  await removePartialPacks(directory)
  if (keys.length > 1) return [keys.slice(0, keys.length / 2), keys.slice(keys.length / 2)]
  progress.damaged.push(...keys)
  return []
}

/** Git leaves refused packs on the disk, where they would count against the size limit of the next fetch. */
async function removePartialPacks(directory: string): Promise<void> {
  const packs = join(directory, 'objects', 'pack')
  const names = await readdir(packs).catch(() => [])
  await Promise.all(names.filter((name) => name.startsWith('tmp_')).map((name) => rm(join(packs, name), { force: true })))
}

const DAMAGED = /fsck error in (packed )?object/

/** Some servers only send what a reference points to now, whichever commit they are asked for. */
const FORBIDDEN = /does not allow request for unadvertised object/i
/** As `git fetch --unshallow`, which fails where nothing is shallow. */
const ALL_HISTORY = 2_147_483_647

/** Fetches all that branches and tags lead to, within the same limits: the commits may be among it. */
async function fetchHistory(setting: CommandSetting, remote: GitRemote, { directory, timeoutMs }: FetchPlan): Promise<void> {
  const input = '+refs/heads/*:refs/all/heads/*\n+refs/tags/*:refs/all/tags/*\n'
  const result = await runRemoteCommand(setting, remote, fetchCommand({ directory, input, timeoutMs, depth: ALL_HISTORY }))
  if (!result.ok) throw result.failure()
}

interface FetchArguments {
  directory: string
  /** the wants, one a line */
  input: string
  timeoutMs: number
  depth?: number
}

function fetchCommand({ directory, input, timeoutMs, depth = 1 }: FetchArguments) {
  const flags = ['--quiet', `--depth=${depth}`, '--no-tags', '--no-write-fetch-head', '--no-auto-gc', '--no-recurse-submodules', '--stdin']
  return { args: (url: string) => [`--git-dir=${directory}`, 'fetch', ...flags, '--', url], input, timeoutMs, repository: directory }
}

/** @returns the keys still worth fetching, or undefined when the failure had another cause */
async function withoutMissing(
  setting: CommandSetting,
  remote: GitRemote,
  keys: readonly string[],
  stderr: string,
): Promise<readonly string[] | undefined> {
  const notOurs = /not our ref ([0-9a-f]+)/.exec(stderr)?.[1]
  if (notOurs !== undefined && keys.includes(notOurs)) return keys.filter((key) => key !== notOurs)
  // Git names only the first missing reference, so list them all.
  if (notOurs === undefined && !/couldn't find remote ref/i.test(stderr)) return undefined
  const { tags, branches } = await listRefs(setting, remote, { head: false })
  const known = new Set([...tags.map((tag) => `refs/tags/${tag.name}`), ...branches.map((branch) => `refs/heads/${branch.name}`)])
  return keys.filter((key) => isObjectId(key) || known.has(key))
}

async function resolveCommits(
  setting: CommandSetting,
  directory: string,
  keys: readonly string[],
  localRefs: LocalRefs,
): Promise<Map<string, SnapshotCommit>> {
  const names = keys.map((key) => (isObjectId(key) ? key : localRefs.get(key)))
  const questions = names.map((name) => `${name}^{commit}\n${name}^{tree}\n${name}\n`).join('')
  const answer = await runLocalCommand(
    setting,
    [`--git-dir=${directory}`, 'cat-file', '--batch-check=%(objectname) %(objecttype)'],
    questions,
  )
  const lines = answer.toString('utf8').split('\n')
  const resolved = new Map<string, SnapshotCommit>()
  const tags = new Map<SnapshotCommit, string>()
  for (const [index, key] of keys.entries()) {
    const [commit, tree, own] = [0, 1, 2].map((offset) => (lines[index * 3 + offset] ?? '').split(' '))
    if (commit?.[1] !== 'commit' || tree?.[1] !== 'tree') continue
    const found: SnapshotCommit = { commit: commit[0] ?? '', tree: tree[0] ?? '' }
    resolved.set(key, found)
    if (own?.[1] === 'tag') tags.set(found, own[0] ?? '')
  }
  if (tags.size > 0) await addTagMessages(setting, directory, tags)
  return resolved
}

/** Nothing depends on a message: a tag whose message cannot be read has none. */
async function addTagMessages(setting: CommandSetting, directory: string, tags: ReadonlyMap<SnapshotCommit, string>): Promise<void> {
  const reader = openObjectReader(directory, { hostEnvironment: setting.hostEnvironment })
  try {
    for (const [commit, oid] of tags) {
      const message = await reader.readTagMessage(oid).catch(() => undefined)
      if (message !== undefined) commit.tagMessage = message
    }
  } finally {
    await reader.close()
  }
}
