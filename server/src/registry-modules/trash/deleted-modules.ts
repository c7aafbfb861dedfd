// The trash: deleted modules and versions that can still be restored.
import type { AuditEntry, AuditedChanges } from '../../audit-trail/index.ts'
import { type Database, type Queries, uniquely } from '../../database/index.ts'
import {
  type Clock,
  Conflict,
  type DeletedModuleId,
  NotFound,
  type Page,
  type PageRequest,
  type RegistryModuleId,
  Unauthenticated,
} from '../../kernel/index.ts'
import type { Organization, Organizations } from '../../organizations/index.ts'
import { authorize, type Subject } from '../../permissions/index.ts'
import type { RepositorySyncs, VcsRepositories } from '../../vcs/index.ts'
import { auditedModule } from '../changes/audited.ts'
import type { ModuleChanges, ModuleTransaction, ModuleUnderChange } from '../changes/module-changes.ts'
import { setRevision } from '../registry-module/document-rows.ts'
import { moduleByAddress, moduleById } from '../registry-module/module-rows.ts'
import type { ModuleTag } from '../registry-module/module-tag.ts'
import { addressOf, type RegistryModule } from '../registry-module/registry-module.ts'
import { isFinished } from '../registry-module/registry-module-version.ts'
import { searchText } from '../registry-module/search-text.ts'
import { saveTags, tagsOf, updateTag } from '../registry-module/tag-rows.ts'
import { claimNumber } from '../registry-module/version-numbers.ts'
import type { DeletedModule, ListedDeletion } from './deleted-module.ts'
import { deletionById, insertDownloadDays, listDeletions, purgeDeletion, takeDeletion } from './deleted-module-rows.ts'
import { insertSettings } from './module-settings-rows.ts'
import { restoredTag, restoredVersion } from './saved-state.ts'
import type { ModuleSnapshot, SavedVersion, VersionSnapshot } from './snapshot.ts'

export interface DeletedModulesParts {
  database: Database
  clock: Clock
  organizations: Organizations
  repositories: Pick<VcsRepositories, 'reconnect'>
  syncs: Pick<RepositorySyncs, 'reconsider'>
  changes: ModuleChanges
  auditedChanges: Pick<AuditedChanges, 'make'>
}

/** Decisions on tags that a restored version supersedes. */
const WITHOUT_VERSION: ReadonlySet<ModuleTag['decision']> = new Set(['deleted', 'failed', 'no_configuration'])
const CONNECTION_GONE = 'restored without its VCS repository because the connection was deleted: no new versions are imported'

export class DeletedModules {
  readonly #parts: DeletedModulesParts

  constructor(parts: DeletedModulesParts) {
    this.#parts = parts
  }

  /** Most recently deleted first. */
  async list(subject: Subject, organizationName: string, request: PageRequest): Promise<Page<ListedDeletion>> {
    const { database, clock, organizations } = this.#parts
    const { id } = await organizations.permitted(subject, 'manage-modules', organizationName)
    return listDeletions(database.queries, id, clock.now(), request)
  }

