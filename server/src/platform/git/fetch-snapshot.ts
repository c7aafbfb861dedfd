// Brings the wanted commits, and nothing of their history, into a throw-away bare repository with a single fetch.
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { makeEmptyRepository } from './empty-repository.ts'
import { type CommandSetting, makeScratch, removeScratch, runLocalCommand, runRemoteCommand } from './git-commands.ts'
import { listRefs } from './list-refs.ts'
import { isObjectId, isSafeRefName } from './objects/ref-name.ts'
import { GitFailure } from './process/git-failure.ts'
import type { GitRemote } from './remote/git-remote.ts'

/** Either a reference by its full name (`refs/tags/v1.0.0`), or, without `ref`, a commit by its object name. */
export interface SnapshotWant {
  ref?: string
  /** the commit the caller expects; what was really fetched is in `Snapshot.commits` */
  commit: string
}

export interface SnapshotCommit {
  commit: string
  tree: string
}

export interface MissingWant {
  /** the want's `ref`, else its `commit` */
  want: string
  /**
   * `gone`: the remote no longer has it; `not_a_commit`: it points to a file or tree; `damaged`: git refuses objects in it;
   * `undecided`: time ran out, or the remote failed, before it was known; worth asking for again
   */
  reason: 'gone' | 'not_a_commit' | 'damaged' | 'undecided'
}

export interface Snapshot {
  /** the bare repository, for `openObjectReader` */
  directory: string
  /** by the want's `ref`, else by its `commit` */
  commits: Map<string, SnapshotCommit>
  missing: MissingWant[]
  /** Removes everything from the disk; may be called more than once. */
  dispose(): Promise<void>
}

export interface FetchOptions {
  timeoutMs?: number
  /** false brings directories without the files in them, where the remote can leave them out; default true */
  files?: boolean
  /** ends the fetch when aborted */
  signal?: AbortSignal
}

/** One fetch is the rule. Halving down to every single want takes two for each; the rest is for wants that go away meanwhile. */
const ATTEMPTS_PER_WANT = 3

/** @throws GitFailure when nothing is known about any want; nothing is left on the disk then */
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
    // Names of our own: a remote's names may clash on file systems that ignore case.
    const localRefs: LocalRefs = new Map(keys.map((key, index) => [key, `refs/wanted/${index}`]))
    const timeoutMs = options.timeoutMs ?? setting.limits.fetchTimeoutMs
    const progress = await fetchPresent(setting, remote, { directory, keys, localRefs, timeoutMs, files: options.files ?? true })
    const commits = await resolveCommits(setting, directory, progress.fetched, localRefs)
    const missing = keys.filter((key) => !commits.has(key)).map((want): MissingWant => ({ want, reason: reasonOf(want, progress) }))
    return { directory, commits, missing, dispose: () => removeScratch(scratch) }
  } catch (error) {
    await removeScratch(scratch)
    throw error
  }
}

function keyOf({ ref, commit }: SnapshotWant): string {
  if (!isObjectId(commit)) throw new GitFailure('refused', `"${commit}" is not the name of a commit`)
  if (ref !== undefined && !isSafeRefName(ref)) throw new GitFailure('refused', `"${ref}" is not the full name of a reference`)
  return ref ?? commit
}

/** Under which reference each want is stored here. */
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
  damaged: string[]
  undecided: string[]
}

function reasonOf(want: string, { fetched, damaged, undecided }: FetchProgress): MissingWant['reason'] {
  if (damaged.includes(want)) return 'damaged'
  if (undecided.includes(want)) return 'undecided'
  return fetched.includes(want) ? 'not_a_commit' : 'gone'
}

/**
 * One fetch; when the remote lacks something by now, another without it. When git refuses some object, which fails the whole fetch,
 * halves are tried, so that a bad tag does not take the others with it. What came is kept when the rest cannot be decided.
 */
