// Deleting modules and versions, in the three scopes of the API. What is deleted goes to the trash in the same transaction,
// and the last version takes the module with it.
import type { Kysely } from 'kysely'
import { uploadKey } from '../../archivist/index.ts'
import type { AuditTrail } from '../../audit-trail/index.ts'
import type { Database, Schema } from '../../database/index.ts'
import { type Clock, NotFound, newId, type RegistryModuleId } from '../../kernel/index.ts'
import type { Organizations } from '../../organizations/index.ts'
import type { Subject } from '../../permissions/index.ts'
import type { VcsRepositories, VcsRepository } from '../../vcs/index.ts'
import { auditedModule, auditedVersion } from '../registry-module/audited.ts'
import { revisionOf } from '../registry-module/document-rows.ts'
import {
  deleteModuleRow,
  listModules,
  lockModule,
  type ModuleFilter,
  moduleById,
  modulesOfRepository,
} from '../registry-module/module-rows.ts'
import type { CatalogueChanges } from '../registry-module/ports.ts'
import { refreshModule } from '../registry-module/publication-state.ts'
import type { RegistryModule } from '../registry-module/registry-module.ts'
import type { RegistryModuleVersion } from '../registry-module/registry-module-version.ts'
import { tagsOf, updateTag } from '../registry-module/tag-rows.ts'
import { deleteVersionRow, versionByNumber, versionStatesOf, versionsOf } from '../registry-module/version-rows.ts'
import { type DeletedModule, type FormerRepository, RESTORABLE_FOR } from './deleted-module.ts'
import { rememberRepository } from './deleted-module-repository-rows.ts'
import { downloadDaysOf, insertDeletion } from './deleted-module-rows.ts'
import { moduleSettingsOf } from './module-settings-rows.ts'

export interface ModuleDeletionsParts {
  database: Database
  clock: Clock
  organizations: Organizations
  repositories: Pick<VcsRepositories, 'disconnect' | 'read'>
  catalogue: CatalogueChanges
  trail: Pick<AuditTrail, 'record'>
}

/** Which modules of an organization; what is absent may be anything. */
export type Doomed = Pick<ModuleFilter, 'registryName' | 'namespace' | 'name' | 'provider'>

const ALL = { offset: 0, limit: 10_000 }

export class ModuleDeletions {
  readonly #parts: ModuleDeletionsParts

  constructor(parts: ModuleDeletionsParts) {
    this.#parts = parts
  }

