import type { Kysely } from 'kysely'
import type { Schema } from '../../database/index.ts'
import type { RegistryModuleId } from '../../kernel/index.ts'
import type { TagBinding } from './tag-bindings.ts'

type Tables = Kysely<Pick<Schema, 'registry_module_tag_bindings'>>

/** In the order they were given. */
export function tagBindingsOf(db: Tables, moduleId: RegistryModuleId): Promise<TagBinding[]> {
  return db.selectFrom('registry_module_tag_bindings').selectAll().where('registry_module_id', '=', moduleId).orderBy('position').execute()
}

export async function replaceTagBindings(db: Tables, moduleId: RegistryModuleId, bindings: readonly TagBinding[]): Promise<void> {
  await db.deleteFrom('registry_module_tag_bindings').where('registry_module_id', '=', moduleId).execute()
  if (bindings.length > 0) await db.insertInto('registry_module_tag_bindings').values(bindings).execute()
}
