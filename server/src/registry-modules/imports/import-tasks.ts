import type { Database, Queries } from '../../database/index.ts'
import { appendEvents } from '../../import-ledger/index.ts'
import type { Clock, RegistryModuleVersionId, VcsRepositoryId } from '../../kernel/index.ts'
import { moduleById, modulesOfRepository } from '../registry-module/module-rows.ts'
import { isFinished, type RegistryModuleVersion, UNFINISHED } from '../registry-module/registry-module-version.ts'
import { correctUpload, moveVersion, moveVersions, stalledUploads, versionById, versionsInStatus } from '../registry-module/version-rows.ts'
import { eventOf } from './import-events.ts'
import type { ImportTask } from './import-task.ts'

export interface ImportTasksParts {
  database: Database
  clock: Clock
}

/** The versions that wait for their import, and the stages they pass until one of `ImportOutcomes` ends it. */
export class ImportTasks {
  readonly #parts: ImportTasksParts

  constructor(parts: ImportTasksParts) {
    this.#parts = parts
  }

  /** Requeues versions that a crash left between two states. Only the one job that works on the repository may call it. */
  async recover(repositoryId: VcsRepositoryId): Promise<void> {
    const stranded = await this.#ofRepository(repositoryId, ['cloning', 'reg_ingressing'])
    await this.#moveAll(stranded, 'pending')
  }

  /** Newest version first, over all modules of the repository. */
  async unfinished(repositoryId: VcsRepositoryId): Promise<ImportTask[]> {
    return this.#ofRepository(repositoryId, UNFINISHED)
  }

  async #ofRepository(repositoryId: VcsRepositoryId, statuses: readonly RegistryModuleVersion['status'][]): Promise<ImportTask[]> {
    const { queries } = this.#parts.database
    const modules = await modulesOfRepository(queries, repositoryId)
    const byId = new Map(modules.map((module) => [module.id, module]))
    const versions = await versionsInStatus(queries, [...byId.keys()], statuses)
    return versions.flatMap((version) => {
      const module = byId.get(version.registryModuleId)
      return module === undefined ? [] : [{ module, version }]
    })
  }

  /** Uploaded versions that have waited for their import since before the given time. */
  stalledUploads(before: number, limit: number): Promise<RegistryModuleVersionId[]> {
    return stalledUploads(this.#parts.database.queries, before, limit)
  }

  /**
   * Requeues the version first if a crash left it between two states. Only the one job that works on it may call it.
   * @returns undefined when the version is gone, or its import has ended
   */
  async uploaded(id: RegistryModuleVersionId): Promise<ImportTask | undefined> {
    const { queries } = this.#parts.database
    const version = await versionById(queries, id)
    const module = version === undefined ? undefined : await moduleById(queries, version.registryModuleId)
    if (version === undefined || module === undefined || isFinished(version.status)) return undefined
    if (version.status === 'pending') return { module, version }
    const recovered = await moveVersion(queries, version, 'pending', { updatedAt: this.#parts.clock.now() })
    return recovered ? { module, version: { ...version, status: 'pending' } } : undefined
  }

  /**
   * Names the stored archive as the version's upload. The two differ while another archive arrives, and after two arrived
   * at once and were stored in one order and noted in the other. The import then starts again from what is stored.
   * @param sha256 of what is stored
   */
  async correctUpload({ version }: ImportTask, sha256: string): Promise<void> {
    await correctUpload(this.#parts.database.queries, version, sha256)
  }

  /** @returns false when the version is gone, or another worker has it */
  startCloning({ version }: ImportTask): Promise<boolean> {
    return moveVersion(this.#parts.database.queries, version, 'cloning', { updatedAt: this.#parts.clock.now() })
  }

  /** @returns the tasks that were started: not those whose version is gone, or that another worker has */
  startCloningAll(tasks: readonly ImportTask[]): Promise<ImportTask[]> {
    return this.#moveAll(tasks, 'cloning')
  }

  /** @returns false when the version is gone, or another worker has it */
  startIngress({ version }: ImportTask): Promise<boolean> {
    const { database, clock } = this.#parts
    return moveVersion(database.queries, { ...version, status: 'cloning' }, 'reg_ingressing', { updatedAt: clock.now() })
  }

  /** One transaction: a commit for each version would take longer than fetching them all. */
  async #moveAll(tasks: readonly ImportTask[], to: 'pending' | 'cloning'): Promise<ImportTask[]> {
    const moved: ImportTask[] = []
    if (tasks.length === 0) return moved
    await this.#parts.database.queries.transaction().execute(async (tx: Queries) => {
      const now = this.#parts.clock.now()
      const versions = tasks.map(({ version }) => version)
      const ids = await moveVersions(tx, versions, to, { updatedAt: now })
      moved.push(...tasks.filter(({ version }) => ids.has(version.id)))
      const passing = { kind: 'version', status: to, listed: false, startedAt: now } as const
      await appendEvents(
        tx,
        moved.map((task) => eventOf(task.module, { ...passing, version: task.version.version })),
        now,
      )
    })
    return moved
  }
}
