// Brings the versions of one repository in: a shared fetch, then one version after the other, the newest first.
import { join } from 'node:path'
import type { Archivist } from '../archivist/index.ts'
import type { Git, GitRemote, RemoteRefs, Snapshot, SnapshotCommit, SnapshotWant } from '../platform/git/index.ts'
import type { VcsRepositoryId } from '../platform/kernel/index.ts'
import type { Logger } from '../platform/observability/index.ts'
import type { ImportedPackage, ImportTask, VersionImports } from '../registry-modules/index.ts'
import { finalFailure, ImportRefused, messageOf } from './failure.ts'
import { importVersion } from './import-version.ts'
import { INSPECTION_FORMAT } from './inspection-format.ts'
import type { Sandbox } from './sandbox/sandbox.ts'
import { storePackage } from './store-package.ts'

export interface VersionIngressParts {
  imports: VersionImports
  archivist: Archivist
  git: Git
  sandbox: Sandbox
  logger: Logger
}

export interface ImportBatch {
  repositoryId: VcsRepositoryId
  remote: GitRemote
  refs: RemoteRefs
  /** aborted when the work is no longer ours */
  signal: AbortSignal
}

/** Bounds the size of one fetch; its cost is nearly all in the first tag. */
const FETCHED_TOGETHER = 200
/** While one version is being stored, the next is being prepared. */
const IN_FLIGHT = 2

export class VersionIngress {
  readonly #parts: VersionIngressParts

  constructor(parts: VersionIngressParts) {
    this.#parts = parts
  }

  /** @throws the first failure that is worth another attempt, after everything else was done */
  async importUnfinished(batch: ImportBatch): Promise<void> {
    const tasks = await this.#parts.imports.unfinished(batch.repositoryId)
    for (let start = 0; start < tasks.length; start += FETCHED_TOGETHER) {
      batch.signal.throwIfAborted()
      await this.#importTogether(batch, tasks.slice(start, start + FETCHED_TOGETHER))
    }
  }

  async #importTogether(batch: ImportBatch, candidates: readonly ImportTask[]): Promise<void> {
    const { imports, git } = this.#parts
    const tasks = await this.#startCloning(candidates, batch.refs)
    const wants = tasks.map(({ want }) => want)
    let snapshot: Snapshot
    try {
      snapshot = await git.fetchSnapshot(batch.remote, wants)
    } catch (error) {
      const failure = finalFailure(error)
      for (const { task } of tasks) {
        if (failure !== undefined) await imports.fail(task, 'cloning', failure)
        else await imports.postpone(task, 'cloning', messageOf(error))
      }
      if (failure === undefined) throw error
      return
    }
    try {
      await this.#importAll(batch, tasks, snapshot)
    } finally {
      await snapshot.dispose()
    }
  }

  /** Versions whose tag, branch or commit cannot even be named fail here. */
  async #startCloning(candidates: readonly ImportTask[], refs: RemoteRefs): Promise<WantedTask[]> {
    const { imports } = this.#parts
    const started: WantedTask[] = []
    for (const task of candidates) {
      const want = wantOf(task, refs)
      if ('message' in want) await imports.fail(task, 'pending', want)
      else if (await imports.startCloning(task)) started.push({ task, want })
    }
    return started
  }

  async #importAll(batch: ImportBatch, tasks: readonly WantedTask[], snapshot: Snapshot): Promise<void> {
    const waiting = [...tasks]
    const failures: unknown[] = []
    const worker = async () => {
      for (let next = waiting.shift(); next !== undefined && !batch.signal.aborted; next = waiting.shift()) {
        await this.#importOne(batch, next, snapshot).catch((error: unknown) => failures.push(error))
      }
    }
    await Promise.all(Array.from({ length: IN_FLIGHT }, worker))
    batch.signal.throwIfAborted()
    if (failures.length > 0) throw failures[0]
  }

  #importOne({ repositoryId, signal }: ImportBatch, { task, want }: WantedTask, snapshot: Snapshot): Promise<void> {
    return importVersion(this.#parts, task, {
      signal,
      find: () => locate(want, snapshot),
      make: async (commit) => (await this.#reuse(repositoryId, task, commit)) ?? (await this.#make(repositoryId, task, commit, snapshot)),
    })
  }

  /** The same files were imported before, under another tag or for another module of the repository. */
  async #reuse(repositoryId: VcsRepositoryId, task: ImportTask, commit: SnapshotCommit): Promise<ImportedPackage | undefined> {
    const key = inspectionKey(repositoryId, task, commit)
    const known = await this.#parts.imports.importedFrom(key)
    if (known === undefined || (await this.#parts.archivist.find(known.archive.key)) === undefined) return undefined
    return { commit: commit.commit, archive: known.archive, inspection: { key, document: known.document } }
  }

  /** @returns why there is nothing to publish, as text, when the directory has no configuration */
  async #make(
    repositoryId: VcsRepositoryId,
    task: ImportTask,
    commit: SnapshotCommit,
    snapshot: Snapshot,
  ): Promise<ImportedPackage | string> {
    const file = join(snapshot.directory, `${task.version.id}.tar.gz`)
    const sourceDirectory = task.module.source_directory ?? ''
    const outcome = await this.#parts.sandbox.prepare({
      source: { kind: 'git', repository: snapshot.directory, tree: commit.tree, sourceDirectory },
      destination: file,
    })
    if (outcome.kind === 'nothing') return outcome.reason
    if (outcome.kind === 'refused') throw new ImportRefused(outcome)
    const key = inspectionKey(repositoryId, task, commit)
    return await storePackage(this.#parts.archivist, outcome, { file, commit: commit.commit, inspectionKey: key })
  }
}

interface WantedTask {
  task: ImportTask
  want: SnapshotWant
}

/** What to ask the remote for: the tag, the commit somebody named, or the head of the branch. */
function wantOf({ module, version }: ImportTask, refs: RemoteRefs): SnapshotWant | { message: string } {
  if (version.tag !== null) return { ref: `refs/tags/${version.tag}`, commit: version.commit_sha ?? '' }
  if (version.commit_sha !== null) return { commit: version.commit_sha }
  const branch = refs.branches.find(({ name }) => name === module.branch)
  if (branch === undefined) return { message: `the repository has no branch ${module.branch ?? ''}` }
  return { ref: `refs/heads/${branch.name}`, commit: branch.commit }
}

function locate(want: SnapshotWant, snapshot: Snapshot): SnapshotCommit {
  const key = want.ref ?? want.commit
  const found = snapshot.commits.get(key)
  if (found !== undefined) return found
  const reason = snapshot.missing.find((missing) => missing.want === key)?.reason ?? 'gone'
  throw new ImportRefused({ message: `${key} ${WHY_MISSING[reason]}` })
}

const WHY_MISSING = {
  gone: 'is no longer in the repository',
  not_a_commit: 'does not point to a commit',
  damaged: 'has objects that git refuses as damaged',
} as const

function inspectionKey(repositoryId: VcsRepositoryId, { module }: ImportTask, { tree }: SnapshotCommit): string {
  return `${repositoryId}:${tree}:${module.source_directory ?? ''}:${INSPECTION_FORMAT}`
}
