import { type Kysely, sql } from 'kysely'
import type { CamelCased, Schema } from '../../database/index.ts'
import type { RegistryModuleVersionId } from '../../kernel/index.ts'

export type VersionConsumer = CamelCased<Schema['registry_module_version_consumers']>

/** Leaves existing records as they are, and skips versions that were deleted meanwhile. */
export async function insertConsumers(
  db: Kysely<Pick<Schema, 'registry_module_version_consumers' | 'registry_module_versions'>>,
  consumers: readonly VersionConsumer[],
): Promise<void> {
  if (consumers.length === 0) return
  const rows = consumers.map(
    ({ registryModuleVersionId, consumerId, firstDownloadedAt }) =>
      sql`(cast(${registryModuleVersionId} as text), cast(${consumerId} as text), cast(${firstDownloadedAt} as bigint))`,
  )
  // In one order everywhere, so that two servers do not wait for each other.
  await sql`
    with seen (version_id, consumer_id, first_downloaded_at) as (values ${sql.join(rows)})
    insert into registry_module_version_consumers (registry_module_version_id, consumer_id, registry_module_id, first_downloaded_at)
    select versions.id, seen.consumer_id, versions.registry_module_id, seen.first_downloaded_at
    from seen join registry_module_versions as versions on versions.id = seen.version_id
    where seen.first_downloaded_at > 0 order by versions.id, seen.consumer_id
    on conflict (registry_module_version_id, consumer_id) do nothing`.execute(db)
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