async function fetchPresent(setting: CommandSetting, remote: GitRemote, plan: FetchPlan): Promise<FetchProgress> {
  const deadline = performance.now() + plan.timeoutMs
  const progress: FetchProgress = { fetched: [], damaged: [], undecided: [] }
  const batches: (readonly string[])[] = [plan.keys]
  let attemptsLeft = ATTEMPTS_PER_WANT * plan.keys.length
  for (let batch = batches.shift(); batch !== undefined; batch = batches.shift()) {
    if (batch.length === 0) continue
    try {
      if (attemptsLeft-- === 0) throw new GitFailure('protocol', 'the remote changes what it has all the time', { retryable: true })
      const timeoutMs = timeLeft(deadline, plan.timeoutMs)
      // The first half goes on first: whatever happens then, something is known soon.
      batches.unshift(...(await fetchBatch(setting, remote, { ...plan, keys: batch, timeoutMs }, progress)))
    } catch (error) {
      const known = progress.fetched.length + progress.damaged.length > 0
      if (!known || setting.signal.aborted || !(error instanceof GitFailure && error.retryable)) throw error
      progress.undecided.push(...[batch, ...batches].flat())
      return progress
    }
  }
  return progress
}

/** @throws GitFailure when there is none */
function timeLeft(deadline: number, timeoutMs: number): number {
  const left = Math.ceil(deadline - performance.now())
  if (left > 0) return Math.min(left, timeoutMs)
  throw new GitFailure('timeout', `the remote did not finish within ${timeoutMs / 1000} seconds, the limit for this operation`)
}

/** @returns what is still to be fetched of the plan's keys, in pieces; the rest is noted in `progress` */
async function fetchBatch(
  setting: CommandSetting,
  remote: GitRemote,
  plan: FetchPlan,
  progress: FetchProgress,
): Promise<(readonly string[])[]> {
  const { directory, keys } = plan
  const result = await runRemoteCommand(setting, remote, fetchCommand(plan))
  if (result.ok) {
    progress.fetched.push(...keys)
    return []
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

/** Git leaves what it refused on the disk, where it would count against the size limit of what comes next. */
async function removePartialPacks(directory: string): Promise<void> {
  const packs = join(directory, 'objects', 'pack')
  const names = await readdir(packs).catch(() => [])
  await Promise.all(names.filter((name) => name.startsWith('tmp_')).map((name) => rm(join(packs, name), { force: true })))
}

const DAMAGED = /fsck error in (packed )?object/

function fetchCommand({ directory, keys, localRefs, timeoutMs }: FetchPlan) {
  const flags = ['--quiet', '--depth=1', '--no-tags', '--no-write-fetch-head', '--no-auto-gc', '--no-recurse-submodules', '--stdin']
  return {
    args: (url: string) => [`--git-dir=${directory}`, 'fetch', ...flags, '--', url],
    input: keys.map((key) => `+${key}:${localRefs.get(key) ?? ''}\n`).join(''),
    timeoutMs,
    repository: directory,
  }
}

/** @returns what is still worth asking for, or undefined when the failure was not about something missing */
async function withoutMissing(
  setting: CommandSetting,
  remote: GitRemote,
  keys: readonly string[],
  stderr: string,
): Promise<readonly string[] | undefined> {
  const notOurs = /not our ref ([0-9a-f]+)/.exec(stderr)?.[1]
  if (notOurs !== undefined && keys.includes(notOurs)) return keys.filter((key) => key !== notOurs)
  // Git names only the first reference it does not find, so the remote is asked for all of them.
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
  const questions = keys.map((key) => `${localRefs.get(key)}^{commit}\n${localRefs.get(key)}^{tree}\n`).join('')
  const answer = await runLocalCommand(
    setting,
    [`--git-dir=${directory}`, 'cat-file', '--batch-check=%(objectname) %(objecttype)'],
    questions,
  )
  const lines = answer.toString('utf8').split('\n')
  const resolved = new Map<string, SnapshotCommit>()
  for (const [index, key] of keys.entries()) {
    const [commit = '', commitType] = (lines[index * 2] ?? '').split(' ')
    const [tree = '', treeType] = (lines[index * 2 + 1] ?? '').split(' ')
    if (commitType === 'commit' && treeType === 'tree') resolved.set(key, { commit, tree })
  }
  return resolved
}
