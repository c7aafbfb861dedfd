import { type Kysely, sql } from 'kysely'
import type { Schema } from '../../database/index.ts'
import type { RegistryModuleId } from '../../kernel/index.ts'

/** Modules that an earlier release made, or whose latest version it published, and those that were indexed otherwise. */
export async function staleModules(
  db: Kysely<Pick<Schema, 'registry_modules' | 'module_search_documents'>>,
  format: number,
  limit: number,
): Promise<RegistryModuleId[]> {
  const { rows } = await sql<{ id: RegistryModuleId }>`
    select modules.id from registry_modules modules
    left join module_search_documents documents on documents.registry_module_id = modules.id
    where documents.number is null or documents.format <> ${format} or documents.version <> coalesce(modules.latest_version, '')
    limit ${limit}`.execute(db)
  return rows.map(({ id }) => id)
}
