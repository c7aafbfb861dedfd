// Settings that people attached to a module. The trash keeps them; a restore brings them back.
import type { Kysely } from 'kysely'
import type { Schema } from '../../database/index.ts'
import type { OrganizationId, RegistryModuleId } from '../../kernel/index.ts'
import type { SavedNoCodeModule, SavedSettings } from './snapshot.ts'

type Tables = Kysely<Pick<Schema, 'registry_module_tag_bindings' | 'no_code_modules' | 'no_code_variable_options'>>

export async function settingsOf(db: Tables, id: RegistryModuleId): Promise<SavedSettings> {
  const tagBindings = await db
    .selectFrom('registry_module_tag_bindings')
    .select(['id', 'key', 'value', 'position'])
    .where('registry_module_id', '=', id)
    .orderBy('position')
    .execute()
  return { tagBindings, noCode: await noCodeOf(db, id) }
}

async function noCodeOf(db: Tables, id: RegistryModuleId): Promise<SavedNoCodeModule | null> {
  const row = await db
    .selectFrom('no_code_modules')
    .select(['id', 'enabled', 'version_pin as versionPin', 'created_at as createdAt', 'updated_at as updatedAt'])
    .where('registry_module_id', '=', id)
    .executeTakeFirst()
  if (row === undefined) return null
  const options = await db
    .selectFrom('no_code_variable_options')
    .select(['id', 'variable_name as variableName', 'variable_type as variableType', 'options', 'position'])
    .where('no_code_module_id', '=', row.id)
    .orderBy('position')
    .execute()
  const variableOptions = options.map((option) => ({ ...option, options: JSON.parse(option.options) as string[] }))
  return { ...row, enabled: row.enabled === 1, variableOptions }
}

/** @param module must have no settings yet */
export async function insertSettings(
  db: Tables,
  module: { id: RegistryModuleId; organizationId: OrganizationId },
  { tagBindings, noCode }: SavedSettings,
): Promise<void> {
  const bindings = tagBindings.map(({ id, key, value, position }) => ({ id, registry_module_id: module.id, key, value, position }))
  if (bindings.length > 0) await db.insertInto('registry_module_tag_bindings').values(bindings).execute()
  if (noCode !== null) await insertNoCode(db, module, noCode)
}

async function insertNoCode(
  db: Tables,
  module: { id: RegistryModuleId; organizationId: OrganizationId },
  noCode: SavedNoCodeModule,
): Promise<void> {
  const { id, enabled, versionPin, createdAt, updatedAt, variableOptions } = noCode
  const row = { id, registry_module_id: module.id, organization_id: module.organizationId, enabled: enabled ? (1 as const) : (0 as const) }
  await db
    .insertInto('no_code_modules')
    .values({ ...row, version_pin: versionPin, created_at: createdAt, updated_at: updatedAt })
    .execute()
  const options = variableOptions.map((option) => ({
    id: option.id,
    no_code_module_id: id,
    variable_name: option.variableName,
    variable_type: option.variableType,
    options: JSON.stringify(option.options),
    position: option.position,
  }))
  if (options.length > 0) await db.insertInto('no_code_variable_options').values(options).execute()
}
