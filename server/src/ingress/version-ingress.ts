// Imports the versions of a repository: one shared fetch, then version by version, newest first.
import { join } from 'node:path'
import type { Archivist } from '../archivist/index.ts'
import type { Clock, VcsRepositoryId } from '../kernel/index.ts'
import type { Git, GitRemote, RemoteRefs, Snapshot, SnapshotCommit, SnapshotWant } from '../platform/git/index.ts'
import {
  type ImportedPackage,
  type ImportedPackages,
  type ImportFailure,
  type ImportStage,
  type ImportTask,
  type ImportTasks,
  ImportTrace,
  sourceDirectoryOf,
  timed,
} from '../registry-modules/index.ts'
import { concernsVersions, finalFailure, ImportRefused, messageOf, worthAnotherAttempt } from './failure.ts'
import { type ImportVersionParts, importVersion } from './import-version.ts'
import { INSPECTION_FORMAT } from './inspection-format.ts'
import type { Sandbox } from './sandbox/sandbox.ts'
import type { SuppliedSubmodule } from './sandbox/submodules/submodule-messages.ts'
import { steadyText } from './steady-text.ts'
import { keptRefusal, storePackage } from './store-package.ts'
import { prepareWithSubmodules } from './submodules/prepare-with-submodules.ts'
import { SubmoduleFetches } from './submodules/submodule-fetches.ts'
import { locate, meantBy, type WantedVersion, wantOf } from './wanted-version.ts'

export interface VersionIngressParts extends ImportVersionParts {
  tasks: ImportTasks
  packages: Pick<ImportedPackages, 'madeFrom'>
  archivist: Archivist
  git: Git
  sandbox: Sandbox
  clock: Clock
}

export interface ImportBatch {
  repositoryId: VcsRepositoryId
  remote: GitRemote
  refs: RemoteRefs
  /** the stage that listed them */
  listed: ImportStage
  /** of the sync, from 1 */
  attempt: number
  /** aborted when another worker takes over */
  signal: AbortSignal
  /** called after every successful fetch */
  fetched(): Promise<void>
  /** called after every version that needs no retry */
  progressed(): Promise<void>
}

/** Bounds the size of a fetch. Nearly all of its cost is in the first tag. */
const FETCHED_TOGETHER = 200
/** While one version is being stored, the next is being prepared. */
const IN_FLIGHT = 2
/**
 * In one run. Each split costs a fetch, while other repositories wait. Enough to get from `FETCHED_TOGETHER` down to single
 * versions, so that every run decides some and leaves fewer to the next.
 */
const MAX_SPLITS = 16
/** Within seconds. After the last, a git submodule whose host does not answer cannot be had. */
const ATTEMPTS_AT_SUBMODULES = 3

export class VersionIngress {
  readonly #parts: VersionIngressParts

  constructor(parts: VersionIngressParts) {
    this.#parts = parts
  }

