// Syncs a repository with all of its modules: list tags, decide, import missing versions. Safe to repeat at any point.
import type { Queries } from '../database/index.ts'
import type { ImportLedger } from '../import-ledger/index.ts'
import { type Clock, NotFound, type VcsRepositoryId } from '../kernel/index.ts'
import { type Git, GitFailure, type GitRemote, type RemoteRefs } from '../platform/git/index.ts'
import type { JobRun } from '../platform/jobs/index.ts'
import type { Logger } from '../platform/observability/index.ts'
import { type ImportTasks, type RepositoryFindings, timed } from '../registry-modules/index.ts'
import type { RepositoryRemotes, RepositorySyncs, Trouble, VcsRepositories, VcsRepository } from '../vcs/index.ts'
import { explanationOf, finalFailure, hostTrouble } from './failure.ts'
import { requestSync, requestVersionCommits, type SyncOrder } from './jobs.ts'
import { nextSyncAt, type SyncFacts } from './sync-schedule.ts'
import type { ImportBatch, VersionIngress } from './version-ingress.ts'

export interface SyncParts {
  repositories: Pick<VcsRepositories, 'read' | 'describe'>
  remotes: RepositoryRemotes
  syncs: RepositorySyncs
  tasks: Pick<ImportTasks, 'recover' | 'unfinished'>
  findings: RepositoryFindings
  ingress: VersionIngress
  git: Git
  clock: Clock
  logger: Logger
  ledger: ImportLedger
  database: Queries
  random?: () => number
}

type SyncRun = Pick<JobRun<SyncOrder>, 'payload' | 'signal' | 'attempt' | 'progressed'>

/** Handles missing versions. @returns false when it leaves them to another job */
type HandleMissing = (work: ImportBatch) => Promise<boolean>

/** Attempts within seconds at a host that does not answer, before its connection pauses for longer. */
const QUICK_ATTEMPTS = 3

export class RepositorySync {
  readonly #parts: SyncParts

  constructor(parts: SyncParts) {
    this.#parts = parts
  }

