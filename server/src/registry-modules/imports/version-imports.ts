// The side of modules that imports work on: no subject, because it is the server itself that acts here.
import type { Kysely } from 'kysely'
import type { AuditTrail } from '../../audit-trail/index.ts'
import { type Database, type Schema } from '../../database/index.ts'
import { appendEvents, type ImportStep } from '../../import-ledger/index.ts'
import { type Clock, type RegistryModuleId, type RegistryModuleVersionId, type VcsRepositoryId } from '../../kernel/index.ts'
import { auditedVersion } from '../registry-module/audited.ts'
import { inspectionDocument, saveInspection } from '../registry-module/document-rows.ts'
import { lockModule, moduleById, modulesOfRepository, updateModule } from '../registry-module/module-rows.ts'
import { NO_FAILURE, newVersion } from '../registry-module/new-version.ts'
import type { CatalogueChanges } from '../registry-module/ports.ts'
import { refreshModule } from '../registry-module/publication-state.ts'
import type { RegistryModule } from '../registry-module/registry-module.ts'
import {
  describeFailure,
  type ImportFailure,
  isFinished,
  type RegistryModuleVersion,
  UNFINISHED,
} from '../registry-module/registry-module-version.ts'
import { searchText } from '../registry-module/search-text.ts'
import { saveTags, tagsOf, updateTag } from '../registry-module/tag-rows.ts'
import {
  archiveFrom,
  correctUpload,
  deleteVersion,
  insertVersions,
  moveVersion,
  referencedArchives,
  stalledUploads,
  versionById,
  versionsInStatus,
  versionsOf,
} from '../registry-module/version-rows.ts'
import { describeInspection } from './description.ts'
import { eventOf, tagEvents } from './import-events.ts'
import { ImportTrace, type StageName } from './import-trace.ts'
import { decideTags, type RemoteTag, type TagDecision } from './tag-decisions.ts'
import { tagRow } from './tag-row.ts'

/** A version that is to be imported, with what is needed to know where from. */
export interface ImportTask {
  module: RegistryModule
  version: RegistryModuleVersion
}

/** What was made of a version's files. */
export interface ImportedPackage {
  /** null for an upload that names none */
  commit: string | null
  archive: { key: string; sha256: string; size: number }
  /** `key` names the inspected tree; `document` is JSON */
  inspection: { key: string; document: string }
}

export class VersionImports {
  readonly #database: Database
  readonly #clock: Clock
  readonly #catalogue: CatalogueChanges
  readonly #trail: Pick<AuditTrail, 'record'>

  constructor(parts: { database: Database; clock: Clock; catalogue: CatalogueChanges; trail: Pick<AuditTrail, 'record'> }) {
    this.#database = parts.database
    this.#clock = parts.clock
    this.#catalogue = parts.catalogue
    this.#trail = parts.trail
  }

