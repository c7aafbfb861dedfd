// One repository, all its modules: look at the tags, decide, import what is missing. Safe to repeat at any point.
import { type Git, GitFailure, type GitRemote, type RemoteRefs } from '../platform/git/index.ts'
import type { JobRun } from '../platform/jobs/index.ts'
import { type Clock, NotFound, type VcsRepositoryId } from '../platform/kernel/index.ts'
import type { Logger } from '../platform/observability/index.ts'
import type { VersionImports } from '../registry-modules/index.ts'
import type { VcsRepositories, VcsRepository } from '../vcs/index.ts'
import { explanationOf, finalFailure } from './failure.ts'
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

type SyncRun = Pick<JobRun<{ repositoryId: VcsRepositoryId }>, 'payload' | 'signal' | 'progressed'>

const RECONCILE_EVERY = 15 * 60_000
/** Spread, so that repositories connected together are not asked for together for ever. */
const JITTER = 0.2

export class RepositorySync {
  readonly #parts: SyncParts

  constructor(parts: SyncParts) {
    this.#parts = parts
  }

  /** @throws what is worth another attempt */
  async run(run: SyncRun): Promise<void> {
    const { repositoryId } = run.payload
    const { imports, repositories } = this.#parts
    const repository = await repositories.read(repositoryId).catch(goneIsFine)
    const source = (await repositories.describe([repositoryId])).get(repositoryId)
    if (repository === undefined || source === undefined) return
    await imports.recover(repositoryId)
    try {
      await this.#sync(run, repository, source.serviceProvider)
    } catch (error) {
      run.signal.throwIfAborted()
      await this.#note(repositoryId, error)
    }
  }

  async #sync({ signal, progressed }: SyncRun, repository: VcsRepository, serviceProvider: string): Promise<void> {
    const { clock, imports, ingress, repositories } = this.#parts
    const { id: repositoryId } = repository
    const { remote, refs } = await this.#read(repositoryId)
    if (refs.digest !== repository.refsDigest) await imports.recordTags(repositoryId, refs.tags, serviceProvider)
    const seen = { digest: refs.digest, at: clock.now(), next: this.#nextSync(), seenNextSyncAt: repository.nextSyncAt }
    await repositories.recordSync(repositoryId, seen)
    // Listing may work where fetching does not: what kept versions away is only over when one came, or none is missing.
    const readable = () => imports.noteRepository(repositoryId, null, false)
    await ingress.importUnfinished({ repositoryId, remote, refs, signal, fetched: readable, progressed })
    await readable()
  }

  /** Where it is now: hosts keep a repository's id when it is renamed. */
  async #read(repositoryId: VcsRepositoryId): Promise<{ remote: GitRemote; refs: RemoteRefs }> {
    const { repositories } = this.#parts
    const remote = await repositories.remoteOf(repositoryId)
    try {
      return { remote, refs: await this.#listRefs(repositoryId, remote) }
    } catch (error) {
      if (!mayHaveMoved(error) || !(await repositories.followRename(repositoryId).catch(() => false))) throw error
      const moved = await repositories.remoteOf(repositoryId)
      return { remote: moved, refs: await this.#listRefs(repositoryId, moved) }
    }
  }

  async #listRefs(repositoryId: VcsRepositoryId, remote: GitRemote): Promise<RemoteRefs> {
    const { git, repositories } = this.#parts
    const refs = await git.listRefs(remote)
    if (refs.knownHosts !== undefined) await repositories.pinKnownHosts(repositoryId, refs.knownHosts)
    return refs
  }

  /** Puts on record why nothing arrives. @throws the error unless it is the user's to mend; the clock will look again anyway */
  async #note(repositoryId: VcsRepositoryId, error: unknown): Promise<void> {
    const { repositories, imports, logger } = this.#parts
    const final = finalFailure(error) !== undefined
    const explanation = explanationOf(error)
    await repositories.recordSyncFailure(repositoryId, explanation, this.#nextSync())
    await imports.noteRepository(repositoryId, explanation, final)
    logger.warn({ repository_id: repositoryId, reason: explanation, final }, 'repository could not be synchronized')
    if (!final) throw error
  }

  #nextSync(): number {
    const { clock, reconcileEveryMs = RECONCILE_EVERY, random = Math.random } = this.#parts
    return Math.round(clock.now() + reconcileEveryMs * (1 + JITTER * (2 * random() - 1)))
  }
}

/** Redirects are not followed, and end as `protocol` failures; some hosts say that nothing is there, others that nobody may look. */
function mayHaveMoved(error: unknown): boolean {
  return error instanceof GitFailure && ['not_found', 'authentication', 'protocol', 'refused'].includes(error.reason)
}

function goneIsFine(error: unknown): undefined {
  if (!(error instanceof NotFound)) throw error
}
