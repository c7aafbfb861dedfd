// The side of modules that imports work on: no subject, because it is the server itself that acts here.
import type { AuditEntry } from '../../audit-trail/index.ts'
import type { Database, Queries } from '../../database/index.ts'
import { appendEvents, type ImportStep } from '../../import-ledger/index.ts'
import { type Clock, type RegistryModuleId, type RegistryModuleVersionId, type VcsRepositoryId } from '../../kernel/index.ts'
import { auditedVersion } from '../changes/audited.ts'
import type { Changed, ModuleChanges, ModuleUnderChange } from '../changes/module-changes.ts'
import { inspectionDocument, saveInspection } from '../registry-module/document-rows.ts'
import { moduleById, modulesOfRepository, updateModule } from '../registry-module/module-rows.ts'
import type { ModuleTag } from '../registry-module/module-tag.ts'
import { NO_FAILURE, newVersion } from '../registry-module/new-version.ts'
import type { RegistryModule } from '../registry-module/registry-module.ts'
import {
  describeFailure,
  type ImportFailure,
  isFinished,
  type RegistryModuleVersion,
  UNFINISHED,
} from '../registry-module/registry-module-version.ts'
import { searchText } from '../registry-module/search-text.ts'
import { saveTags, tagsOf, updateTag, updateTags } from '../registry-module/tag-rows.ts'
import {
  archiveFrom,
  correctUpload,
  deleteVersion,
  insertVersions,
  moveVersion,
  moveVersions,
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
  readonly #changes: ModuleChanges

  constructor(parts: { database: Database; clock: Clock; changes: ModuleChanges }) {
    this.#database = parts.database
    this.#clock = parts.clock
    this.#changes = parts.changes
  }

  /** Decides on every tag for every module of the repository, makes the versions that follow, and remembers the decisions. @returns how many */
  async recordTags(repositoryId: VcsRepositoryId, tags: readonly RemoteTag[], serviceProvider: string): Promise<number> {
    let added = 0
    const modules = await modulesOfRepository(this.#database.queries, repositoryId)
    for (const { id, publishingMechanism } of modules) {
      if (publishingMechanism !== 'git_tag') continue
      added += (await this.#changes.change(id, (change) => this.#decide(change, repositoryId, tags, serviceProvider))) ?? 0
    }
    return added
  }

  async #decide(
    { tx, now, module }: ModuleUnderChange,
    repositoryId: VcsRepositoryId,
    tags: readonly RemoteTag[],
    source: string,
  ): Promise<Changed<number>> {
    // As it is now: it may have been changed since, and then these tags are not for it to decide on.
    if (module.vcsRepositoryId !== repositoryId || module.publishingMechanism !== 'git_tag') {
      return { result: 0, audit: null, versionsUntouched: true }
    }
    const [known, versions] = await Promise.all([tagsOf(tx, module.id), versionsOf(tx, [module.id])])
    const decisions = decideTags(tags, {
      tagPrefix: module.tagPrefix,
      known: new Map(known.map((tag) => [tag.tag, tag])),
      versions: new Map(versions.map((version) => [version.version, version.tag])),
    })
    const created = decisions.filter(({ effect, version }) => effect === 'create' && version !== null)
    await insertVersions(
      tx,
      created.map(({ tag, commit, version }) => newVersion(module.id, { version: version ?? '', tag, commit, source, now })),
    )
    for (const { effect, tag, commit } of decisions) {
      const version = effect === 'restart' ? versions.find((each) => each.tag === tag) : undefined
      if (version !== undefined) await moveVersion(tx, version, 'pending', { ...NO_FAILURE, commitSha: commit, updatedAt: now })
    }
    const afterwards = () => rememberDecisions(tx, module, { tags, known, decisions, now })
    return { result: decisions.filter(({ effect }) => effect === 'create').length, audit: null, afterwards }
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
    const module = version === undefined ? undefined : await moduleById(queries, version.registryModuleId)
    if (version === undefined || module === undefined || isFinished(version.status)) return undefined
    if (version.status === 'pending') return { module, version }
    const recovered = await moveVersion(queries, version, 'pending', { updatedAt: this.#clock.now() })
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
      const module = byId.get(version.registryModuleId)
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
    await this.#database.queries.transaction().execute(async (tx: Queries) => {
      const now = this.#clock.now()
      const ids = await moveVersions(
        tx,
        tasks.map(({ version }) => version),
        to,
        { updatedAt: now },
      )
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

  /** @returns false when the version is gone or somebody else works on it */
  startCloning({ version }: ImportTask): Promise<boolean> {
    return moveVersion(this.#database.queries, version, 'cloning', { updatedAt: this.#clock.now() })
  }

  startIngress({ version }: ImportTask): Promise<boolean> {
    return moveVersion(this.#database.queries, { ...version, status: 'cloning' }, 'reg_ingressing', { updatedAt: this.#clock.now() })
  }

  /**
   * The archive must be durable under its key before this is called: the row is what makes it a version.
   * @returns false when the version is gone, or waits for a newer upload
   */
  async publish({ module, version }: ImportTask, made: ImportedPackage, trace?: ImportTrace): Promise<boolean> {
    const began = performance.now()
    const published = await this.#changes.change(module.id, async ({ tx, now }) => {
      const { inspection, archive, commit: commitSha } = made
      if (await isOvertaken(tx, version, 'reg_ingressing', now)) return { result: false, audit: null }
      await saveInspection(tx, inspection.key, inspection.document, now)
      const moved = await moveVersion(tx, { ...version, status: 'reg_ingressing' }, 'ok', {
        ...NO_FAILURE,
        commitSha,
        archiveKey: archive.key,
        archiveSha256: archive.sha256,
        archiveSize: archive.size,
        inspectionKey: inspection.key,
        publishedAt: now,
        updatedAt: now,
      })
      if (!moved) return { result: false, audit: null, versionsUntouched: true }
      const reason = `imported as ${version.version}`
      await describeTag(tx, module.id, version, { decision: 'imported', reason, importedCommitSha: commitSha })
      return {
        result: true,
        audit: publication({ module, version }, made),
        afterwards: async (refreshed) => {
          if (refreshed.latestVersion === version.version) await describeModule(tx, refreshed, inspection.document)
          await this.#append(tx, { module, version }, trace, { status: 'ok', detail: { commit: commitSha } }, { name: 'published', began })
        },
      }
    })
    return published ?? false
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
    await this.#changes.change(module.id, async ({ tx, now }) => {
      if (await isOvertaken(tx, version, from, now)) return NOTHING
      const { message, file = null, line = null } = failure
      const changes = { error: message, errorFile: file, errorLine: line, updatedAt: now }
      if (!(await moveVersion(tx, { ...version, status: from }, to, changes))) return { ...NOTHING, versionsUntouched: true }
      await describeTag(tx, module.id, version, { decision: 'failed', reason: describeFailure(failure) })
      const end = { status: to, message, detail: { file, line } }
      return { ...NOTHING, afterwards: () => this.#append(tx, { module, version }, trace, end) }
    })
  }

  /** The tag has nothing to publish at the module's directory: there is no version, but the ledger says why. */
  async skip({ module, version }: ImportTask, reason: string, trace?: ImportTrace): Promise<void> {
    await this.#changes.change(module.id, async ({ tx }) => {
      if (!(await deleteVersion(tx, { ...version, status: 'reg_ingressing' }))) return { ...NOTHING, versionsUntouched: true }
      await describeTag(tx, module.id, version, { decision: 'no_configuration', reason })
      const end = { status: 'no_configuration', message: reason }
      return { ...NOTHING, afterwards: () => this.#append(tx, { module, version }, trace, end) }
    })
  }

  /** Our own failure: the version waits for the next attempt. */
  async postpone({ module, version }: ImportTask, from: 'cloning' | 'reg_ingressing', why: string, trace?: ImportTrace): Promise<void> {
    await this.#changes.change(module.id, async ({ tx, now }) => {
      const moved = await moveVersion(tx, { ...version, status: from }, 'pending', { error: why, updatedAt: now })
      if (moved) await this.#append(tx, { module, version }, trace, INTERRUPTED)
      return { ...NOTHING, versionsUntouched: true }
    })
  }

  /** As `postpone`, for versions that were fetched together: one transaction for each module. */
  async postponeAll(tasks: readonly ImportTask[], from: 'cloning' | 'reg_ingressing', why: string): Promise<void> {
    for (const [moduleId, some] of Map.groupBy(tasks, ({ module }) => module.id)) {
      await this.#changes.change(moduleId, async ({ tx, now }) => {
        const versions = some.map(({ version }) => ({ id: version.id, status: from }))
        const ids = await moveVersions(tx, versions, 'pending', { error: why, updatedAt: now })
        const steps = some
          .filter(({ version }) => ids.has(version.id))
          .map((task) => eventOf(task.module, new ImportTrace(() => now).step(task, INTERRUPTED)))
        await appendEvents(tx, steps, now)
        return { ...NOTHING, versionsUntouched: true }
      })
    }
  }

  /** At the end of the transaction that moved the version. */
  async #append(
    tx: Queries,
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
      const failed = final && module.latestVersion === null
      if (module.statusDetail === problem && !failed) continue
      await this.#changes.change(module.id, async ({ tx, now }) => {
        await updateModule(tx, module.id, { statusDetail: problem, ...(failed ? { status: 'setup_failed' } : {}) })
        const said = { kind: 'module', status: failed ? 'setup_failed' : module.status, message: problem } as const
        const event = { ...said, moduleId: module.id, organizationId: module.organizationId, startedAt: now }
        const afterwards = async () => {
          if (module.statusDetail !== problem) await appendEvents(tx, [event], now)
        }
        // While the repository cannot be read, the state says so, whatever the versions are.
        return problem === null ? { ...NOTHING, afterwards } : { ...NOTHING, versionsUntouched: true, afterwards }
      })
    }
  }
}