  /** @throws the first failure that is worth a retry, once everything else is done */
  async importUnfinished(batch: ImportBatch): Promise<void> {
    const tasks = await this.#parts.tasks.unfinished(batch.repositoryId)
    const failures: unknown[] = []
    const submodules = new SubmoduleFetches({ git: this.#parts.git, remote: batch.remote, signal: batch.signal })
    try {
      for (let start = 0; start < tasks.length; start += FETCHED_TOGETHER) {
        batch.signal.throwIfAborted()
        failures.push(...(await this.#importTogether({ ...batch, submodules }, tasks.slice(start, start + FETCHED_TOGETHER))))
      }
    } finally {
      await submodules.dispose()
    }
    if (failures.length > 0) throw failures[0]
  }

  /**
   * Usually one fetch. If that is too large, it is split in halves, so that a huge version does not fail the others: only a
   * version that fails alone fails for good. Those that the splits do not reach wait.
   * @returns failures of single versions that are worth a retry
   * @throws failures to read the repository
   */
  async #importTogether(batch: RunningBatch, candidates: readonly ImportTask[]): Promise<unknown[]> {
    const failures: unknown[] = []
    const pieces: (readonly WantedVersion[])[] = [await this.#startCloning(batch, candidates, failures)]
    let splitsLeft = MAX_SPLITS
    for (let piece = pieces.shift(); piece !== undefined; piece = pieces.shift()) {
      if (piece.length === 0) continue
      try {
        failures.push(...(await this.#fetchAndImport(batch, piece)))
      } catch (error) {
        batch.signal.throwIfAborted()
        if (concernsVersions(error) && piece.length === 1) await this.#failAll(piece, error)
        else if (concernsVersions(error) && splitsLeft-- > 0) pieces.unshift(...halves(piece))
        else {
          await this.#postponeAll([piece, ...pieces].flat(), error)
          throw worthAnotherAttempt(error)
        }
      }
    }
    return failures
  }

  /** Fails versions whose branch or commit does not exist. @param failures gets those that are worth a retry */
  async #startCloning(batch: RunningBatch, candidates: readonly ImportTask[], failures: unknown[]): Promise<WantedVersion[]> {
    const { tasks, outcomes } = this.#parts
    const wanted = new Map<ImportTask, SnapshotWant>()
    for (const task of candidates) {
      const want = await this.#wantOf(batch, task).catch((error: unknown) => {
        const failure = finalFailure(error)
        if (failure === undefined) failures.push(error)
        return failure
      })
      if (want === undefined) continue
      if ('message' in want) await outcomes.fail(task, 'pending', want)
      else wanted.set(task, want)
    }
    const started = new Set(await tasks.startCloningAll([...wanted.keys()]))
    return [...wanted].filter(([task]) => started.has(task)).map(([task, want]) => ({ task, want }))
  }

  /** Asks the remote what an abbreviated commit means. */
  async #wantOf({ remote, refs }: RunningBatch, task: ImportTask): Promise<SnapshotWant | ImportFailure> {
    const want = wantOf(task, refs)
    if (!('prefix' in want)) return want
    const { branch, prefix } = want
    const found = await this.#parts.git.findCommits(remote, { ref: `refs/heads/${branch.name}`, commit: branch.commit, prefix })
    return meantBy(want, found)
  }

  async #failAll(piece: readonly WantedVersion[], error: unknown): Promise<void> {
    const failure = finalFailure(error) ?? { message: messageOf(error) }
    for (const { task } of piece) await this.#parts.outcomes.fail(task, 'cloning', failure)
  }

  async #postponeAll(versions: readonly WantedVersion[], error: unknown): Promise<void> {
    const tasks = versions.map(({ task }) => task)
    await this.#parts.outcomes.postponeAll(tasks, 'cloning', messageOf(error))
  }