  /** All that match, with all their versions. @throws NotFound when none does, or the subject may not delete it */
  async deleteModules(subject: Subject, organizationName: string, doomed: Doomed): Promise<void> {
    const modules = await this.#matching(subject, organizationName, doomed)
    const deleted = await this.#inTransaction(async (tx) => {
      const gone: RegistryModuleId[] = []
      for (const { id } of modules) if (await this.#deleteModule(tx, id, subject)) gone.push(id)
      return gone
    })
    if (deleted.length === 0) throw notFound(doomed)
    for (const id of deleted) this.#parts.catalogue.moduleChanged(id)
  }

  /** @throws NotFound when there is no such module or version; versions of public modules cannot be deleted */
  async deleteVersion(subject: Subject, organizationName: string, doomed: Required<Doomed>, number: string): Promise<void> {
    const [module] = await this.#matching(subject, organizationName, doomed)
    if (module === undefined || module.registry_name === 'public') throw notFound(doomed, number)
    await this.#inTransaction(async (tx) => {
      if (!(await lockModule(tx, module.id, this.#parts.clock.now()))) throw notFound(doomed, number)
      const version = await versionByNumber(tx, module.id, number)
      if (version === undefined) throw notFound(doomed, number)
      const isLast = (await versionStatesOf(tx, module.id)).length === 1
      await (isLast ? this.#deleteModule(tx, module.id, subject) : this.#deleteVersion(tx, module, version, subject))
    })
    this.#parts.catalogue.moduleChanged(module.id)
  }

  async #matching(subject: Subject, organizationName: string, doomed: Doomed): Promise<RegistryModule[]> {
    const { database, organizations } = this.#parts
    const { id } = await organizations.permitted(subject, 'manage-modules', organizationName)
    const { modules } = await listModules(database.queries, { ...doomed, organizationIds: [id] }, ALL)
    if (modules.length === 0) throw notFound(doomed)
    return modules
  }

  /** @returns false when somebody else deleted it first */
  async #deleteModule(tx: Kysely<Schema>, id: RegistryModuleId, subject: Subject): Promise<boolean> {
    const locked = await lockModule(tx, id, this.#parts.clock.now())
    const module = locked ? await moduleById(tx, id) : undefined
    if (module === undefined) return false
    const versions = await versionsOf(tx, [id])
    const repository = await this.#formerRepository(tx, module)
    const snapshot = {
      scope: 'module' as const,
      module,
      repository: repository === null ? null : formerPlace(repository),
      versions,
      tags: await tagsOf(tx, id),
      downloads: await downloadDaysOf(tx, id),
      settings: await moduleSettingsOf(tx, id),
      revision: await revisionOf(tx, id),
    }
    const trash = this.#trash(module, null, versions.length, subject)
    await insertDeletion(tx, trash, snapshot, versions.flatMap(objectsOf))
    if (repository !== null) await rememberRepository(tx, module, repository, trash.deleted_at)
    await deleteModuleRow(tx, id)
    const meta = { versions: versions.map(({ version }) => version), deleted_registry_module: trash.id }
    await this.#parts.trail.record(tx, { subject, action: 'destroy', ...auditedModule(module, meta) })
    const repositoryId = module.vcs_repository_id
    if (repositoryId !== null) {
      const isNeeded = async () => (await modulesOfRepository(tx, repositoryId)).length > 0
      await this.#parts.repositories.disconnect(tx, repositoryId, isNeeded)
    }
    return true
  }

  async #formerRepository(tx: Kysely<Schema>, { vcs_repository_id: id }: RegistryModule): Promise<VcsRepository | null> {
    if (id === null) return null
    try {
      return await this.#parts.repositories.read(id, tx)
    } catch (error) {
      if (error instanceof NotFound) return null
      throw error
    }
  }

  /** Its tags are remembered as deleted, all that mean it: the next sync must not bring it back under another spelling. */
  async #deleteVersion(tx: Kysely<Schema>, module: RegistryModule, version: RegistryModuleVersion, subject: Subject): Promise<void> {
    const tags = (await tagsOf(tx, module.id)).filter((tag) => tag.version === version.version)
    const snapshot = { scope: 'version' as const, versions: [version], tags }
    const trash = this.#trash(module, version.version, 1, subject)
    await insertDeletion(tx, trash, snapshot, objectsOf(version))
    await deleteVersionRow(tx, version.id)
    const meta = { deleted_registry_module: trash.id }
    await this.#parts.trail.record(tx, { subject, action: 'destroy', ...auditedVersion(module, version, meta) })
    const reason = `version ${version.version} was deleted here; it comes back when the tag is deleted or moved and pushed again`
    for (const { tag } of tags) await updateTag(tx, module.id, tag, { decision: 'deleted', reason, imported_commit_sha: null })
    await refreshModule(tx, module.id)
  }

  #trash(module: RegistryModule, version: string | null, versionCount: number, subject: Subject): DeletedModule {
    const now = this.#parts.clock.now()
    const { registry_name, namespace, name, provider } = module
    return {
      id: newId('deleted-registry-module'),
      organization_id: module.organization_id,
      registry_module_id: module.id,
      registry_name,
      namespace,
      name,
      provider,
      version,
      version_count: versionCount,
      deleted_by: whoIs(subject),
      deleted_at: now,
      expires_at: now + RESTORABLE_FOR,
    }
  }

  #inTransaction<Result>(work: (tx: Kysely<Schema>) => Promise<Result>): Promise<Result> {
    return this.#parts.database.queries.transaction().execute((tx: Kysely<Schema>) => work(tx))
  }
}

function formerPlace({ oauthTokenId, identifier, cloneUrl }: VcsRepository): FormerRepository {
  return { oauthTokenId, identifier, cloneUrl }
}

/** The archive of a published version, or what was uploaded for one that is not imported yet. */
function objectsOf({ id, archive_key, upload_sha256 }: RegistryModuleVersion): string[] {
  if (archive_key !== null) return [archive_key]
  return upload_sha256 === null ? [] : [uploadKey(id)]
}

function whoIs(subject: Subject): string {
  switch (subject.kind) {
    case 'user':
      return subject.userId
    case 'team':
      return subject.teamId
    case 'organization':
      return subject.roles[0]?.organizationId ?? ''
    case 'audit-trails':
    case 'anonymous':
      return ''
  }
}

function notFound({ registryName = '', namespace = '', name = '', provider = '' }: Doomed, version?: string): NotFound {
  const address = [registryName, namespace, name, provider].filter((part) => part !== '').join('/')
  return new NotFound(version === undefined ? `module ${address} not found` : `version ${version} of ${address} not found`)
}