const NOTHING = { result: undefined, audit: null } as const
const INTERRUPTED = { status: 'pending', message: 'the import was interrupted and will be tried again' } as const

/** What was decided on each tag, and which tags are gone. */
async function rememberDecisions(
  tx: Queries,
  module: RegistryModule,
  {
    tags,
    known,
    decisions,
    now,
  }: { tags: readonly RemoteTag[]; known: readonly ModuleTag[]; decisions: readonly TagDecision[]; now: number },
): Promise<void> {
  await saveTags(
    tx,
    decisions.map((decision) => tagRow(module.id, decision, now)),
  )
  const present = new Set(tags.map((tag) => tag.name))
  const gone = known.filter((tag) => tag.goneAt === null && !present.has(tag.tag)).map(({ tag }) => tag)
  await updateTags(tx, module.id, gone, { goneAt: now })
  await appendEvents(tx, tagEvents(module, known, decisions, now), now)
}

async function describeModule(tx: Queries, module: RegistryModule, inspection: string): Promise<void> {
  const description = describeInspection(inspection)
  await updateModule(tx, module.id, { description, searchText: searchText({ ...module, description }) })
}

/** Nobody asked for it by a request: a tag was pushed, or an upload acknowledged before. */
function publication({ module, version }: ImportTask, made: ImportedPackage): AuditEntry {
  const { tag, branch } = version
  const thing = auditedVersion(module, { ...version, commitSha: made.commit }, { tag, branch, sha256: made.archive.sha256 })
  return { subject: 'system', action: 'publish', ...thing }
}

/**
 * Another archive was acknowledged for the version since this import began: what came of the old one counts for nothing,
 * and the version waits for the job that was requested together with that acknowledgement.
 * @param tx with the module locked
 */
async function isOvertaken(
  tx: Queries,
  version: RegistryModuleVersion,
  at: 'pending' | 'cloning' | 'reg_ingressing',
  now: number,
): Promise<boolean> {
  if (version.uploadSha256 === null) return false
  const current = await versionById(tx, version.id)
  if (current === undefined || current.uploadSha256 === version.uploadSha256) return false
  await moveVersion(tx, { ...version, status: at }, 'pending', { ...NO_FAILURE, updatedAt: now })
  return true
}

async function describeTag(
  tx: Queries,
  moduleId: RegistryModuleId,
  version: RegistryModuleVersion,
  changes: Partial<Pick<ModuleTag, 'decision' | 'reason' | 'importedCommitSha'>>,
): Promise<void> {
  if (version.tag !== null) await updateTag(tx, moduleId, version.tag, changes)
}
