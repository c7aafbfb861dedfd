// Lists a remote's tags, branches and default branch: one `git ls-remote`, and a second request when the listing is empty.
import { createHash } from 'node:crypto'
import { makeEmptyRepository } from './empty-repository.ts'
import { type CommandSetting, runRemoteCommand, withScratch } from './git-commands.ts'
import { isObjectId, isSafeRefName } from './objects/ref-name.ts'
import { GitFailure } from './process/git-failure.ts'
import type { GitRemote } from './remote/git-remote.ts'
import { remoteTarget } from './remote/remote-target.ts'

export interface RemoteTag {
  /** without `refs/tags/` */
  name: string
  /** what the reference points to: a tag object when annotated, else the commit */
  object: string
  /** the peeled object; a commit in any sane repository */
  commit: string
}

export interface RemoteBranch {
  /** without `refs/heads/` */
  name: string
  commit: string
}

export interface RemoteRefs {
  /** the default branch; absent when the repository is empty or the caller did not ask for it */
  head?: RemoteBranch
  tags: RemoteTag[]
  branches: RemoteBranch[]
  /** changes exactly when a tag or branch is created, moved or deleted */
  digest: string
  /** over SSH without pinned host keys: the keys to pin from now on */
  knownHosts?: string
}

export interface ListRefsOptions {
  /** the limit for listings is both the default and the maximum */
  timeoutMs?: number
  /** false leaves out `head`, which is much cheaper on hosts that list every pull request as a reference; default true */
  head?: boolean
  /** aborts the listing */
  signal?: AbortSignal
}

/** @throws GitFailure */
export async function listRefs(setting: CommandSetting, remote: GitRemote, options: ListRefsOptions): Promise<RemoteRefs> {
  const timeoutMs = Math.min(options.timeoutMs ?? Number.POSITIVE_INFINITY, setting.limits.listTimeoutMs)
  const only = options.head === false ? ['--tags', '--heads'] : []
  const result = await runRemoteCommand(setting, remote, {
    args: (url) => ['ls-remote', '--quiet', '--symref', ...only, '--', url],
    timeoutMs,
    stdoutBytes: setting.limits.refsBytes,
  })
  if (!result.ok) throw result.failure()
  if (result.stdout.length === 0) await checkThatItIsGit(setting, remote, timeoutMs)
  const refs = parseRefs(result.stdout.toString('utf8'))
  return { ...refs, ...(result.knownHosts === undefined ? {} : { knownHosts: result.knownHosts }) }
}

const NO_SUCH_COMMIT = '1'.repeat(40)

/**
 * Over HTTP, git takes nearly any short answer, such as a maintenance page, for the empty listing of a dumb server. So ask for a
 * commit that no repository has. A git service answers that it has no such commit; for a dumb server, git itself reports that the
 * server is dumb: see `fetch_dumb` in git's remote-curl.c.
 * @throws GitFailure worth another attempt, when the remote is not a git service or does not answer
 */
async function checkThatItIsGit(setting: CommandSetting, remote: GitRemote, timeoutMs: number): Promise<void> {
  if (!/^https?:/i.test(remoteTarget(remote, setting).url)) return
  await withScratch(setting.scratchDirectory, async (directory) => {
    await makeEmptyRepository(directory)
    const flags = ['--quiet', '--depth=1', '--no-tags', '--no-write-fetch-head', '--no-auto-gc']
    const result = await runRemoteCommand(setting, remote, {
      args: (url) => [`--git-dir=${directory}`, 'fetch', ...flags, '--', url, NO_SUCH_COMMIT],
      timeoutMs,
      repository: directory,
    })
    const failure = result.failure()
    if (['unreachable', 'timeout', 'rate_limited'].includes(failure.reason)) throw failure
    if (!/dumb http|is this a git repository/i.test(result.stderr)) return
    const { message } = failure
    throw new GitFailure('protocol', `the host listed no references: ${message}`, { retryable: true })
  })
}

const PEELED = '^{}'

/** @param listing the output of `git ls-remote --symref`; lines with unusable names are skipped */
export function parseRefs(listing: string): RemoteRefs {
  const objects = new Map<string, string>()
  const peeled = new Map<string, string>()
  let headRef: string | undefined
  for (const line of listing.split('\n').filter((each) => each !== '')) {
    const [value = '', name = ''] = line.split('\t')
    if (name === 'HEAD' && value.startsWith('ref: ')) headRef = value.slice('ref: '.length)
    else if (!isObjectId(value)) throw new GitFailure('protocol', 'the remote listed something that is not a reference')
    else if (name.endsWith(PEELED)) peeled.set(name.slice(0, -PEELED.length), value)
    else if (name === 'HEAD' || isSafeRefName(name)) objects.set(name, value)
  }
  const under = (prefix: string) => [...objects].filter(([name]) => name.startsWith(prefix))
  const tags = under('refs/tags/').map(([name, object]) => ({ name: name.slice(10), object, commit: peeled.get(name) ?? object }))
  const branches = under('refs/heads/').map(([name, commit]) => ({ name: name.slice(11), commit }))
  const head = branches.find((branch) => `refs/heads/${branch.name}` === headRef)
  return { tags, branches, digest: digestOf(tags, branches), ...(head === undefined ? {} : { head }) }
}

function digestOf(tags: readonly RemoteTag[], branches: readonly RemoteBranch[]): string {
  const lines = [
    ...tags.map((tag) => `tag ${tag.name} ${tag.object} ${tag.commit}`),
    ...branches.map((one) => `branch ${one.name} ${one.commit}`),
  ]
  return createHash('sha256').update(lines.toSorted().join('\n')).digest('hex')
}
