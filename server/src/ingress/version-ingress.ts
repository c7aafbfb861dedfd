// Brings the versions of one repository in: a shared fetch, then one version after the other, the newest first.
import { join } from 'node:path'
import type { Archivist } from '../archivist/index.ts'
import type { Clock, VcsRepositoryId } from '../kernel/index.ts'
import type { Git, GitRemote, RemoteRefs, Snapshot, SnapshotCommit, SnapshotWant } from '../platform/git/index.ts'
import type { Logger } from '../platform/observability/index.ts'
import {
  type ImportedPackage,
  type ImportStage,
  type ImportTask,
  ImportTrace,
  timed,
  type VersionImports,
} from '../registry-modules/index.ts'
import { concernsVersions, finalFailure, ImportRefused, messageOf, worthAnotherAttempt } from './failure.ts'
import { importVersion } from './import-version.ts'
import { INSPECTION_FORMAT } from './inspection-format.ts'
import type { Sandbox } from './sandbox/sandbox.ts'
import { storePackage } from './store-package.ts'
import { locate, type WantedVersion, wantOf } from './wanted-version.ts'

export interface VersionIngressParts {
  imports: VersionImports
  archivist: Archivist
  git: Git
  sandbox: Sandbox
  logger: Logger
  clock: Clock
}

export interface ImportBatch {
  repositoryId: VcsRepositoryId
  remote: GitRemote
  refs: RemoteRefs
  /** how long it took to list them */
  listed: ImportStage
  /** aborted when the work is no longer ours */
  signal: AbortSignal
  /** called after every fetch that worked */
  fetched(): Promise<void>
  /** called after every version that needs no further attempt */
  progressed(): Promise<void>
}

/** Bounds the size of one fetch; its cost is nearly all in the first tag. */
const FETCHED_TOGETHER = 200
/** While one version is being stored, the next is being prepared. */
const IN_FLIGHT = 2
/**
 * In one run; each costs a fetch up to the limit, and other repositories wait. Enough to come down to single versions of
 * `FETCHED_TOGETHER`, so that every run decides some, and the next has fewer to look at.
 */
const MAX_SPLITS = 16

export class VersionIngress {
  readonly #parts: VersionIngressParts

  constructor(parts: VersionIngressParts) {
    this.#parts = parts
  }

  /** @throws the first failure that is worth another attempt, after everything else that can be done was done */
  async importUnfinished(batch: ImportBatch): Promise<void> {
    const tasks = await this.#parts.imports.unfinished(batch.repositoryId)
    const failures: unknown[] = []
    for (let start = 0; start < tasks.length; start += FETCHED_TOGETHER) {
      batch.signal.throwIfAborted()
      failures.push(...(await this.#importTogether(batch, tasks.slice(start, start + FETCHED_TOGETHER))))
    }
    if (failures.length > 0) throw failures[0]
  }

  /**
   * One fetch is the rule. What is too large for one is fetched in halves, so that a huge version does not take the others with it:
   * only what fails alone fails for good, and what there was no time for waits.
   * @returns failures of single versions that are worth another attempt
   * @throws what keeps the repository from being read
   */
  async #importTogether(batch: ImportBatch, candidates: readonly ImportTask[]): Promise<unknown[]> {
    const pieces: (readonly WantedVersion[])[] = [await this.#startCloning(candidates, batch.refs)]
    const failures: unknown[] = []
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

  /** Versions whose tag, branch or commit cannot even be named fail here. */
  async #startCloning(candidates: readonly ImportTask[], refs: RemoteRefs): Promise<WantedVersion[]> {
    const { imports } = this.#parts
    const wanted = new Map<ImportTask, SnapshotWant>()
    for (const task of candidates) {
      const want = wantOf(task, refs)
      if ('message' in want) await imports.fail(task, 'pending', want)
      else wanted.set(task, want)
    }
    const started = new Set(await imports.startCloningAll([...wanted.keys()]))
    return [...wanted].filter(([task]) => started.has(task)).map(([task, want]) => ({ task, want }))
  }

  async #failAll(piece: readonly WantedVersion[], error: unknown): Promise<void> {
    const failure = finalFailure(error) ?? { message: messageOf(error) }
    for (const { task } of piece) await this.#parts.imports.fail(task, 'cloning', failure)
  }

  async #postponeAll(versions: readonly WantedVersion[], error: unknown): Promise<void> {
    const tasks = versions.map(({ task }) => task)
    await this.#parts.imports.postponeAll(tasks, 'cloning', messageOf(error))
  }

