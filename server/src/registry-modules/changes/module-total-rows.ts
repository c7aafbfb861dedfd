import { type Kysely, sql } from 'kysely'
import type { Schema } from '../../database/index.ts'
import type { RegistryModuleId } from '../../kernel/index.ts'
import type { ModuleTotals } from '../registry-module/publication-state.ts'

type Tables = Kysely<Pick<Schema, 'registry_module_totals' | 'registry_module_downloads'>>

/** Counts the downloads of a module that had no totals yet, such as a restored one, from those of its days. */
export async function saveTotals(db: Tables, moduleId: RegistryModuleId, totals: Omit<ModuleTotals, 'downloads'>): Promise<void> {
  const columns = {
    published_versions: totals.publishedVersions,
    failed_versions: totals.failedVersions,
    unfinished_versions: totals.unfinishedVersions,
    latest_deprecated: totals.latestDeprecated ? (1 as const) : (0 as const),
    last_published_at: totals.lastPublishedAt,
  }
  const downloads = sql<number>`(
    select coalesce(sum(downloads), 0) from registry_module_downloads where registry_module_id = ${moduleId}
  )`
  await db
    .insertInto('registry_module_totals')
    .values({ registry_module_id: moduleId, ...columns, downloads })
    .onConflict((conflict) => conflict.column('registry_module_id').doUpdateSet(columns))
    .execute()
}
