import type { Kysely, Selectable } from 'kysely'
import { camelCased, type Schema, snakeCased } from '../../database/index.ts'
import type { RegistryModuleId } from '../../kernel/index.ts'
import type { TagBinding } from './tag-bindings.ts'

type Tables = Kysely<Pick<Schema, 'registry_module_tag_bindings'>>

/** In the order of the request that set them. */
export async function tagBindingsOf(db: Tables, moduleId: RegistryModuleId): Promise<TagBinding[]> {
  const rows = await db
    .selectFrom('registry_module_tag_bindings')
    .selectAll()
    .where('registry_module_id', '=', moduleId)
    .orderBy('position')
    .execute()
  return rows.map(camelCased)
}

export async function replaceTagBindings(db: Tables, moduleId: RegistryModuleId, bindings: readonly TagBinding[]): Promise<void> {
  await db.deleteFrom('registry_module_tag_bindings').where('registry_module_id', '=', moduleId).execute()
  const rows = bindings.map(
    (binding) =>
      snakeCased<Selectable<Schema['registry_module_tag_bindings']>>(binding) as Selectable<Schema['registry_module_tag_bindings']>,
  )
  if (rows.length > 0) await db.insertInto('registry_module_tag_bindings').values(rows).execute()
}
