// The SQL of what quotas count.
import { type Kysely, sql } from 'kysely'
import type { Schema } from '../../database/index.ts'
import type { OrganizationId, RegistryModuleVersionId } from '../../kernel/index.ts'

type Tables = Kysely<Pick<Schema, 'registry_modules' | 'registry_module_versions' | 'deleted_registry_modules' | 'deleted_module_archives'>>

/** What an organization has of what quotas count. */
export interface ModuleUsage {
  modules: number
  versions: number
  bytes: number
}

/** Bytes that a version is about to have: of its upload, or of the archive that takes its place. */
export interface StoredBytes {
  versionId: RegistryModuleVersionId
  /** of the archive, which other versions may share; the version's id for an upload */
  key: string
  size: number
}

export async function moduleUsageOf(db: Tables, organizationId: OrganizationId): Promise<ModuleUsage> {
  const [modules, versions, bytes] = await Promise.all([
    countModules(db, organizationId),
    countVersions(db, organizationId),
    storedBytes(db, organizationId),
  ])
  return { modules, versions, bytes }
}

export async function countModules(db: Tables, organizationId: OrganizationId): Promise<number> {
  const all = db.selectFrom('registry_modules').where('organization_id', '=', organizationId)
  return Number((await all.select(({ fn }) => fn.countAll().as('count')).executeTakeFirstOrThrow()).count)
}

export async function countVersions(db: Tables, organizationId: OrganizationId): Promise<number> {
  const all = db
    .selectFrom('registry_module_versions')
    .innerJoin('registry_modules', 'registry_modules.id', 'registry_module_versions.registry_module_id')
    .where('organization_id', '=', organizationId)
  return Number((await all.select(({ fn }) => fn.countAll().as('count')).executeTakeFirstOrThrow()).count)
}

/**
 * Archives of published versions and of the trash, each once however many versions have it, uploads that wait for their import, and the files of
 * failed versions.
 * @param added counted as well, in the place of what its version has now
 */
export async function storedBytes(db: Tables, organizationId: OrganizationId, added?: StoredBytes): Promise<number> {
  const others = added === undefined ? sql`1 = 1` : sql`versions.id <> ${added.versionId}`
  const plus = added === undefined ? sql`` : sql`union select cast(${added.key} as text), cast(${added.size} as bigint)`
  const { rows } = await sql<{ bytes: number | string }>`
    select coalesce(sum(size), 0) as bytes from (
      select case when versions.status = 'ok' then archive_key else versions.id end as name,
        case when versions.status = 'ok' then archive_size else upload_size end as size
      from registry_module_versions as versions
      join registry_modules as modules on modules.id = versions.registry_module_id
      where modules.organization_id = ${organizationId} and ${others}
      union
      select failed_archive_key, failed_archive_size from registry_module_versions as versions
      join registry_modules as modules on modules.id = versions.registry_module_id
      where modules.organization_id = ${organizationId} and failed_archive_key is not null and ${others}
      union
      select archive_key, archive_size from deleted_module_archives as archives
      join deleted_registry_modules as deleted on deleted.id = archives.deletion_id
      where deleted.organization_id = ${organizationId}
      ${plus}
    ) as stored`.execute(db)
  return Number(rows[0]?.bytes ?? 0)
}