  /** Decides on every tag for every module of the repository, makes the versions that follow, and remembers the decisions. @returns how many */
  async recordTags(repositoryId: VcsRepositoryId, tags: readonly RemoteTag[], serviceProvider: string): Promise<number> {
    let added = 0
    const modules = await modulesOfRepository(this.#database.queries, repositoryId)
    for (const { id, publishing_mechanism } of modules) {
      if (publishing_mechanism !== 'git_tag') continue
      await this.#change(id, async (tx) => {
        // As it is now: it may have been changed since, and then these tags are not for it to decide on.
        const module = await moduleById(tx, id)
        if (module?.vcs_repository_id !== repositoryId || module.publishing_mechanism !== 'git_tag') return
        const [known, versions] = await Promise.all([tagsOf(tx, module.id), versionsOf(tx, [module.id])])
        const decisions = decideTags(tags, {
          tagPrefix: module.tag_prefix,
          known: new Map(known.map((tag) => [tag.tag, tag])),
          versions: new Map(versions.map((version) => [version.version, version.tag])),
        })
        await this.#applyDecisions(tx, module, versions, decisions, serviceProvider)
        added += decisions.filter(({ effect }) => effect === 'create').length
        const now = this.#clock.now()
        await saveTags(
          tx,
          decisions.map((decision) => tagRow(module.id, decision, now)),
        )
        const present = new Set(tags.map((tag) => tag.name))
        for (const tag of known)
          if (tag.gone_at === null && !present.has(tag.tag)) await updateTag(tx, module.id, tag.tag, { gone_at: now })
        await appendEvents(tx, tagEvents(module, known, decisions, now), now)
      })
    }
    return added
  }

  async #applyDecisions(
    tx: Kysely<Schema>,
    module: RegistryModule,
    versions: readonly RegistryModuleVersion[],
    decisions: readonly TagDecision[],
    source: string,
  ): Promise<void> {
    const now = this.#clock.now()
    const created = decisions.filter((decision) => decision.effect === 'create' && decision.version !== null)
    await insertVersions(
      tx,
      created.map(({ tag, commit, version }) => newVersion(module.id, { version: version ?? '', tag, commit, source, now })),
    )
    for (const { effect, tag, commit } of decisions) {
      const version = effect === 'restart' ? versions.find((each) => each.tag === tag) : undefined
      if (version !== undefined) await moveVersion(tx, version, 'pending', { ...NO_FAILURE, commit_sha: commit, updated_at: now })
    }
    await refreshModule(tx, module.id)
  }

  /** Puts back what a crash left between two states. Only safe for the one job that works on the repository. */
  async recover(repositoryId: VcsRepositoryId): Promise<void> {
    const stranded = await this.#versionsOfRepository(repositoryId, ['cloning', 'reg_ingressing'])
    await this.#moveAll(stranded, 'pending')
  }

  /** Newest version first, over all modules of the repository. */
  async unfinished(repositoryId: VcsRepositoryId): Promise<ImportTask[]> {
    return this.#versionsOfRepository(repositoryId, UNFINISHED)
  }

  /** Uploaded versions that have waited for their import since before the given time. */
  stalledUploads(before: number, limit: number): Promise<RegistryModuleVersionId[]> {
    return stalledUploads(this.#database.queries, before, limit)
  }

  /** A version whose archive was uploaded; put back first when a crash left it between two states. Only for the one job that works on it. */
  async uploaded(id: RegistryModuleVersionId): Promise<ImportTask | undefined> {
    const { queries } = this.#database
    const version = await versionById(queries, id)
    const module = version === undefined ? undefined : await moduleById(queries, version.registry_module_id)
    if (version === undefined || module === undefined || isFinished(version.status)) return undefined
    if (version.status === 'pending') return { module, version }
    const recovered = await moveVersion(queries, version, 'pending', { updated_at: this.#clock.now() })
    return recovered ? { module, version: { ...version, status: 'pending' } } : undefined
  }

  /**
   * The stored archive is not the one the version names: another one is just arriving, or of two that arrived at the same
   * time one was stored last and the other noted last. The import then has to begin again, from what is stored by then.
   * @param sha256 of what is stored
   */
  async correctUpload({ version }: ImportTask, sha256: string): Promise<void> {
    await correctUpload(this.#database.queries, version, sha256)
  }

  async #versionsOfRepository(repositoryId: VcsRepositoryId, statuses: readonly RegistryModuleVersion['status'][]): Promise<ImportTask[]> {
    const modules = await modulesOfRepository(this.#database.queries, repositoryId)
    const byId = new Map(modules.map((module) => [module.id, module]))
    const versions = await versionsInStatus(this.#database.queries, [...byId.keys()], statuses)
    return versions.flatMap((version) => {
      const module = byId.get(version.registry_module_id)
      return module === undefined ? [] : [{ module, version }]
    })
  }

  /** @returns without those that are gone or that somebody else works on */
  startCloningAll(tasks: readonly ImportTask[]): Promise<ImportTask[]> {
    return this.#moveAll(tasks, 'cloning')
  }

  /** One transaction: waiting for the disk once per version would take longer than fetching them all. */
  async #moveAll(tasks: readonly ImportTask[], to: 'pending' | 'cloning'): Promise<ImportTask[]> {
    const moved: ImportTask[] = []
    if (tasks.length === 0) return moved
    await this.#database.queries.transaction().execute(async (tx: Kysely<Schema>) => {
      const now = this.#clock.now()
      for (const task of tasks) if (await moveVersion(tx, task.version, to, { updated_at: now })) moved.push(task)
      const passing = { kind: 'version', status: to, listed: false, startedAt: now } as const
      await appendEvents(
        tx,
        moved.map((task) => eventOf(task.module, { ...passing, version: task.version.version })),
        now,
      )
    })
    return moved
  }

  /** @returns false when the version is gone or somebody else works on it */
  startCloning({ version }: ImportTask): Promise<boolean> {
    return moveVersion(this.#database.queries, version, 'cloning', { updated_at: this.#clock.now() })
  }

  startIngress({ version }: ImportTask): Promise<boolean> {
    return moveVersion(this.#database.queries, { ...version, status: 'cloning' }, 'reg_ingressing', { updated_at: this.#clock.now() })
  }

  /**
   * The archive must be durable under its key before this is called: the row is what makes it a version.
   * @returns false when the version is gone, or waits for a newer upload
   */
  async publish({ module, version }: ImportTask, made: ImportedPackage, trace?: ImportTrace): Promise<boolean> {
    const now = this.#clock.now()
    const began = performance.now()
    const published = await this.#change(module.id, async (tx) => {
      if (await this.#isOvertaken(tx, version, 'reg_ingressing')) return false
      await saveInspection(tx, made.inspection.key, made.inspection.document, now)
      const moved = await moveVersion(tx, { ...version, status: 'reg_ingressing' }, 'ok', {
        ...NO_FAILURE,
        commit_sha: made.commit,
        archive_key: made.archive.key,
        archive_sha256: made.archive.sha256,
        archive_size: made.archive.size,
        inspection_key: made.inspection.key,
        published_at: now,
        updated_at: now,
      })
      if (!moved) return false
      await this.#describeTag(tx, module.id, version, {
        decision: 'imported',
        reason: `imported as ${version.version}`,
        imported_commit_sha: made.commit,
      })
      const refreshed = await refreshModule(tx, module.id)
      if (refreshed?.latest_version === version.version) {
        const description = describeInspection(made.inspection.document)
        await updateModule(tx, module.id, { description, search_text: searchText({ ...module, description }) })
      }
      await this.#recordPublication(tx, { module, version }, made)
      await this.#append(tx, { module, version }, trace, { status: 'ok', detail: { commit: made.commit } }, { name: 'published', began })
      return true
    })
    return published ?? false
  }

  /** Nobody asked for it by a request: a tag was pushed, or an upload acknowledged before. */
  async #recordPublication(tx: Kysely<Schema>, { module, version }: ImportTask, made: ImportedPackage): Promise<void> {
    const { tag, branch } = version
    const thing = auditedVersion(module, { ...version, commit_sha: made.commit }, { tag, branch, sha256: made.archive.sha256 })
    await this.#trail.record(tx, { subject: 'system', action: 'publish', ...thing })
  }

  /** @returns what was made of the same files before, under whatever version */
  async importedFrom(inspectionKey: string): Promise<{ archive: ImportedPackage['archive']; document: string } | undefined> {
    const { queries } = this.#database
    const [archive, document] = await Promise.all([archiveFrom(queries, inspectionKey), inspectionDocument(queries, inspectionKey)])
    return archive === undefined || document === undefined ? undefined : { archive, document }
  }

  /** @returns those of the keys that a version needs, or something that was deleted and can be restored */
  referencedArchives(keys: readonly string[]): Promise<Set<string>> {
    return referencedArchives(this.#database.queries, keys)
  }

  /** The user's mistake, or ours after the last attempt: final until somebody asks for a retry. */
  async fail(
    { module, version }: ImportTask,
    from: 'pending' | 'cloning' | 'reg_ingressing',
    failure: ImportFailure,
    trace?: ImportTrace,
  ): Promise<void> {
    const to = from === 'reg_ingressing' ? 'reg_ingress_failed' : 'clone_failed'
    await this.#change(module.id, async (tx) => {
      if (await this.#isOvertaken(tx, version, from)) return
      const changes = {
        error: failure.message,
        error_file: failure.file ?? null,
        error_line: failure.line ?? null,
        updated_at: this.#clock.now(),
      }
      if (!(await moveVersion(tx, { ...version, status: from }, to, changes))) return
      await this.#describeTag(tx, module.id, version, { decision: 'failed', reason: describeFailure(failure) })
      await refreshModule(tx, module.id)
      const { message, file = null, line = null } = failure
      await this.#append(tx, { module, version }, trace, { status: to, message, detail: { file, line } })
    })
  }

  /** The tag has nothing to publish at the module's directory: there is no version, but the ledger says why. */
  async skip({ module, version }: ImportTask, reason: string, trace?: ImportTrace): Promise<void> {
    await this.#change(module.id, async (tx) => {
      if (!(await deleteVersion(tx, { ...version, status: 'reg_ingressing' }))) return
      await this.#describeTag(tx, module.id, version, { decision: 'no_configuration', reason })
      await refreshModule(tx, module.id)
      await this.#append(tx, { module, version }, trace, { status: 'no_configuration', message: reason })
    })
  }

  /** Our own failure: the version waits for the next attempt. */
  async postpone({ module, version }: ImportTask, from: 'cloning' | 'reg_ingressing', why: string, trace?: ImportTrace): Promise<void> {
    await this.#database.queries.transaction().execute(async (tx: Kysely<Schema>) => {
      const moved = await moveVersion(tx, { ...version, status: from }, 'pending', { error: why, updated_at: this.#clock.now() })
      if (moved)
        await this.#append(tx, { module, version }, trace, {
          status: 'pending',
          message: 'the import was interrupted and will be tried again',
        })
    })
  }

  /** At the end of the transaction that moved the version. */
  async #append(
    tx: Kysely<Schema>,
    task: ImportTask,
    trace: ImportTrace | undefined,
    end: Pick<ImportStep, 'status' | 'message' | 'detail'>,
    last?: { name: StageName; began: number },
  ): Promise<void> {
    const now = this.#clock.now()
    await appendEvents(tx, [eventOf(task.module, (trace ?? new ImportTrace(() => now)).step(task, end, last))], now)
  }

  /**
   * Says on every module of the repository why nothing arrives, or that it does again (null).
   * @param final whether waiting will not help: a module that never had a version then shows `setup_failed`
   */
  async noteRepository(repositoryId: VcsRepositoryId, problem: string | null, final: boolean): Promise<void> {
    for (const module of await modulesOfRepository(this.#database.queries, repositoryId)) {
      const failed = final && module.latest_version === null
      if (module.status_detail === problem && !failed) continue
      await this.#change(module.id, async (tx) => {
        await updateModule(tx, module.id, { status_detail: problem, ...(failed ? { status: 'setup_failed' } : {}) })
        if (problem === null) await refreshModule(tx, module.id)
        const said = { kind: 'module', status: failed ? 'setup_failed' : module.status, message: problem } as const
        const now = this.#clock.now()
        if (module.status_detail !== problem) {
          await appendEvents(tx, [{ ...said, moduleId: module.id, organizationId: module.organization_id, startedAt: now }], now)
        }
      })
    }
  }

  /**
   * Another archive was acknowledged for the version since this import began: what came of the old one counts for nothing,
   * and the version goes back to wait for the job that was asked for together with that acknowledgement.
   * @param tx with the module locked
   */
  async #isOvertaken(tx: Kysely<Schema>, version: RegistryModuleVersion, at: 'pending' | 'cloning' | 'reg_ingressing'): Promise<boolean> {
    if (version.upload_sha256 === null) return false
    const current = await versionById(tx, version.id)
    if (current === undefined || current.upload_sha256 === version.upload_sha256) return false
    await moveVersion(tx, { ...version, status: at }, 'pending', { ...NO_FAILURE, updated_at: this.#clock.now() })
    return true
  }

  async #describeTag(
    tx: Kysely<Schema>,
    moduleId: RegistryModuleId,
    version: RegistryModuleVersion,
    changes: Partial<Pick<Schema['registry_module_tags'], 'decision' | 'reason' | 'imported_commit_sha'>>,
  ): Promise<void> {
    if (version.tag !== null) await updateTag(tx, moduleId, version.tag, changes)
  }

  /** @returns undefined when the module was deleted while its import was under way: there is nothing to bring up to date any more */
  async #change<Result>(moduleId: RegistryModuleId, work: (tx: Kysely<Schema>) => Promise<Result>): Promise<Result | undefined> {
    const result = await this.#database.queries.transaction().execute(async (tx: Kysely<Schema>) => {
      return (await lockModule(tx, moduleId, this.#clock.now())) ? await work(tx) : undefined
    })
    this.#catalogue.moduleChanged(moduleId)
    return result
  }
}
