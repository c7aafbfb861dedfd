// What people attached to a module, as rows: kept when it is deleted and put back when it is restored.
import type { Kysely } from 'kysely'
import type { Schema } from '../../database/index.ts'
import type { RegistryModuleId } from '../../kernel/index.ts'

type Tables = Kysely<Pick<Schema, 'registry_module_tag_bindings' | 'no_code_modules' | 'no_code_variable_options'>>

export interface ModuleSettings {
  tagBindings: Schema['registry_module_tag_bindings'][]
  noCodeModules: Schema['no_code_modules'][]
  variableOptions: Schema['no_code_variable_options'][]
}

export async function moduleSettingsOf(db: Tables, id: RegistryModuleId): Promise<ModuleSettings> {
  const tagBindings = await db.selectFrom('registry_module_tag_bindings').selectAll().where('registry_module_id', '=', id).execute()
  const noCodeModules = await db.selectFrom('no_code_modules').selectAll().where('registry_module_id', '=', id).execute()
  const owners = noCodeModules.map((each) => each.id)
  const variableOptions =
    owners.length === 0
      ? []
      : await db.selectFrom('no_code_variable_options').selectAll().where('no_code_module_id', 'in', owners).execute()
  return { tagBindings, noCodeModules, variableOptions }
}

export async function insertModuleSettings(db: Tables, { tagBindings, noCodeModules, variableOptions }: ModuleSettings): Promise<void> {
  if (tagBindings.length > 0) await db.insertInto('registry_module_tag_bindings').values(tagBindings).execute()
  if (noCodeModules.length > 0) await db.insertInto('no_code_modules').values(noCodeModules).execute()
  if (variableOptions.length > 0) await db.insertInto('no_code_variable_options').values(variableOptions).execute()
}
