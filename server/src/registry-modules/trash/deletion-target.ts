// What a deletion is about: the same for the deletion and for its preview.
import type { Kysely } from 'kysely'
import type { Database, Schema } from '../../database/index.ts'
import { NotFound } from '../../kernel/index.ts'
import type { Organizations } from '../../organizations/index.ts'
import type { Subject } from '../../permissions/index.ts'
import { allModules, type ModuleFilter } from '../registry-module/module-rows.ts'
import type { ModuleTag } from '../registry-module/module-tag.ts'
import type { RegistryModule } from '../registry-module/registry-module.ts'
import type { RegistryModuleVersion } from '../registry-module/registry-module-version.ts'
import { tagsOf } from '../registry-module/tag-rows.ts'
import { hasSamePrecedence } from '../registry-module/version-numbers.ts'

/** Which modules of an organization to delete. An absent member matches anything. */
export type DeletionTarget = Pick<ModuleFilter, 'registryName' | 'namespace' | 'name' | 'provider'>

/** @throws NotFound when none matches, or the subject may not delete it */
export async function modulesToDelete(
  { database, organizations }: { database: Database; organizations: Organizations },
  subject: Subject,
  organizationName: string,
  target: DeletionTarget,
): Promise<RegistryModule[]> {
  const { id } = await organizations.permitted(subject, 'manage-modules', organizationName)
  const modules = await allModules(database.queries, { ...target, organizationIds: [id] })
  if (modules.length === 0) throw nothingToDelete(target)
  return modules
}

export function nothingToDelete(
  { registryName = '', namespace = '', name = '', provider = '' }: DeletionTarget,
  version?: string,
): NotFound {
  const address = [registryName, namespace, name, provider].filter((part) => part !== '').join('/')
  return new NotFound(version === undefined ? `module ${address} not found` : `version ${version} of ${address} not found`)
}

/** Tags that must not import the version again: every one of the same precedence, except one that has a version of its own, as earlier releases allowed. */
export async function tagsToMark(
  db: Kysely<Pick<Schema, 'registry_module_tags'>>,
  { registryModuleId, version }: RegistryModuleVersion,
): Promise<ModuleTag[]> {
  return (await tagsOf(db, registryModuleId)).filter((tag) => {
    if (tag.version === null || !hasSamePrecedence(tag.version, version)) return false
    return tag.version === version || !['imported', 'moved'].includes(tag.decision)
  })
}
