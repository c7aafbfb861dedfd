// The trash: what was deleted, for as long as it can be restored.
import type { Kysely } from 'kysely'
import type { AuditTrail } from '../../audit-trail/index.ts'
import { type Database, isUniqueViolation, type Schema } from '../../database/index.ts'
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
import type { IngressRequests, VcsRepositories } from '../../vcs/index.ts'
import { forgetConsumers } from '../catalogue/version-consumer-rows.ts'
import { auditedModule } from '../registry-module/audited.ts'
import { insertDocument } from '../registry-module/document-rows.ts'
import { insertModule, lockModule, moduleByAddress, moduleById } from '../registry-module/module-rows.ts'
import type { CatalogueChanges } from '../registry-module/ports.ts'
import { refreshModule } from '../registry-module/publication-state.ts'
import { addressOf, type RegistryModule } from '../registry-module/registry-module.ts'
import { isFinished, type RegistryModuleVersion } from '../registry-module/registry-module-version.ts'
import { searchText } from '../registry-module/search-text.ts'
import { saveTags, tagsOf, updateTag } from '../registry-module/tag-rows.ts'
import { insertVersions, versionByNumber } from '../registry-module/version-rows.ts'
import type { DeletedModule, ModuleSnapshot, VersionSnapshot } from './deleted-module.ts'
import { deletionById, insertDownloadDays, listDeletions, purgeExpired, takeDeletion } from './deleted-module-rows.ts'
import { insertModuleSettings } from './module-settings-rows.ts'

export interface DeletedModulesParts {
  database: Database
  clock: Clock
  organizations: Organizations
  repositories: Pick<VcsRepositories, 'reconnect'>
  ingress: IngressRequests
  catalogue: CatalogueChanges
  trail: Pick<AuditTrail, 'record'>
}

const CONNECTION_GONE = 'restored without its repository, because the connection is gone: no new versions are looked for'

export class DeletedModules {
  readonly #parts: DeletedModulesParts

  constructor(parts: DeletedModulesParts) {
    this.#parts = parts
  }

  /** Last deleted first. */
  async list(subject: Subject, organizationName: string, request: PageRequest): Promise<Page<DeletedModule>> {
    const { database, clock, organizations } = this.#parts
    const { id } = await organizations.permitted(subject, 'manage-modules', organizationName)
    return listDeletions(database.queries, id, clock.now(), request)
  }

