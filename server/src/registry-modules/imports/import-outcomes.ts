// How an attempt to import a version ends. The server itself acts here, so there is no subject.
import type { AuditEntry } from '../../audit-trail/index.ts'
import type { Queries } from '../../database/index.ts'
import { appendEvents, type ImportStep } from '../../import-ledger/index.ts'
import type { Clock, RegistryModuleId } from '../../kernel/index.ts'
import { type Diagnostic, limitDiagnostics, shownDiagnostic } from '../../terraform/index.ts'
import type { RepositorySyncs } from '../../vcs/index.ts'
import { auditedVersion } from '../changes/audited.ts'
import type { ModuleChanges, ModuleUnderChange } from '../changes/module-changes.ts'
import { saveArchiveContents, saveInspection } from '../registry-module/document-rows.ts'
import { updateModule } from '../registry-module/module-rows.ts'
import type { ModuleTag } from '../registry-module/module-tag.ts'
import { NO_FAILURE } from '../registry-module/new-version.ts'
import type { RegistryModule } from '../registry-module/registry-module.ts'
import { describeFailure, type ImportFailure, type RegistryModuleVersion } from '../registry-module/registry-module-version.ts'
import { searchText } from '../registry-module/search-text.ts'
import { duplicateTagsOf, updateTag } from '../registry-module/tag-rows.ts'
import { hasSamePrecedence } from '../registry-module/version-numbers.ts'
import { deleteVersion, moveVersion, moveVersions, versionById } from '../registry-module/version-rows.ts'
import { describeInspection } from './description.ts'
import { eventOf } from './import-events.ts'
import type { ImportTask } from './import-task.ts'
import { ImportTrace, type StageName } from './import-trace.ts'
import type { ImportedPackage } from './imported-package.ts'
import { keptTagMessage } from './tag-message.ts'

export interface ImportOutcomesParts {
  clock: Clock
  changes: ModuleChanges
  syncs: Pick<RepositorySyncs, 'reconsider'>
}

/** The statuses of a version in which its import may fail. */
export type Importing = 'pending' | 'cloning' | 'reg_ingressing'

/** The status of a version whose import failed, by the stage at fault. */
export function failedStatus(from: Importing, { at }: Pick<ImportFailure, 'at'>): 'clone_failed' | 'reg_ingress_failed' {
  return (at ?? from) === 'reg_ingressing' ? 'reg_ingress_failed' : 'clone_failed'
}

/** Each outcome changes the version only if its status is still the expected one: another worker may have taken it. */
export class ImportOutcomes {
  readonly #parts: ImportOutcomesParts

  constructor(parts: ImportOutcomesParts) {
    this.#parts = parts
  }

  /** @returns what to call before the archive is stored: it throws Invalid when the organization may not store so much */
  roomCheckOf({ module, version }: ImportTask): (archive: { key: string; size: number }) => Promise<void> {
    return async ({ key, size }) => this.#parts.changes.checkBytes(module, { versionId: version.id, key, size })
  }

