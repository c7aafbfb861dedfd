import { type Kysely, sql } from 'kysely'
import type { Schema } from '../../database/index.ts'
import type { RegistryModuleId, RegistryModuleVersionId } from '../../kernel/index.ts'
import type { PublishedArchive } from '../registry-module/document-rows.ts'

type Tables = Kysely<Pick<Schema, 'registry_modules' | 'registry_module_versions' | 'registry_module_downloads' | 'registry_module_totals'>>

/** Three statements, however many versions there are. What was deleted in the meantime is passed over. @param day since the epoch */
export async function addDownloads(db: Tables, counts: readonly (readonly [PublishedArchive, number])[], day: number): Promise<void> {
  const byVersion = new Map<RegistryModuleVersionId, number>()
  const byModule = new Map<RegistryModuleId, number>()
  for (const [{ versionId, moduleId }, count] of counts) {
    byVersion.set(versionId, (byVersion.get(versionId) ?? 0) + count)
    byModule.set(moduleId, (byModule.get(moduleId) ?? 0) + count)
  }
  if (byVersion.size === 0) return
  await sql`
    with counted (id, downloads) as (values ${rowsOf(byVersion)})
    update registry_module_versions set downloads = registry_module_versions.downloads + counted.downloads
    from counted where registry_module_versions.id = counted.id`.execute(db)
  // In one order everywhere, so that two servers do not wait for each other.
  await sql`
    with counted (id, downloads) as (values ${rowsOf(byModule)})
    insert into registry_module_downloads (registry_module_id, day, downloads)
    select registry_modules.id, cast(${day} as bigint), counted.downloads
    from counted join registry_modules on registry_modules.id = counted.id where counted.downloads > 0 order by registry_modules.id
    on conflict (registry_module_id, day) do update set downloads = registry_module_downloads.downloads + excluded.downloads`.execute(db)
  await sql`
    with counted (id, downloads) as (values ${rowsOf(byModule)})
    update registry_module_totals set downloads = registry_module_totals.downloads + counted.downloads
    from counted where registry_module_totals.registry_module_id = counted.id`.execute(db)
}

function rowsOf(counts: ReadonlyMap<string, number>) {
  return sql.join([...counts].map(([id, count]) => sql`(cast(${id} as text), cast(${count} as bigint))`))
}

/** Of each day that has any. */
export async function downloadDaysSince(
  db: Kysely<Pick<Schema, 'registry_module_downloads'>>,
  moduleId: RegistryModuleId,
  day: number,
): Promise<{ day: number; downloads: number }[]> {
  const days = db.selectFrom('registry_module_downloads').select(['day', 'downloads'])
  return await days.where('registry_module_id', '=', moduleId).where('day', '>=', day).execute()
}

export async function downloadsSince(
  db: Kysely<Pick<Schema, 'registry_module_downloads'>>,
  moduleId: RegistryModuleId,
  day: number,
): Promise<number> {
  const row = await db
    .selectFrom('registry_module_downloads')
    .select((eb) => eb.fn.sum<number | string | null>('downloads').as('downloads'))
    .where('registry_module_id', '=', moduleId)
    .where('day', '>=', day)
    .executeTakeFirst()
  return Number(row?.downloads ?? 0)
}