  /**
   * Puts everything back as it was, under the same ids. What was not imported yet is imported; a module whose connection
   * is gone comes back without its repository.
   * @returns the module, also for a version
   * @throws NotFound when it was restored or purged already; Conflict when the address or the version is taken, or the
   *   module of the version is not there
   */
  async restore(subject: Subject, id: DeletedModuleId): Promise<RegistryModule> {
    const { database, clock, organizations, catalogue, ingress, trail } = this.#parts
    if (subject.kind === 'anonymous') throw new Unauthenticated('a token is needed')
    const deleted = await deletionById(database.queries, id)
    if (deleted === undefined) throw gone(id)
    authorize(subject, 'manage-modules', deleted.organization_id, `deleted module ${id}`)
    if (deleted.expires_at <= clock.now()) throw gone(id)
    const organization = await organizations.readById(subject, deleted.organization_id)
    const module = await this.#exclusively(deleted, async (tx) => {
      const snapshot = await takeDeletion(tx, id)
      if (snapshot === undefined) throw gone(id)
      const restored =
        snapshot.scope === 'module'
          ? await this.#restoreModule(tx, snapshot, organization)
          : await this.#restoreVersion(tx, snapshot, deleted.registry_module_id)
      const meta = { versions: snapshot.versions.map(({ version }) => version), deleted_registry_module: id }
      await trail.record(tx, { subject, action: 'restore', ...auditedModule(restored, meta) })
      return restored
    })
    catalogue.moduleChanged(module.id)
    ingress.wake()
    return module
  }

  /** For jobs: asks no permission. The archives are left to the sweep, which finds that nothing refers to them. @returns how many */
  async purge(): Promise<number> {
    const { queries } = this.#parts.database
    const purged = await purgeExpired(queries, this.#parts.clock.now())
    await forgetConsumers(queries)
    return purged
  }

  async #restoreModule(tx: Kysely<Schema>, snapshot: ModuleSnapshot, organization: Organization): Promise<RegistryModule> {
    const { clock, repositories } = this.#parts
    const { module: former, repository, versions, tags } = snapshot
    // The organization may have another name by now.
    const namespace = former.registry_name === 'private' ? organization.name : former.namespace
    const address = { ...former, namespace }
    if ((await moduleByAddress(tx, organization.id, former.registry_name, address)) !== undefined) throw taken(addressOf(address))
    const repositoryId = repository === null ? null : await repositories.reconnect(tx, organization.id, repository)
    const module = await insertModule(tx, {
      ...address,
      search_text: searchText(address),
      vcs_repository_id: repositoryId,
      status_detail: repository !== null && repositoryId === null ? CONNECTION_GONE : null,
      updated_at: clock.now(),
    })
    await insertDocument(tx, module.id, snapshot.revision)
    await insertVersions(tx, versions.map(startedAgain))
    await saveTags(tx, tags)
    await insertDownloadDays(tx, module.id, snapshot.downloads)
    await insertModuleSettings(tx, snapshot.settings)
    return this.#bringUpToDate(tx, module.id, versions)
  }

  async #restoreVersion(tx: Kysely<Schema>, { versions, tags }: VersionSnapshot, id: RegistryModuleId): Promise<RegistryModule> {
    if (!(await lockModule(tx, id, this.#parts.clock.now()))) {
      throw new Conflict('the module of this version is deleted: restore the module first')
    }
    for (const { version } of versions) {
      if ((await versionByNumber(tx, id, version)) !== undefined) throw taken(`version ${version}`)
    }
    await insertVersions(tx, versions.map(startedAgain))
    // A tag that was pushed again since has a decision of its own by now.
    const stillDeleted = new Set((await tagsOf(tx, id)).filter(({ decision }) => decision === 'deleted').map(({ tag }) => tag))
    for (const { tag, decision, reason, imported_commit_sha } of tags) {
      if (stillDeleted.has(tag)) await updateTag(tx, id, tag, { decision, reason, imported_commit_sha })
    }
    return this.#bringUpToDate(tx, id, versions)
  }

  /** Prepares the answers again and asks for the imports that the deletion cut short. */
  async #bringUpToDate(tx: Kysely<Schema>, id: RegistryModuleId, versions: readonly RegistryModuleVersion[]): Promise<RegistryModule> {
    const { ingress } = this.#parts
    await refreshModule(tx, id)
    const module = await moduleById(tx, id)
    if (module === undefined) throw gone(id)
    if (module.vcs_repository_id !== null) await ingress.request(tx, module.vcs_repository_id)
    for (const version of versions) {
      if (version.upload_sha256 !== null && !isFinished(version.status)) await ingress.requestUpload(tx, version.id)
    }
    return module
  }

  /** Two at the same moment may both find the address free; the index lets one of them have it. */
  async #exclusively(deleted: DeletedModule, work: (tx: Kysely<Schema>) => Promise<RegistryModule>): Promise<RegistryModule> {
    try {
      return await this.#parts.database.queries.transaction().execute((tx: Kysely<Schema>) => work(tx))
    } catch (error) {
      if (isUniqueViolation(error)) throw taken(addressOf(deleted))
      throw error
    }
  }
}

/** The import that was under way when it was deleted is over. */
function startedAgain(version: RegistryModuleVersion): RegistryModuleVersion {
  return isFinished(version.status) ? version : { ...version, status: 'pending' }
}

function gone(id: string): NotFound {
  return new NotFound(`deleted module ${id} not found: it was restored, or is gone for good`)
}

function taken(what: string): Conflict {
  return new Conflict(`${what} exists again: delete it first, then restore`)
}