  async #fetchAndImport(batch: RunningBatch, piece: readonly WantedVersion[]): Promise<unknown[]> {
    const wants = piece.map(({ want }) => want)
    const { git, clock } = this.#parts
    const { result: snapshot, stage } = await timed('fetched', clock.now(), () =>
      git.fetchSnapshot(batch.remote, wants, { signal: batch.signal }),
    )
    try {
      await batch.fetched()
      return await this.#importAll(batch, piece, { snapshot, shared: [batch.listed, stage] })
    } finally {
      await snapshot.dispose()
    }
  }

  async #importAll(batch: RunningBatch, piece: readonly WantedVersion[], fetched: Fetched): Promise<unknown[]> {
    const waiting = [...piece]
    const failures: unknown[] = []
    const making: Making = new Map()
    const worker = async () => {
      for (let next = waiting.shift(); next !== undefined && !batch.signal.aborted; next = waiting.shift()) {
        await this.#importOne(batch, next, fetched, making).catch((error: unknown) => failures.push(error))
      }
    }
    await Promise.all(Array.from({ length: IN_FLIGHT }, worker))
    batch.signal.throwIfAborted()
    return failures
  }

  async #importOne(batch: RunningBatch, { task, want }: WantedVersion, { snapshot, shared }: Fetched, making: Making): Promise<void> {
    const { repositoryId, signal, progressed } = batch
    let key = ''
    await importVersion(this.#parts, task, {
      signal,
      find: () => locate(want, snapshot),
      trace: new ImportTrace(() => this.#parts.clock.now(), shared),
      make: async (commit, trace) => {
        key = inspectionKey(repositoryId, task, commit)
        const underWay = making.get(key)
        const made = underWay ?? this.#reuseOrMake(task, { batch, commit, key, snapshot, trace })
        making.set(key, made)
        return publishable(await (underWay === undefined ? made : trace.measure('reused', () => made)), task, commit)
      },
    }).finally(() => making.delete(key))
    await progressed()
  }

  async #reuseOrMake(task: ImportTask, from: PackageOrigin): Promise<ImportedPackage | string> {
    const { result: reused, stage } = await timed('reused', this.#parts.clock.now(), () => this.#reuse(from))
    if (reused === undefined) return await this.#make(task, from)
    from.trace.add(stage)
    return reused
  }

  /** @returns the package if the same files were imported before, for another tag or another module of the repository */
  async #reuse({ key, commit }: PackageOrigin): Promise<ImportedPackage | undefined> {
    const known = await this.#parts.packages.madeFrom(key)
    if (known === undefined || !(await this.#parts.archivist.isIntact(known.archive.key))) return undefined
    return { commit: commit.commit, archive: known.archive, inspection: { key, format: INSPECTION_FORMAT, ...known.inspection } }
  }

  /** @returns as text why there is nothing to publish, if the directory has no configuration */
  async #make(task: ImportTask, origin: PackageOrigin): Promise<ImportedPackage | string> {
    const { commit, key, snapshot, trace } = origin
    const startedAt = this.#parts.clock.now()
    const file = join(snapshot.directory, `${task.version.id}.tar.gz`)
    const { outcome, isComplete } = await this.#prepare(task, origin, file)
    if (outcome.kind === 'nothing') return outcome.reason
    const checkRoom = this.#parts.outcomes.roomCheckOf(task)
    if (outcome.kind === 'refused') throw await keptRefusal(this.#parts.archivist, outcome, { file, checkRoom })
    if (outcome.kind === 'incomplete') throw new ImportRefused({ ...outcome, message: steadyText(outcome.message) }, { at: 'cloning' })
    // What lacks a submodule for now is not what other versions with the same files will be.
    const inspectionKey = isComplete ? key : `${key}:${task.version.id}`
    const from = { file, commit: commit.commit, inspectionKey, checkRoom, trace, startedAt }
    return await storePackage(this.#parts.archivist, outcome, from)
  }

  async #prepare({ module }: ImportTask, { batch, commit, key, snapshot, trace }: PackageOrigin, destination: string) {
    const git = { kind: 'git', repository: snapshot.directory, tree: commit.tree, sourceDirectory: sourceDirectoryOf(module) } as const
    const options = { organization: module.organizationId, signal: batch.signal }
    const ask = (submodules: readonly SuppliedSubmodule[]) => {
      const source = module.ingressSubmodules ? { ...git, submodules } : git
      return this.#parts.sandbox.prepare({ name: key, source, destination }, options)
    }
    return await prepareWithSubmodules(batch.submodules, { ask, trace, isLastAttempt: batch.attempt >= ATTEMPTS_AT_SUBMODULES })
  }
}

interface RunningBatch extends ImportBatch {
  submodules: SubmoduleFetches
}

interface PackageOrigin {
  batch: RunningBatch
  commit: SnapshotCommit
  /** names the files, independent of the commit */
  key: string
  snapshot: Snapshot
  trace: ImportTrace
}

/** A fetch, and the stages that its versions share. */
interface Fetched {
  snapshot: Snapshot
  shared: readonly ImportStage[]
}

/** Packages in progress, by inspection key: identical trees are inspected once. A published one is found in the database. */
type Making = Map<string, Promise<ImportedPackage | string>>

function inspectionKey(repositoryId: VcsRepositoryId, { module }: ImportTask, { tree }: SnapshotCommit): string {
  const submodules = module.ingressSubmodules ? ':submodules' : ''
  return `${repositoryId}:${tree}:${sourceDirectoryOf(module)}:${INSPECTION_FORMAT}${submodules}`
}

/** A tag without configuration is skipped. A version that a person requested by its commit fails and says why. */
function publishable(
  made: ImportedPackage | string,
  { version }: ImportTask,
  { commit, tagMessage }: SnapshotCommit,
): ImportedPackage | string {
  if (typeof made !== 'string') return { ...made, commit, ...(tagMessage === undefined ? {} : { tagMessage }) }
  if (version.tag === null) throw new ImportRefused({ message: made })
  return made
}

function halves<Item>(items: readonly Item[]): [Item[], Item[]] {
  const middle = Math.ceil(items.length / 2)
  return [items.slice(0, middle), items.slice(middle)]
}
