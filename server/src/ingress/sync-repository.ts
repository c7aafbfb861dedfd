// One repository, all its modules: look at the tags, decide, import what is missing. Safe to repeat at any point.
import type { Git, GitRemote, RemoteRefs } from '../platform/git/index.ts'
import type { JobRun } from '../platform/jobs/index.ts'
import { type Clock, NotFound, type VcsRepositoryId } from '../platform/kernel/index.ts'
import type { Logger } from '../platform/observability/index.ts'
import type { VersionImports } from '../registry-modules/index.ts'
import type { VcsRepositories } from '../vcs/index.ts'
import { finalFailure, messageOf } from './failure.ts'
import type { VersionIngress } from './version-ingress.ts'

export interface SyncParts {
  repositories: VcsRepositories
  imports: VersionImports
  ingress: VersionIngress
  git: Git
  clock: Clock
  logger: Logger
  /** milliseconds between two looks at a repository nobody pushed to */
  reconcileEveryMs?: number
  random?: () => number
}

const RECONCILE_EVERY = 15 * 60_000
/** Spread, so that repositories connected together are not asked for together for ever. */
const JITTER = 0.2

export class RepositorySync {
  readonly #parts: SyncParts

  constructor(parts: SyncParts) {
    this.#parts = parts
  }

  /** @throws what is worth another attempt */
  async run({ payload: { repositoryId }, signal }: Pick<JobRun<{ repositoryId: VcsRepositoryId }>, 'payload' | 'signal'>): Promise<void> {
    const { imports, repositories, clock } = this.#parts
    const repository = await repositories.read(repositoryId).catch(goneIsFine)
    const source = (await repositories.describe([repositoryId])).get(repositoryId)
    if (repository === undefined || source === undefined) return
    await imports.recover(repositoryId)
    const remote = await repositories.remoteOf(repositoryId)
    const refs = await this.#listRefs(repositoryId, remote)
    if (refs === undefined) return
    if (refs.digest !== repository.refsDigest) await imports.recordTags(repositoryId, refs.tags, source.serviceProvider)
    const seen = { digest: refs.digest, at: clock.now(), next: this.#nextSync(), seenNextSyncAt: repository.nextSyncAt }
    await repositories.recordSync(repositoryId, seen)
    await imports.noteRepository(repositoryId, null, false)
    await this.#parts.ingress.importUnfinished({ repositoryId, remote, refs, signal })
  }

  /** @returns undefined when the failure is the user's to mend; it is on record then, and the clock will look again */
  async #listRefs(repositoryId: VcsRepositoryId, remote: GitRemote): Promise<RemoteRefs | undefined> {
    const { git, repositories, imports, logger } = this.#parts
    try {
      const refs = await git.listRefs(remote)
      if (refs.knownHosts !== undefined) await repositories.pinKnownHosts(repositoryId, refs.knownHosts)
      return refs
    } catch (error) {
      const final = finalFailure(error)
      await repositories.recordSyncFailure(repositoryId, messageOf(error), this.#nextSync())
      await imports.noteRepository(repositoryId, messageOf(error), final !== undefined)
      logger.warn({ repository_id: repositoryId, reason: messageOf(error), final: final !== undefined }, 'repository could not be read')
      if (final === undefined) throw error
      return undefined
    }
  }

  #nextSync(): number {
    const { clock, reconcileEveryMs = RECONCILE_EVERY, random = Math.random } = this.#parts
    return Math.round(clock.now() + reconcileEveryMs * (1 + JITTER * (2 * random() - 1)))
  }
}

function goneIsFine(error: unknown): undefined {
  if (!(error instanceof NotFound)) throw error
}
