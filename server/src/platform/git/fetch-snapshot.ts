// Brings the wanted commits, and nothing of their history, into a throw-away bare repository with a single fetch.
import { join } from 'node:path'
import { type CommandSetting, makeScratch, removeScratch, runLocalCommand, runRemoteCommand } from './git-commands.ts'
import { GitFailure } from './git-failure.ts'
import type { GitRemote } from './git-remote.ts'
import { listRefs } from './list-refs.ts'
import { isObjectId, isSafeRefName } from './ref-name.ts'

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
  /** `gone`: the remote no longer has it; `not_a_commit`: it points to a file or tree; `damaged`: git refuses objects in it */
  reason: 'gone' | 'not_a_commit' | 'damaged'
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
}

/** Enough to find two damaged wants among three hundred; one fetch is the rule. */
const ATTEMPTS = 40

/** @throws GitFailure; nothing is left on the disk then */
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
    await initialise(setting, directory, wants)
    // Names of our own: a remote's names may clash on file systems that ignore case.
    const localRefs: LocalRefs = new Map(keys.map((key, index) => [key, `refs/wanted/${index}`]))
    const timeoutMs = options.timeoutMs ?? setting.limits.fetchTimeoutMs
    const plan = { directory, keys, localRefs, timeoutMs, files: options.files ?? true }
    const { fetched, damaged } = await fetchPresent(setting, remote, plan)
    const commits = await resolveCommits(setting, directory, fetched, localRefs)
    const reasonOf = (want: string) => (damaged.includes(want) ? 'damaged' : fetched.includes(want) ? 'not_a_commit' : 'gone')
    const missing = keys.filter((key) => !commits.has(key)).map((want): MissingWant => ({ want, reason: reasonOf(want) }))
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

async function initialise(setting: CommandSetting, directory: string, wants: readonly SnapshotWant[]): Promise<void> {
  const format = wants.some(({ commit }) => commit.length === 64) ? 'sha256' : 'sha1'
  await runLocalCommand(setting, ['init', '--quiet', '--bare', '--template=', `--object-format=${format}`, directory])
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

/**
 * One fetch; when the remote lacks something by now, another without it. When git refuses some object, which fails the whole fetch,
 * halves are tried, so that one bad tag does not take the others with it.
 */
async function fetchPresent(
  setting: CommandSetting,
  remote: GitRemote,
  plan: FetchPlan,
): Promise<{ fetched: readonly string[]; damaged: readonly string[] }> {
  const deadline = performance.now() + plan.timeoutMs
  const fetched: string[] = []
  const damaged: string[] = []
  const batches: (readonly string[])[] = [plan.keys]
  for (let attempt = 1; batches.length > 0; attempt += 1) {
    const batch = batches.shift() ?? []
    if (batch.length === 0) continue
    const timeoutMs = Math.max(1000, Math.ceil(deadline - performance.now()))
    const result = await runRemoteCommand(
      setting,
      remote,
      fetchCommand({ ...plan, keys: batch, timeoutMs: Math.min(plan.timeoutMs, timeoutMs) }),
    )
    if (result.ok) fetched.push(...batch)
    else if (attempt === ATTEMPTS) throw result.failure()
    else if (!DAMAGED.test(result.stderr))
      batches.unshift((await withoutMissing(setting, remote, batch, result.stderr)) ?? fail(result.failure()))
    else if (batch.length === 1) damaged.push(...batch)
    else batches.push(batch.slice(0, batch.length / 2), batch.slice(batch.length / 2))
  }
  return { fetched, damaged }
}

const DAMAGED = /fsck error in (packed )?object/

function fail(failure: GitFailure): never {
  throw failure
}

function fetchCommand({ directory, keys, localRefs, timeoutMs, files }: FetchPlan) {
  const filter = files ? [] : ['--filter=blob:none']
  const flags = [
    '--quiet',
    '--depth=1',
    ...filter,
    '--no-tags',
    '--no-write-fetch-head',
    '--no-auto-gc',
    '--no-recurse-submodules',
    '--stdin',
  ]
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
