import { type Kysely, sql } from 'kysely'
import type { CamelCased, Schema } from '../../database/index.ts'
import type { RegistryModuleVersionId } from '../../kernel/index.ts'

export type VersionConsumer = CamelCased<Schema['registry_module_version_consumers']>

/** Leaves existing records as they are, and skips versions that were deleted meanwhile. */
export async function insertConsumers(
  db: Kysely<Pick<Schema, 'registry_module_version_consumers' | 'registry_module_versions'>>,
  consumers: readonly VersionConsumer[],
): Promise<void> {
  for (const { registryModuleVersionId, consumerId, firstDownloadedAt } of consumers) {
    await db
      .insertInto('registry_module_version_consumers')
      .columns(['registry_module_version_id', 'consumer_id', 'registry_module_id', 'first_downloaded_at'])
      .expression((eb) =>
        eb
          .selectFrom('registry_module_versions')
          .select([
            'id',
            sql<string>`cast(${consumerId} as text)`.as('consumer_id'),
            'registry_module_id',
            sql<number>`cast(${firstDownloadedAt} as bigint)`.as('first_downloaded_at'),
          ])
          .where('id', '=', registryModuleVersionId),
      )
      .onConflict((conflict) => conflict.columns(['registry_module_version_id', 'consumer_id']).doNothing())
      .execute()
  }
}

export async function isOnRecord(
  db: Kysely<Pick<Schema, 'registry_module_version_consumers'>>,
  versionId: RegistryModuleVersionId,
  consumerId: string,
): Promise<boolean> {
  const row = await db
    .selectFrom('registry_module_version_consumers')
    .select('consumer_id')
    .where('registry_module_version_id', '=', versionId)
    .where('consumer_id', '=', consumerId)
    .executeTakeFirst()
  return row !== undefined
}

/** Deletes the records of versions that are gone and cannot be restored. */
export async function forgetConsumers(
  db: Kysely<Pick<Schema, 'registry_module_version_consumers' | 'registry_module_versions' | 'deleted_registry_modules'>>,
): Promise<void> {
  await db
    .deleteFrom('registry_module_version_consumers')
    .where('registry_module_version_id', 'not in', (eb) => eb.selectFrom('registry_module_versions').select('id'))
    .where('registry_module_id', 'not in', (eb) => eb.selectFrom('deleted_registry_modules').select('registry_module_id'))
    .execute()
}
