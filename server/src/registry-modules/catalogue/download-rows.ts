import { type Kysely, sql } from 'kysely'
import type { Schema } from '../../database/index.ts'
import type { RegistryModuleId } from '../../kernel/index.ts'
import type { PublishedArchive } from '../registry-module/document-rows.ts'

type Tables = Kysely<Pick<Schema, 'registry_modules' | 'registry_module_versions' | 'registry_module_downloads'>>

/** What was deleted in the meantime is passed over. @param day since the epoch */
export async function addDownloads(db: Tables, counts: readonly (readonly [PublishedArchive, number])[], day: number): Promise<void> {
  const byModule = new Map<RegistryModuleId, number>()
  for (const [{ versionId, moduleId }, count] of counts) {
    byModule.set(moduleId, (byModule.get(moduleId) ?? 0) + count)
    await db
      .updateTable('registry_module_versions')
      .set((eb) => ({ downloads: eb('downloads', '+', count) }))
      .where('id', '=', versionId)
      .execute()
  }
  for (const [moduleId, count] of [...byModule].toSorted(([one], [other]) => (one < other ? -1 : 1))) {
    await db
      .insertInto('registry_module_downloads')
      .columns(['registry_module_id', 'day', 'downloads'])
      .expression((eb) =>
        eb
          .selectFrom('registry_modules')
          .select(['id', sql<number>`cast(${day} as bigint)`.as('day'), sql<number>`cast(${count} as bigint)`.as('downloads')])
          .where('id', '=', moduleId),
      )
      .onConflict((conflict) =>
        conflict.columns(['registry_module_id', 'day']).doUpdateSet((eb) => ({
          downloads: eb('registry_module_downloads.downloads', '+', eb.ref('excluded.downloads')),
        })),
      )
      .execute()
  }
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
