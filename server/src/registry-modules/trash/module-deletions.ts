// Deletes modules and versions, in the three scopes of the API. The same transaction moves them to the trash.
// Deleting the last version deletes the module.
import type { Kysely } from 'kysely'
import { uploadKey } from '../../archivist/index.ts'
import type { Database, Schema } from '../../database/index.ts'
import { NotFound, newId, type RegistryModuleId } from '../../kernel/index.ts'
import type { Organizations } from '../../organizations/index.ts'
import type { Subject } from '../../permissions/index.ts'
import type { VcsRepositories, VcsRepository } from '../../vcs/index.ts'
import { auditedModule, auditedVersion } from '../changes/audited.ts'
import type { Changed, ModuleChanges, ModuleTransaction, ModuleUnderChange } from '../changes/module-changes.ts'
import { revisionOf } from '../registry-module/document-rows.ts'
import { modulesOfRepository } from '../registry-module/module-rows.ts'
import type { RegistryModule } from '../registry-module/registry-module.ts'
import type { RegistryModuleVersion } from '../registry-module/registry-module-version.ts'
import { tagsOf, updateTag } from '../registry-module/tag-rows.ts'
import { deleteVersionRow, versionByNumber, versionStatesOf, versionsOf } from '../registry-module/version-rows.ts'
import { type DeletedModule, RESTORABLE_FOR } from './deleted-module.ts'
import { rememberRepository } from './deleted-module-repository-rows.ts'
import { downloadDaysOf, insertDeletion, type KeptObject } from './deleted-module-rows.ts'
import { type DeletionTarget, modulesToDelete, nothingToDelete, tagsToMark } from './deletion-target.ts'
import { settingsOf } from './module-settings-rows.ts'
import { savedModule, savedTag, savedVersion } from './saved-state.ts'
import type { FormerRepository } from './snapshot.ts'

export interface ModuleDeletionsParts {
  database: Database
  changes: ModuleChanges
  organizations: Organizations
  repositories: Pick<VcsRepositories, 'disconnect' | 'read'>
}

export class ModuleDeletions {
  readonly #parts: ModuleDeletionsParts

  constructor(parts: ModuleDeletionsParts) {
    this.#parts = parts
  }

  /** Deletes all that match, with all their versions. @throws NotFound when none does, or the subject may not delete it */
  async deleteModules(subject: Subject, organizationName: string, target: DeletionTarget): Promise<void> {
    const modules = await modulesToDelete(this.#parts, subject, organizationName, target)
    const deleted = await this.#parts.changes.together(async (transaction) => {
      let count = 0
      for (const { id } of modules) if (await this.#deleteModule(transaction, id, subject)) count++
      return count
    })
    if (deleted === 0) throw nothingToDelete(target)
  }

  /** @throws NotFound when the module or the version does not exist; versions of public modules cannot be deleted */
  async deleteVersion(subject: Subject, organizationName: string, target: Required<DeletionTarget>, number: string): Promise<void> {
    const [module] = await modulesToDelete(this.#parts, subject, organizationName, target)
    if (module === undefined || module.registryName === 'public') throw nothingToDelete(target, number)
    await this.#parts.changes.together(async (transaction) => {
      const left = await transaction.change(module.id, async (change) => this.#deleteVersion(change, number, subject))
      if (left === undefined) throw nothingToDelete(target, number)
      if (left === 'none') await this.#deleteModule(transaction, module.id, subject)
    })
  }