  /**
   * The archive must be durable under its key before this is called: the row is what makes it a version.
   * @returns false when the version is gone, or waits for a newer upload
   * @throws Invalid when the organization may not store so much
   */
  async publish({ module, version }: ImportTask, made: ImportedPackage, trace?: ImportTrace): Promise<boolean> {
    const began = performance.now()
    const published = await this.#parts.changes.grow(module.id, async ({ tx, now, keepBytes }) => {
      const { inspection, archive, commit: commitSha, tagMessage } = made
      if (await isOvertaken(tx, version, 'reg_ingressing', now)) return { result: false, audit: null }
      await keepBytes({ versionId: version.id, key: archive.key, size: archive.size })
      await saveInspection(tx, inspection, now)
      if (archive.contents !== undefined) await saveArchiveContents(tx, archive.key, archive.contents)
      const moved = await moveVersion(tx, { ...version, status: 'reg_ingressing' }, 'ok', {
        ...NO_FAILURE,
        commitSha,
        tagMessage: keptTagMessage(tagMessage),
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
          const end = { status: 'ok', detail: { commit: commitSha, ...shownInTimeline(inspection.diagnostics) } }
          await this.#append(tx, { module, version }, trace, end, { name: 'published', began })
        },
      }
    })
    return published ?? false
  }

  /** The user's mistake, or ours after the last attempt: final until someone requests a retry. */
  async fail({ module, version }: ImportTask, from: Importing, failure: ImportFailure, trace?: ImportTrace): Promise<void> {
    const to = failedStatus(from, failure)
    await this.#parts.changes.change(module.id, async (change) => {
      const { tx, now } = change
      if (await isOvertaken(tx, version, from, now)) return NOTHING
      const { message, file = null, line = null, files } = failure
      const kept = { failedArchiveKey: files?.key ?? null, failedArchiveSize: files?.size ?? null }
      const changes = { error: message, errorFile: file, errorLine: line, ...kept, updatedAt: now }
      if (!(await moveVersion(tx, { ...version, status: from }, to, changes))) return { ...NOTHING, versionsUntouched: true }
      await describeTag(tx, module.id, version, { decision: 'failed', reason: describeFailure(failure) })
      const end = { status: to, message, detail: { file, line, 'has-files': files !== undefined } }
      await this.#letOthersTakeIt(change, version)
      return { ...NOTHING, afterwards: () => this.#append(tx, { module, version }, trace, end) }
    })
  }

  /** The tag has nothing to publish in the module's directory. It becomes no version, but the ledger says why. */
  async skip({ module, version }: ImportTask, reason: string, trace?: ImportTrace): Promise<void> {
    await this.#parts.changes.change(module.id, async (change) => {
      const { tx } = change
      if (!(await deleteVersion(tx, { ...version, status: 'reg_ingressing' }))) return { ...NOTHING, versionsUntouched: true }
      await describeTag(tx, module.id, version, { decision: 'no_configuration', reason })
      const end = { status: 'no_configuration', message: reason }
      await this.#letOthersTakeIt(change, version)
      return { ...NOTHING, afterwards: () => this.#append(tx, { module, version }, trace, end) }
    })
  }

  /** A version that never came to be makes way: if another tag waits for its number, the next sync decides on all tags again. */
  async #letOthersTakeIt({ tx, module, requestSync }: ModuleUnderChange, { version, tag }: RegistryModuleVersion): Promise<void> {
    const repositoryId = module.vcsRepositoryId
    if (repositoryId === null || tag === null) return
    const waiting = await duplicateTagsOf(tx, module.id)
    if (!waiting.some((other) => other.version !== null && hasSamePrecedence(other.version, version))) return
    await this.#parts.syncs.reconsider(tx, repositoryId)
    await requestSync(repositoryId)
  }

  /** Our own failure: the version waits for the next attempt. One that repeats is one event. */
  async postpone({ module, version }: ImportTask, from: 'cloning' | 'reg_ingressing', why: string, trace?: ImportTrace): Promise<void> {
    await this.#parts.changes.change(module.id, async ({ tx, now }) => {
      const moved = await moveVersion(tx, { ...version, status: from }, 'pending', { error: why, updatedAt: now })
      if (moved && version.error !== why) await this.#append(tx, { module, version }, trace, INTERRUPTED)
      return { ...NOTHING, versionsUntouched: true }
    })
  }

  /** As `postpone`, for versions that were fetched together: one transaction for each module. */
  async postponeAll(tasks: readonly ImportTask[], from: 'cloning' | 'reg_ingressing', why: string): Promise<void> {
    for (const [moduleId, some] of Map.groupBy(tasks, ({ module }) => module.id)) {
      await this.#parts.changes.change(moduleId, async ({ tx, now }) => {
        const versions = some.map(({ version }) => ({ id: version.id, status: from }))
        const ids = await moveVersions(tx, versions, 'pending', { error: why, updatedAt: now })
        const steps = some
          .filter(({ version }) => ids.has(version.id) && version.error !== why)
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
    const now = this.#parts.clock.now()
    await appendEvents(tx, [eventOf(task.module, (trace ?? new ImportTrace(() => now)).step(task, end, last))], now)
  }
}

const MAX_IN_TIMELINE = 20

function shownInTimeline(diagnostics: readonly Diagnostic[]): { diagnostics?: unknown[] } {
  if (diagnostics.length === 0) return {}
  return { diagnostics: limitDiagnostics(diagnostics, '', MAX_IN_TIMELINE).map(shownDiagnostic) }
}

const NOTHING = { result: undefined, audit: null } as const
const INTERRUPTED = { status: 'pending', message: 'the import was interrupted and will be tried again' } as const

async function describeModule(tx: Queries, module: RegistryModule, inspection: string): Promise<void> {
  const description = describeInspection(inspection)
  await updateModule(tx, module.id, { description, searchText: searchText({ ...module, description }) })
}

/** No request asks for it: a tag was pushed, or an upload was acknowledged before. */
function publication({ module, version }: ImportTask, made: ImportedPackage): AuditEntry {
  const { tag, branch } = version
  const thing = auditedVersion(module, { ...version, commitSha: made.commit }, { tag, branch, sha256: made.archive.sha256 })
  return { subject: 'system', action: 'publish', ...thing }
}

/**
 * Another archive was acknowledged for the version since this import began. The result of the old one does not count, and
 * the version waits for the job that was requested with that acknowledgement.
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
