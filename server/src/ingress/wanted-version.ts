// The commit to fetch for a version, and how to find it in the snapshot.
import {
  GitFailure,
  type RemoteBranch,
  type RemoteRefs,
  type Snapshot,
  type SnapshotCommit,
  type SnapshotWant,
} from '../platform/git/index.ts'
import type { ImportTask } from '../registry-modules/index.ts'
import { ImportRefused } from './failure.ts'

export interface WantedVersion {
  task: ImportTask
  want: SnapshotWant
}

/** A commit of which only the first digits were given. */
export interface AbbreviatedCommit {
  branch: RemoteBranch
  prefix: string
}

/**
 * @returns the tag, the requested commit, or the head of the branch; a message when the branch does not exist, or no commit
 *   can have that name
 */
export function wantOf({ module, version }: ImportTask, refs: RemoteRefs): SnapshotWant | AbbreviatedCommit | { message: string } {
  const { tag, commitSha: sha } = version
  if (tag !== null) return { ref: `refs/tags/${tag}`, commit: sha ?? '' }
  const digits = objectNameLength(refs)
  if (sha?.length === digits) return { commit: sha }
  if (sha !== null && sha.length > digits) return { message: `${sha} is not a commit: names of commits have ${digits} digits here` }
  const branch = refs.branches.find(({ name }) => name === module.branch)
  if (branch === undefined) return { message: `the repository has no branch ${module.branch ?? ''}` }
  return sha === null ? { ref: `refs/heads/${branch.name}`, commit: branch.commit } : { branch, prefix: sha }
}

const SHA1_DIGITS = 40

/** SHA-1 or SHA-256: all objects of a repository have names of one kind. */
function objectNameLength({ branches, tags }: RemoteRefs): number {
  return (branches[0] ?? tags[0])?.commit.length ?? SHA1_DIGITS
}

/** @param found the branch's commits that it may mean */
export function meantBy({ branch, prefix }: AbbreviatedCommit, found: readonly string[]): SnapshotWant | { message: string } {
  const [commit, other] = found
  if (commit === undefined) return { message: `the branch ${branch.name} has no commit ${prefix}` }
  if (other === undefined) return { commit }
  return {
    message: `commit ${prefix} is ambiguous: ${found.length} commits of the branch ${branch.name} begin with it, such as ${commit} and ${other}`,
  }
}

/** @throws ImportRefused when it is missing; a retryable GitFailure when that is not certain yet */
export function locate(want: SnapshotWant, snapshot: Snapshot): SnapshotCommit {
  const key = want.ref ?? want.commit
  const found = snapshot.commits.get(key)
  if (found !== undefined) return found
  const reason = snapshot.missing.find((missing) => missing.want === key)?.reason ?? 'gone'
  if (reason === 'undecided') throw new GitFailure('timeout', `${key} could not be fetched yet; it will be retried`)
  throw new ImportRefused({ message: `${key} ${WHY_MISSING[reason]}` })
}

const WHY_MISSING = {
  gone: 'is no longer in the repository',
  not_a_commit: 'does not point to a commit',
  damaged: 'has objects that git rejects as corrupt',
} as const
