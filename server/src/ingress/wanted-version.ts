// The commit to fetch for a version, and how to find it in the snapshot.
import { GitFailure, type RemoteRefs, type Snapshot, type SnapshotCommit, type SnapshotWant } from '../platform/git/index.ts'
import type { ImportTask } from '../registry-modules/index.ts'
import { ImportRefused } from './failure.ts'

export interface WantedVersion {
  task: ImportTask
  want: SnapshotWant
}

/** @returns the tag, the requested commit, or the head of the branch; a message when the branch does not exist */
export function wantOf({ module, version }: ImportTask, refs: RemoteRefs): SnapshotWant | { message: string } {
  if (version.tag !== null) return { ref: `refs/tags/${version.tag}`, commit: version.commitSha ?? '' }
  if (version.commitSha !== null) return { commit: version.commitSha }
  const branch = refs.branches.find(({ name }) => name === module.branch)
  if (branch === undefined) return { message: `the repository has no branch ${module.branch ?? ''}` }
  return { ref: `refs/heads/${branch.name}`, commit: branch.commit }
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