  /**
   * Restores everything as it was, under the same ids. Interrupted imports start again. A module whose connection is gone
   * comes back without its repository.
   * @returns the module, even if only a version was restored
   * @throws NotFound when the entry was already restored or purged; Conflict when the address or the version is taken, or
   *   the module of the version does not exist; Invalid when the organization has as many modules or versions as it may. What it
   *   stores stays the same.
   */
  async restore(subject: Subject, id: DeletedModuleId): Promise<RegistryModule> {
    const { database, organizations } = this.#parts
    const deleted = await this.#restorable(subject, id)
    const organization = await organizations.readById(subject, deleted.organizationId)
    // Two concurrent restores may both find the address free; the unique index lets one of them have it.
    const moduleId = await uniquely(
      () =>
        this.#parts.changes.together(async (transaction) => {
          const snapshot = await takeDeletion(transaction.tx, id)
          if (snapshot === undefined) throw gone(id)
          const meta = { versions: snapshot.versions.map(({ version }) => version), deleted_registry_module: id }
          const audit = (module: RegistryModule) => ({ subject, action: 'restore', ...auditedModule(module, meta) })
          return snapshot.scope === 'module'
            ? await this.#restoreModule(transaction, snapshot, organization, audit)
            : await this.#restoreVersion(transaction, snapshot, deleted.registryModuleId, audit)
        }),
      () => taken(addressOf(deleted)),
    )
    const module = await moduleById(database.queries, moduleId)
    if (module === undefined) throw gone(id)
    return module
  }

  /**
   * Before its time: it can no longer be restored, and its archives no longer count for the organization's quota.
   * @throws NotFound when it was already restored or purged
   */
  async purge(subject: Subject, id: DeletedModuleId): Promise<void> {
    const { version, ...deleted } = await this.#restorable(subject, id)
    const module = auditedModule({ ...deleted, id: deleted.registryModuleId }, { version, deleted_registry_module: id })
    const work = async (tx: Queries) => {
      if (!(await purgeDeletion(tx, id))) throw gone(id)
    }
    await this.#parts.auditedChanges.make(subject, work, () => ({ action: 'purge', ...module }))
  }

  async #restorable(subject: Subject, id: DeletedModuleId): Promise<DeletedModule> {
    const { database, clock } = this.#parts
    if (subject.kind === 'anonymous') throw new Unauthenticated('a token is required')
    const deleted = await deletionById(database.queries, id)
    if (deleted === undefined) throw gone(id)
    authorize(subject, 'manage-modules', deleted.organizationId, `deleted module ${id}`)
    if (deleted.expiresAt <= clock.now()) throw gone(id)
    return deleted
  }

  async #restoreModule(
    transaction: ModuleTransaction,
    snapshot: ModuleSnapshot,
    organization: Organization,
    audit: (module: RegistryModule) => AuditEntry,
  ): Promise<RegistryModuleId> {
    const { tx, now } = transaction
    const { module: former, repository, versions, tags } = snapshot
    // The organization may have been renamed meanwhile.
    const namespace = former.registryName === 'private' ? organization.name : former.namespace
    const address = { ...former, namespace }
    if ((await moduleByAddress(tx, organization.id, former.registryName, address)) !== undefined) throw taken(addressOf(address))
    const repositoryId = repository === null ? null : await this.#parts.repositories.reconnect(tx, organization.id, repository)
    const restored: RegistryModule = {
      ...address,
      organizationId: organization.id,
      status: 'pending',
      latestVersion: null,
      searchText: searchText(address),
      vcsRepositoryId: repositoryId,
      statusDetail: repository !== null && repositoryId === null ? CONNECTION_GONE : null,
      updatedAt: now,
    }
    const { id } = await transaction.create(restored, async ({ addVersions }) => {
      await addVersions(versions.map((version) => restoredVersion(restored.id, version)))
      await saveTags(
        tx,
        tags.map((tag) => restoredTag(restored.id, tag)),
      )
      await insertDownloadDays(tx, restored.id, snapshot.downloads)
      await insertSettings(tx, restored, snapshot.settings)
      return audit(restored)
    })
    await setRevision(tx, id, snapshot.revision)
    await transaction.change(id, async (change) => ({ result: await this.#importTheRest(change, versions), audit: null }))
    return id
  }

  async #restoreVersion(
    transaction: ModuleTransaction,
    { versions, tags }: VersionSnapshot,
    id: RegistryModuleId,
    audit: (module: RegistryModule) => AuditEntry,
  ): Promise<RegistryModuleId> {
    const restored = await transaction.grow(id, async (change) => {
      const { tx, module } = change
      for (const { version } of versions) {
        if ((await claimNumber(tx, id, version)) !== undefined) throw taken(`version ${version}`)
      }
      await change.addVersions(versions.map((version) => restoredVersion(id, version)))
      // A tag that was pushed again meanwhile, and failed, has a new decision. The next sync says whether it moved.
      const replaced = new Set((await tagsOf(tx, id)).filter(({ decision }) => WITHOUT_VERSION.has(decision)).map(({ tag }) => tag))
      for (const { tag, decision, reason, importedCommitSha } of tags) {
        if (replaced.has(tag)) await updateTag(tx, id, tag, { decision, reason, importedCommitSha })
      }
      if (module.vcsRepositoryId !== null) await this.#parts.syncs.reconsider(tx, module.vcsRepositoryId)
      await this.#importTheRest(change, versions)
      return { result: id, audit: audit(module) }
    })
    if (restored === undefined) throw new Conflict('the module of this version was deleted: restore the module first')
    return restored
  }

  /** Requeues the imports that the deletion interrupted. */
  async #importTheRest({ module, requestSync, requestUpload }: ModuleUnderChange, versions: readonly SavedVersion[]): Promise<void> {
    if (module.vcsRepositoryId !== null) await requestSync(module.vcsRepositoryId)
    for (const version of versions) {
      if (version.uploadSha256 !== null && !isFinished(version.status)) await requestUpload(version.id)
    }
  }
}

function gone(id: string): NotFound {
  return new NotFound(`deleted module ${id} not found: it was restored or purged`)
}

function taken(what: string): Conflict {
  return new Conflict(`${what} already exists: delete it first, then restore`)
}