  /** @returns false when a concurrent request deleted it first */
  #deleteModule(transaction: ModuleTransaction, id: RegistryModuleId, subject: Subject): Promise<boolean> {
    return transaction.delete(id, async (change) => {
      const { tx, module } = change
      const trash = await this.#moveToTrash(change, subject)
      const repositoryId = module.vcsRepositoryId
      const meta = { versions: trash.versions, deleted_registry_module: trash.id }
      return {
        audit: { subject, action: 'destroy', ...auditedModule(module, meta) },
        afterwards: async () => {
          if (repositoryId === null) return
          const isNeeded = async () => (await modulesOfRepository(tx, repositoryId)).length > 0
          await this.#parts.repositories.disconnect(tx, repositoryId, isNeeded)
        },
      }
    })
  }

  /** Saves the module and everything it has in the trash. @returns the entry, and the versions in it */
  async #moveToTrash({ tx, now, module }: ModuleUnderChange, subject: Subject): Promise<{ id: string; versions: string[] }> {
    const { id } = module
    const versions = await versionsOf(tx, [id])
    const repository = await this.#formerRepository(tx, module)
    const snapshot = {
      scope: 'module' as const,
      module: savedModule(module),
      repository: repository === null ? null : formerPlace(repository),
      versions: versions.map(savedVersion),
      tags: (await tagsOf(tx, id)).map(savedTag),
      downloads: await downloadDaysOf(tx, id),
      settings: await settingsOf(tx, id),
      revision: await revisionOf(tx, id),
    }
    const trash = trashEntry(module, null, versions.length, subject, now)
    await insertDeletion(tx, trash, snapshot, versions.flatMap(objectsOf))
    if (repository !== null) await rememberRepository(tx, module, repository, now)
    return { id: trash.id, versions: versions.map(({ version }) => version) }
  }

  async #formerRepository(tx: Kysely<Schema>, { vcsRepositoryId: id }: RegistryModule): Promise<VcsRepository | null> {
    if (id === null) return null
    try {
      return await this.#parts.repositories.read(id, tx)
    } catch (error) {
      if (error instanceof NotFound) return null
      throw error
    }
  }

  /**
   * Marks every tag of the version as deleted: the next sync must not import it again from another spelling or build.
   * @returns `none` when it is the only version; then nothing changes here, and the caller deletes the module
   */
  async #deleteVersion(
    { tx, now, module }: ModuleUnderChange,
    number: string,
    subject: Subject,
  ): Promise<Changed<'none' | 'some' | undefined>> {
    const version = await versionByNumber(tx, module.id, number)
    if (version === undefined) return { result: undefined, audit: null, versionsUntouched: true }
    if ((await versionStatesOf(tx, module.id)).length === 1) return { result: 'none', audit: null, versionsUntouched: true }
    const tags = await tagsToMark(tx, version)
    const snapshot = { scope: 'version' as const, versions: [savedVersion(version)], tags: tags.map(savedTag) }
    const trash = trashEntry(module, version.version, 1, subject, now)
    await insertDeletion(tx, trash, snapshot, objectsOf(version))
    await deleteVersionRow(tx, version.id)
    for (const { tag } of tags) {
      const reason = waysBack(tag, version, trash)
      await updateTag(tx, module.id, tag, { decision: 'deleted', reason, importedCommitSha: null })
    }
    const audit = { subject, action: 'destroy', ...auditedVersion(module, version, { deleted_registry_module: trash.id }) }
    return { result: 'some', audit }
  }
}

/** For people whose tag stays `deleted`: a tag that was pushed again at the same commit may look as if nothing happened. */
function waysBack(tag: string, { version }: RegistryModuleVersion, { id, registryModuleId, expiresAt }: DeletedModule): string {
  const action = `POST /api/v2/registry-modules/${registryModuleId}/actions/import-tag?tag=${encodeURIComponent(tag)}`
  return `version ${version} was deleted. Delete the tag at the host and push it again to import it. If nothing happens, restore ${id} until ${new Date(expiresAt).toISOString()}, or import the tag with ${action}`
}

function trashEntry(
  { id, organizationId, registryName, namespace, name, provider }: RegistryModule,
  version: string | null,
  versionCount: number,
  subject: Subject,
  now: number,
): DeletedModule {
  return {
    id: newId('deleted-registry-module'),
    organizationId,
    registryModuleId: id,
    registryName,
    namespace,
    name,
    provider,
    version,
    versionCount,
    deletedBy: whoIs(subject),
    deletedAt: now,
    expiresAt: now + RESTORABLE_FOR,
  }
}

function formerPlace({ oauthTokenId, identifier, cloneUrl }: VcsRepository): FormerRepository {
  return { oauthTokenId, identifier, cloneUrl }
}

/** The archive of a published version, or the upload of one that is not imported yet. */
function objectsOf({ id, archiveKey, archiveSize, uploadSha256, uploadSize }: RegistryModuleVersion): KeptObject[] {
  if (archiveKey !== null) return [{ key: archiveKey, size: archiveSize }]
  return uploadSha256 === null ? [] : [{ key: uploadKey(id), size: uploadSize }]
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
