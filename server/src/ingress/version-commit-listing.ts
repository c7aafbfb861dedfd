// Lists what the tags of new versions add to those before: after their import, because nobody waits for it.
import { NotFound, type VcsRepositoryId } from '../kernel/index.ts'
import { type Git, GitFailure, type RemoteRefs } from '../platform/git/index.ts'
import type { JobRun } from '../platform/jobs/index.ts'
import type { Logger } from '../platform/observability/index.ts'
import { MAX_COMMITS, type TaggedVersion, type VersionCommits, type VersionStep } from '../registry-modules/index.ts'
import type { RepositoryRemotes, RepositorySyncs, VcsRepositories } from '../vcs/index.ts'
import type { SyncOrder } from './jobs.ts'

export interface VersionCommitListingParts {
  repositories: Pick<VcsRepositories, 'read'>
  remotes: Pick<RepositoryRemotes, 'of'>
  syncs: Pick<RepositorySyncs, 'pauseOf'>
  commits: Pick<VersionCommits, 'unknown' | 'record'>
  git: Pick<Git, 'listRefs' | 'commitsBetween'>
  logger: Logger
}

/** Of one run. The next import goes on with the rest. */
const MAX_STEPS = 1000

export class VersionCommitListing {
  readonly #parts: VersionCommitListingParts

  constructor(parts: VersionCommitListingParts) {
    this.#parts = parts
  }

  /** A host that fails, or cannot send commits without files, leaves the versions without. The next import tries again. */
  async run({ payload: { repositoryId }, signal }: Pick<JobRun<SyncOrder>, 'payload' | 'signal'>): Promise<void> {
    const { commits, logger, repositories, syncs } = this.#parts
    const steps = (await commits.unknown(repositoryId)).slice(0, MAX_STEPS)
    if (steps.length === 0) return
    try {
      const { oauthTokenId } = await repositories.read(repositoryId)
      if ((await syncs.pauseOf(oauthTokenId)) === undefined) await this.#list(repositoryId, steps, signal)
    } catch (error) {
      signal.throwIfAborted()
      if (!(error instanceof GitFailure || error instanceof NotFound)) throw error
      logger.info({ repository_id: repositoryId, reason: error.message }, 'the commits between versions could not be listed')
    }
  }

  async #list(repositoryId: VcsRepositoryId, steps: readonly VersionStep[], signal: AbortSignal): Promise<void> {
    const { commits, git, remotes } = this.#parts
    const remote = await remotes.of(repositoryId)
    const isThere = unmovedIn(await git.listRefs(remote, { signal }))
    const sure = steps.filter(({ version, before }) => isThere(version) && isThere(before))
    if (sure.length === 0) return
    const tags = new Map(sure.flatMap(({ version, before }) => [version, before]).map(({ tag, commitSha }) => [tag, commitSha]))
    const wanted = {
      tags: [...tags].map(([tag, commit]) => ({ ref: `refs/tags/${tag}`, commit })),
      ranges: sure.map(({ version, before }) => ({ after: before.commitSha, upTo: version.commitSha })),
      limit: MAX_COMMITS,
    }
    for (const [index, between] of (await git.commitsBetween(remote, wanted, { signal })).entries()) {
      const step = sure[index]
      if (step !== undefined) await commits.record(step, between)
    }
  }
}

/** A tag that was moved no longer leads to the commit of its version. */
function unmovedIn({ tags }: RemoteRefs): (version: TaggedVersion) => boolean {
  const commits = new Map(tags.map(({ name, commit }) => [name, commit]))
  return ({ tag, commitSha }) => commits.get(tag) === commitSha
}
