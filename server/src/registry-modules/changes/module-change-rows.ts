// Statements that only `module-changes.ts` may use.
import { randomUUID } from 'node:crypto'
import type { Kysely, Selectable } from 'kysely'
import type { Schema } from '../../database/index.ts'
import { NotFound, type RegistryModuleId } from '../../kernel/index.ts'
import { columnsOf, moduleOf } from '../registry-module/module-rows.ts'
import type { RegistryModule } from '../registry-module/registry-module.ts'

type Tables = Kysely<Pick<Schema, 'registry_modules'>>

/**
 * Locks the organization against renaming until the transaction ends: its name is the namespace of a private module.
 * @throws NotFound when the organization is gone or was renamed
 */
export async function insertModule(
  db: Kysely<Pick<Schema, 'registry_modules' | 'organizations'>>,
  module: RegistryModule,
): Promise<RegistryModule> {
  const same = db.updateTable('organizations').set((organization) => ({ name: organization.ref('name') }))
  const organization = await same.where('id', '=', module.organizationId).returning('name').executeTakeFirst()
  if (organization === undefined || (module.registryName === 'private' && organization.name !== module.namespace)) {
    throw new NotFound(`organization ${module.registryName === 'private' ? module.namespace : module.organizationId} not found`)
  }
  const row = { ...(columnsOf(module) as Selectable<Schema['registry_modules']>), webhook_uuid: randomUUID() }
  return moduleOf(await db.insertInto('registry_modules').values(row).returningAll().executeTakeFirstOrThrow())
}

/** Locks the organization of the module until the transaction ends, so that nobody else counts what it has. */
export async function lockOrganizationOf(
  db: Kysely<Pick<Schema, 'registry_modules' | 'organizations'>>,
  id: RegistryModuleId,
): Promise<void> {
  const same = db.updateTable('organizations').set((organization) => ({ name: organization.ref('name') }))
  await same
    .where('id', '=', ({ selectFrom }) => selectFrom('registry_modules').select('organization_id').where('registry_modules.id', '=', id))
    .execute()
}

/** Also deletes the versions, the tags and the prepared answer. */
export async function deleteModuleRow(db: Tables, id: RegistryModuleId): Promise<void> {
  await db.deleteFrom('registry_modules').where('id', '=', id).execute()
}

/**
 * Locks the module against other writers until the transaction ends. Its derived state then reflects all of its versions.
 * @returns undefined when it was deleted meanwhile
 */
export async function lockModule(db: Tables, id: RegistryModuleId, now: number): Promise<RegistryModule | undefined> {
  const row = await db.updateTable('registry_modules').set({ updated_at: now }).where('id', '=', id).returningAll().executeTakeFirst()
  return row === undefined ? undefined : moduleOf(row)
}

/** As `lockModule`, for work that is no change of the module. */
export async function holdModule(db: Tables, id: RegistryModuleId): Promise<void> {
  const same = db.updateTable('registry_modules').set((module) => ({ updated_at: module.ref('updated_at') }))
  await same.where('id', '=', id).execute()
}