  async #fetchAndImport(batch: ImportBatch, piece: readonly WantedVersion[]): Promise<unknown[]> {
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

  async #importAll(batch: ImportBatch, piece: readonly WantedVersion[], fetched: Fetched): Promise<unknown[]> {
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

  async #importOne(
    { repositoryId, signal, progressed }: ImportBatch,
    { task, want }: WantedVersion,
    { snapshot, shared }: Fetched,
    making: Making,
  ): Promise<void> {
    await importVersion(this.#parts, task, {
      signal,
      find: () => locate(want, snapshot),
      trace: new ImportTrace(() => this.#parts.clock.now(), shared),
      make: async (commit, trace) => {
        const key = inspectionKey(repositoryId, task, commit)
        const underWay = making.get(key)
        const made = underWay ?? this.#reuseOrMake(task, { commit, key, snapshot, trace })
        making.set(key, made)
        return publishable(await (underWay === undefined ? made : trace.measure('reused', () => made)), task, commit)
      },
    })
    await progressed()
  }

  async #reuseOrMake(task: ImportTask, from: PackageOrigin): Promise<ImportedPackage | string> {
    const { result: reused, stage } = await timed('reused', this.#parts.clock.now(), () => this.#reuse(from))
    if (reused === undefined) return await this.#make(task, from)
    from.trace.add(stage)
    return reused
  }

  /** The same files were imported before, under another tag or for another module of the repository. */
  async #reuse({ key, commit }: PackageOrigin): Promise<ImportedPackage | undefined> {
    const known = await this.#parts.imports.importedFrom(key)
    if (known === undefined || (await this.#parts.archivist.find(known.archive.key)) === undefined) return undefined
    return { commit: commit.commit, archive: known.archive, inspection: { key, document: known.document } }
  }

  /** @returns why there is nothing to publish, as text, when the directory has no configuration */
  async #make(task: ImportTask, { commit, key, snapshot, trace }: PackageOrigin): Promise<ImportedPackage | string> {
    const startedAt = this.#parts.clock.now()
    const file = join(snapshot.directory, `${task.version.id}.tar.gz`)
    const sourceDirectory = task.module.sourceDirectory ?? ''
    const outcome = await this.#parts.sandbox.prepare({
      name: key,
      source: { kind: 'git', repository: snapshot.directory, tree: commit.tree, sourceDirectory },
      destination: file,
    })
    if (outcome.kind === 'nothing') return outcome.reason
    if (outcome.kind === 'refused') throw new ImportRefused(outcome)
    return await storePackage(this.#parts.archivist, outcome, { file, commit: commit.commit, inspectionKey: key, trace, startedAt })
  }
}

interface PackageOrigin {
  commit: SnapshotCommit
  /** names the files, whatever commit they are in */
  key: string
  snapshot: Snapshot
  trace: ImportTrace
}

/** What was fetched together, and how long that took. */
interface Fetched {
  snapshot: Snapshot
  shared: readonly ImportStage[]
}

/** What is being made of the trees of a snapshot, by inspection key: identical ones are looked at once. */
type Making = Map<string, Promise<ImportedPackage | string>>

function inspectionKey(repositoryId: VcsRepositoryId, { module }: ImportTask, { tree }: SnapshotCommit): string {
  return `${repositoryId}:${tree}:${module.sourceDirectory ?? ''}:${INSPECTION_FORMAT}`
}

/** A tag without configuration is passed over, but a version that somebody asked for by its commit has to say why it did not come. */
function publishable(made: ImportedPackage | string, { version }: ImportTask, { commit }: SnapshotCommit): ImportedPackage | string {
  if (typeof made !== 'string') return { ...made, commit }
  if (version.tag === null) throw new ImportRefused({ message: made })
  return made
}

function halves<Item>(items: readonly Item[]): [Item[], Item[]] {
  const middle = Math.ceil(items.length / 2)
  return [items.slice(0, middle), items.slice(middle)]
}