  /** @throws failures that are worth a retry soon */
  async run(run: SyncRun): Promise<void> {
    const { clock, database, ingress } = this.#parts
    await this.#run(run, async (work) => {
      await ingress.importUnfinished(work)
      await requestVersionCommits(database, work.repositoryId, clock.now())
      return true
    })
  }

  /** Like `run`, but leaves missing versions to a sync, which may fetch for minutes. @throws failures that are worth a retry soon */
  async look(run: SyncRun): Promise<void> {
    const { clock, database, tasks } = this.#parts
    await this.#run(run, async ({ repositoryId }) => {
      const isComplete = (await tasks.unfinished(repositoryId)).length === 0
      if (!isComplete) await requestSync(database, run.payload, clock.now(), 'due')
      return isComplete
    })
  }

  async #run(run: SyncRun, handleMissing: HandleMissing): Promise<void> {
    const { repositoryId } = run.payload
    const { tasks, repositories } = this.#parts
    const repository = await repositories.read(repositoryId).catch(goneIsFine)
    const source = (await repositories.describe([repositoryId])).get(repositoryId)
    if (repository === undefined || source === undefined) return
    if (await this.#isPaused(run, repository)) return
    await tasks.recover(repositoryId)
    try {
      await this.#sync(run, repository, { serviceProvider: source.serviceProvider, handleMissing })
    } catch (error) {
      run.signal.throwIfAborted()
      await this.#note(run, repository, error)
    }
  }

  /** A host that limits requests is not contacted. One that only failed is contacted unless the clock alone triggers the sync. */
  async #isPaused({ payload, attempt }: SyncRun, { id, oauthTokenId }: VcsRepository): Promise<boolean> {
    const { clock, syncs } = this.#parts
    const pause = await syncs.pauseOf(oauthTokenId)
    if (pause === undefined || pause.until <= clock.now()) return false
    const isClock = payload.trigger === 'reconcile' && attempt === 1
    if (pause.reason === 'failing' && !isClock) return false
    await syncs.postpone(id, pause.until)
    return true
  }

  async #sync(
    { payload, attempt, signal, progressed }: SyncRun,
    repository: VcsRepository,
    { serviceProvider, handleMissing }: { serviceProvider: string; handleMissing: HandleMissing },
  ): Promise<void> {
    const { clock, findings, syncs } = this.#parts
    const { id: repositoryId, oauthTokenId } = repository
    // Before the listing, so that none is taken for seen that came later.
    const pushes = await syncs.tagPushes(repositoryId)
    const { result, stage: listed } = await timed('listed', clock.now(), () => this.#read(repository, signal))
    const { remote, refs } = result
    const began = performance.now()
    if ((await syncs.pauseOf(oauthTokenId)) !== undefined) await syncs.endPause(oauthTokenId)
    const differs = refs.digest !== repository.refsDigest
    // People ask when they made room for versions that the organization could not have before.
    const asked = payload.trigger === 'resync' || payload.trigger === 'retry'
    const found = { tags: refs.tags, pushedAgain: new Set(pushes.map(({ tag }) => tag)) }
    const added = differs || asked || pushes.length > 0 ? await findings.recordTags(repositoryId, found, serviceProvider) : 0
    await syncs.forgetTagPushes(repositoryId, pushes)
    const changed = differs || added > 0
    const at = clock.now()
    const next = await this.#nextSync(repositoryId, changed ? { lastChangeAt: at } : {})
    await syncs.record(repositoryId, { digest: refs.digest, at, next, changed, seenNextSyncAt: repository.nextSyncAt })
    if (changed || payload.trigger !== 'reconcile') {
      const detail = { trigger: payload.trigger ?? 'change', references: refs.tags.length + refs.branches.length, 'tags-added': added }
      const durationMs = listed.durationMs + performance.now() - began
      const status = changed ? 'changed' : 'unchanged'
      await this.#parts.ledger.recordForRepository(repositoryId, { kind: 'sync', status, detail, startedAt: listed.startedAt, durationMs })
    }
    // Listing may work where fetching fails: a problem is over only once a fetch works, or no version is missing.
    const readable = () => findings.recordRecovery(repositoryId)
    const isDone = await handleMissing({ repositoryId, remote, refs, listed, attempt, signal, fetched: readable, progressed })
    if (isDone) await readable()
  }

  /** Follows a renamed repository: hosts keep its id. */
  async #read(repository: VcsRepository, signal: AbortSignal): Promise<{ remote: GitRemote; refs: RemoteRefs }> {
    try {
      return await this.#found(repository, signal)
    } catch (error) {
      throw new Unlisted('the repository could not be listed', { cause: error })
    }
  }

  async #found(repository: VcsRepository, signal: AbortSignal): Promise<{ remote: GitRemote; refs: RemoteRefs }> {
    const { id } = repository
    const remote = await this.#parts.remotes.of(id)
    try {
      const refs = await this.#listRefs(id, remote, signal)
      // Another repository may have taken a name that was given up. Check that before importing anything new.
      const isNew = repository.refsDigest !== null && refs.digest !== repository.refsDigest
      return (isNew ? await this.#elsewhere(id, signal) : undefined) ?? { remote, refs }
    } catch (error) {
      const moved = mayHaveMoved(error) ? await this.#elsewhere(id, signal) : undefined
      if (moved === undefined) throw error
      return moved
    }
  }

  /** @returns undefined unless the host says that the repository was renamed */
  async #elsewhere(id: VcsRepositoryId, signal: AbortSignal): Promise<{ remote: GitRemote; refs: RemoteRefs } | undefined> {
    const { remotes } = this.#parts
    if (!(await remotes.followRename(id).catch(() => false))) return undefined
    const remote = await remotes.of(id)
    return { remote, refs: await this.#listRefs(id, remote, signal) }
  }

  async #listRefs(repositoryId: VcsRepositoryId, remote: GitRemote, signal: AbortSignal): Promise<RemoteRefs> {
    const { git, remotes } = this.#parts
    const refs = await git.listRefs(remote, { signal })
    if (refs.knownHosts !== undefined) await remotes.pinKnownHosts(repositoryId, refs.knownHosts)
    return refs
  }

  /** Records why no versions arrive. @throws the error when a retry soon may help; the schedule retries later in any case */
  async #note({ attempt, payload }: SyncRun, { id, oauthTokenId, lastError }: VcsRepository, error: unknown): Promise<void> {
    const { clock, ledger, syncs, findings, logger } = this.#parts
    const { cause, trouble } = error instanceof Unlisted ? { cause: error.cause, trouble: hostTrouble(error.cause) } : ofVersions(error)
    const final = finalFailure(cause) !== undefined
    const explanation = explanationOf(cause)
    const pause = trouble === undefined ? undefined : await syncs.pause(oauthTokenId, trouble)
    await syncs.recordFailure(id, explanation, pause?.until ?? (await this.#nextSync(id)))
    await findings.recordProblem(id, explanation, final)
    // A failure that repeats is recorded once.
    if (explanation !== lastError || (payload.trigger !== 'reconcile' && attempt === 1)) {
      const detail = { trigger: payload.trigger ?? 'change', attempt }
      await ledger.recordForRepository(id, { kind: 'sync', status: 'failed', message: explanation, detail, startedAt: clock.now() })
    }
    const isOver = final || pause?.reason === 'rate_limited' || (pause !== undefined && attempt >= QUICK_ATTEMPTS)
    if (!isOver) throw cause
    logger.info({ repository_id: id, reason: explanation }, 'repository cannot be read')
  }

  async #nextSync(id: VcsRepositoryId, since: Partial<SyncFacts> = {}): Promise<number> {
    const { clock, syncs, random = Math.random } = this.#parts
    const facts = await syncs.facts(id)
    const now = clock.now()
    return facts === undefined ? now : nextSyncAt({ ...facts, ...since }, { now, random: random() })
  }
}

/** Listing the repository failed, which may be due to its host. */
class Unlisted extends Error {
  override readonly name = 'Unlisted'
}

/** For failures after listing: a repository that is hard to fetch says nothing about others at the host. */
function ofVersions(error: unknown): { cause: unknown; trouble: Trouble | undefined } {
  const trouble = hostTrouble(error)
  return { cause: error, trouble: trouble?.reason === 'rate_limited' ? trouble : undefined }
}

/** How hosts answer for a renamed repository: with a redirect (a `protocol` failure here), not found, or a refusal. */
function mayHaveMoved(error: unknown): boolean {
  return error instanceof GitFailure && ['not_found', 'authentication', 'protocol', 'refused'].includes(error.reason)
}

function goneIsFine(error: unknown): undefined {
  if (!(error instanceof NotFound)) throw error
}
