import { type Kysely, sql } from 'kysely'
import type { CamelCased, Schema } from '../../database/index.ts'
import type { OrganizationId, RegistryModuleId, RegistryModuleVersionId } from '../../kernel/index.ts'

export type VersionConsumer = CamelCased<Schema['registry_module_version_consumers']>

/** Of existing records, changes only the last download; skips versions that were deleted meanwhile. */
export async function insertConsumers(
  db: Kysely<Pick<Schema, 'registry_module_version_consumers' | 'registry_module_versions'>>,
  consumers: readonly VersionConsumer[],
): Promise<void> {
  if (consumers.length === 0) return
  const rows = consumers.map(
    ({ registryModuleVersionId: version, consumerId, firstDownloadedAt: first, lastDownloadedAt: last }) =>
      sql`(cast(${version} as text), cast(${consumerId} as text), cast(${first} as bigint), cast(${last} as bigint))`,
  )
  // In one order everywhere, so that two servers do not wait for each other.
  await sql`
    with seen (version_id, consumer_id, first_downloaded_at, last_downloaded_at) as (values ${sql.join(rows)})
    insert into registry_module_version_consumers
      (registry_module_version_id, consumer_id, registry_module_id, first_downloaded_at, last_downloaded_at)
    select versions.id, seen.consumer_id, versions.registry_module_id, seen.first_downloaded_at, seen.last_downloaded_at
    from seen join registry_module_versions as versions on versions.id = seen.version_id
    where seen.first_downloaded_at > 0 order by versions.id, seen.consumer_id
    on conflict (registry_module_version_id, consumer_id) do update set last_downloaded_at = excluded.last_downloaded_at
    where registry_module_version_consumers.last_downloaded_at < excluded.last_downloaded_at`.execute(db)
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

/** Whose tokens they are. Names are of members, teams and the organization itself; others have none here. */
export interface RecentConsumer {
  id: string
  username: string | null
  team: string | null
  /** false where there is no team */
  isSecretTeam: boolean
  organization: string | null
}

/** @param versions of these modules; only this one of each, where it is given */
export async function recentConsumers(
  db: Kysely<
    Pick<
      Schema,
      'registry_module_version_consumers' | 'registry_module_versions' | 'organization_memberships' | 'users' | 'teams' | 'organizations'
    >
  >,
  organizationId: OrganizationId,
  { moduleIds, version }: { moduleIds: readonly RegistryModuleId[]; version?: string },
  since: number,
): Promise<RecentConsumer[]> {
  const rows = await db
    .selectFrom('registry_module_version_consumers as consumers')
    .innerJoin('registry_module_versions as versions', 'versions.id', 'consumers.registry_module_version_id')
    .leftJoin('organization_memberships as memberships', (join) =>
      join
        .onRef('memberships.user_id', '=', 'consumers.consumer_id')
        .on('memberships.organization_id', '=', organizationId)
        .on('memberships.status', '=', 'active'),
    )
    .leftJoin('users', 'users.id', 'memberships.user_id')
    .leftJoin('teams', (join) => join.onRef('teams.id', '=', 'consumers.consumer_id').on('teams.organization_id', '=', organizationId))
    .leftJoin('organizations', (join) =>
      join.onRef('organizations.id', '=', 'consumers.consumer_id').on('organizations.id', '=', organizationId),
    )
    .select([
      'consumers.consumer_id as id',
      'users.username',
      'teams.name as team',
      'teams.visibility',
      'organizations.name as organization',
    ])
    .distinct()
    .where('versions.registry_module_id', 'in', moduleIds)
    .$if(version !== undefined, (query) => query.where('versions.version', '=', version ?? ''))
    .where(({ or, eb }) => or([eb('first_downloaded_at', '>=', since), eb('last_downloaded_at', '>=', since)]))
    .orderBy('consumers.consumer_id')
    .execute()
  return rows.map(({ visibility, ...row }) => ({ ...row, isSecretTeam: visibility === 'secret' }))
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
