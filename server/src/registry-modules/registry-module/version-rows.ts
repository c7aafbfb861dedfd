import type { Kysely, Selectable, Updateable } from 'kysely'
import { camelCased, inChunks, rowPage, type Schema, snakeCased } from '../../database/index.ts'
import type { OrganizationId, Page, PageRequest, RegistryModuleId, RegistryModuleVersionId } from '../../kernel/index.ts'
import { isAllowedMove, type RegistryModuleVersion, UNFINISHED, type VersionStatus } from './registry-module-version.ts'
import { type Deprecation, parseDeprecation, parseRevocation, type Revocation } from './version-lifecycle.ts'

type Tables = Kysely<Pick<Schema, 'registry_module_versions'>>
type Changes = Partial<Omit<RegistryModuleVersion, 'id' | 'status'>>
type Row = Selectable<Schema['registry_module_versions']>

function versionOf(row: Row): RegistryModuleVersion {
  return { ...camelCased(row), deprecation: parseDeprecation(row.deprecation), revocation: parseRevocation(row.revocation) }
}

function columnsOf({
  deprecation,
  revocation,
  ...columns
}: Partial<RegistryModuleVersion>): Updateable<Schema['registry_module_versions']> {
  return {
    ...snakeCased<Row>(columns),
    ...(deprecation === undefined ? {} : { deprecation: stored(deprecation) }),
    ...(revocation === undefined ? {} : { revocation: stored(revocation) }),
  }
}

function stored(value: Deprecation | Revocation | null): string | null {
  return value === null ? null : JSON.stringify(value)
}

/** In bulk, because a repository may have hundreds of tags. A version that already exists stays as it is. */
export async function insertVersions(db: Tables, versions: readonly RegistryModuleVersion[]): Promise<void> {
  const rows = versions.map((version) => columnsOf(version) as Row)
  await inChunks(rows, (some) =>
    db
      .insertInto('registry_module_versions')
      .values(some)
      .onConflict((conflict) => conflict.columns(['registry_module_id', 'version']).doNothing())
      .execute(),
  )
}

/** Newest first, by SemVer. */
export async function versionsOf(db: Tables, moduleIds: readonly RegistryModuleId[]): Promise<RegistryModuleVersion[]> {
  if (moduleIds.length === 0) return []
  const rows = await db
    .selectFrom('registry_module_versions')
    .selectAll()
    .where('registry_module_id', 'in', moduleIds)
    .orderBy('version_sort', 'desc')
    .execute()
  return rows.map(versionOf)
}

/** @param statuses all of them when undefined */
export async function listVersions(
  db: Tables,
  moduleId: RegistryModuleId,
  statuses: readonly VersionStatus[] | undefined,
  request: PageRequest,
): Promise<Page<RegistryModuleVersion>> {
  const all = db.selectFrom('registry_module_versions').selectAll().where('registry_module_id', '=', moduleId)
  const wanted = statuses === undefined ? all : all.where('status', 'in', statuses)
  return await rowPage(wanted.orderBy('version_sort', 'desc').orderBy('id'), request, versionOf)
}

/** The part of a version that lists show. */
export type VersionSummary = Pick<
  RegistryModuleVersion,
  | 'registryModuleId'
  | 'version'
  | 'status'
  | 'error'
  | 'errorFile'
  | 'errorLine'
  | 'revocation'
  | 'downloads'
  | 'publishedAt'
  | 'createdAt'
  | 'updatedAt'
>

export async function versionSummariesOf(db: Tables, moduleIds: readonly RegistryModuleId[]): Promise<VersionSummary[]> {
  if (moduleIds.length === 0) return []
  const rows = await db
    .selectFrom('registry_module_versions')
    .select([
      'registry_module_id as registryModuleId',
      'version',
      'status',
      'error',
      'error_file as errorFile',
      'error_line as errorLine',
      'revocation',
      'downloads',
      'published_at as publishedAt',
      'created_at as createdAt',
      'updated_at as updatedAt',
    ])
    .where('registry_module_id', 'in', moduleIds)
    .orderBy('version_sort', 'desc')
    .execute()
  return rows.map((row) => ({ ...row, revocation: parseRevocation(row.revocation) }))
}

export async function versionById(db: Tables, id: RegistryModuleVersionId): Promise<RegistryModuleVersion | undefined> {
  const row = await db.selectFrom('registry_module_versions').selectAll().where('id', '=', id).executeTakeFirst()
  return row === undefined ? undefined : versionOf(row)
}

/** @returns undefined when the version is gone */
export async function organizationOfVersion(
  db: Kysely<Pick<Schema, 'registry_module_versions' | 'registry_modules'>>,
  id: RegistryModuleVersionId,
): Promise<OrganizationId | undefined> {
  const row = await db
    .selectFrom('registry_module_versions')
    .innerJoin('registry_modules', 'registry_modules.id', 'registry_module_versions.registry_module_id')
    .select('registry_modules.organization_id')
    .where('registry_module_versions.id', '=', id)
    .executeTakeFirst()
  return row?.organization_id
}

export type VersionState = Pick<RegistryModuleVersion, 'version' | 'status' | 'publishedAt' | 'deprecation' | 'revocation'>

/** The columns that a module's state is derived from, newest version first. Every change reads them, so there are few. */
export async function versionStatesOf(db: Tables, moduleId: RegistryModuleId): Promise<VersionState[]> {
  const rows = await db
    .selectFrom('registry_module_versions')
    .select(['version', 'status', 'published_at as publishedAt', 'deprecation', 'revocation'])
    .where('registry_module_id', '=', moduleId)
    .orderBy('version_sort', 'desc')
    .execute()
  return rows.map(({ deprecation, revocation, ...row }) => ({
    ...row,
    deprecation: parseDeprecation(deprecation),
    revocation: parseRevocation(revocation),
  }))
}

export async function versionByNumber(db: Tables, moduleId: RegistryModuleId, version: string): Promise<RegistryModuleVersion | undefined> {
  const row = await db
    .selectFrom('registry_module_versions')
    .selectAll()
    .where('registry_module_id', '=', moduleId)
    .where('version', '=', version)
    .executeTakeFirst()
  return row === undefined ? undefined : versionOf(row)
}

/** Versions whose sort key begins with that of a precedence: they differ in build metadata alone. */
export async function versionsOfPrecedence(
  db: Tables,
  moduleId: RegistryModuleId,
  sortKey: string,
): Promise<Pick<RegistryModuleVersion, 'id' | 'version' | 'status'>[]> {
  return await db
    .selectFrom('registry_module_versions')
    .select(['id', 'version', 'status'])
    .where('registry_module_id', '=', moduleId)
    .where('version_sort', '>=', sortKey)
    // Build metadata has no character as high as this.
    .where('version_sort', '<', `${sortKey}~`)
    .orderBy('version_sort')
    .execute()
}

export async function versionsInStatus(
  db: Tables,
  moduleIds: readonly RegistryModuleId[],
  statuses: readonly VersionStatus[],
): Promise<RegistryModuleVersion[]> {
  if (moduleIds.length === 0) return []
  const rows = await db
    .selectFrom('registry_module_versions')
    .selectAll()
    .where('registry_module_id', 'in', moduleIds)
    .where('status', 'in', statuses)
    .orderBy('version_sort', 'desc')
    .execute()
  return rows.map(versionOf)
}

/**
 * Compare and set: moves the version only if its status is still the one that the caller read.
 * @returns false when another caller moved it first
 */
export async function moveVersion(
  db: Tables,
  version: { id: RegistryModuleVersionId; status: VersionStatus },
  to: VersionStatus,
  changes: Changes,
): Promise<boolean> {
  if (!isAllowedMove(version.status, to)) throw new Error(`a version cannot move from ${version.status} to ${to}`)
  const moved = await db
    .updateTable('registry_module_versions')
    .set({ ...columnsOf(changes), status: to })
    .where('id', '=', version.id)
    .where('status', '=', version.status)
    .executeTakeFirst()
  return moved.numUpdatedRows === 1n
}

/**
 * Like `moveVersion`, for many in few statements.
 * @returns the ids of those that were where the caller saw them
 */
export async function moveVersions(
  db: Tables,
  versions: readonly { id: RegistryModuleVersionId; status: VersionStatus }[],
  to: VersionStatus,
  changes: Changes,
): Promise<Set<RegistryModuleVersionId>> {
  const moved = new Set<RegistryModuleVersionId>()
  for (const [from, some] of Map.groupBy(versions, ({ status }) => status)) {
    if (!isAllowedMove(from, to)) throw new Error(`a version cannot move from ${from} to ${to}`)
    await inChunks(some, async (chunk) => {
      const update = db.updateTable('registry_module_versions').set({ ...columnsOf(changes), status: to })
      const ids = chunk.map(({ id }) => id)
      for (const { id } of await update.where('id', 'in', ids).where('status', '=', from).returning('id').execute()) moved.add(id)
    })
  }
  return moved
}

/** Compare and delete. @returns false when the version is gone, or its status is no longer the one that the caller read */
export async function deleteVersion(db: Tables, version: { id: RegistryModuleVersionId; status: VersionStatus }): Promise<boolean> {
  const deleted = await db
    .deleteFrom('registry_module_versions')
    .where('id', '=', version.id)
    .where('status', '=', version.status)
    .executeTakeFirst()
  return deleted.numDeletedRows === 1n
}

export async function deleteVersionRow(db: Tables, id: RegistryModuleVersionId): Promise<void> {
  await db.deleteFrom('registry_module_versions').where('id', '=', id).execute()
}

/**
 * One statement, because a concurrent deletion or restore moves rows between the tables: two statements could miss both.
 * @returns the keys that a version or the trash needs. A version needs its archive, or its upload and the files of its failure until
 *   that is imported
 */
export async function referencedArchives(
  db: Kysely<Pick<Schema, 'registry_module_versions' | 'deleted_module_archives'>>,
  keys: readonly string[],
): Promise<Set<string>> {
  if (keys.length === 0) return new Set()
  const ids = keys.map((key) => key.slice(key.lastIndexOf('/') + 1) as RegistryModuleVersionId)
  const rows = await db
    .selectFrom('registry_module_versions')
    .select((eb) => eb.ref('archive_key').$castTo<string | null>().as('needed'))
    .where('archive_key', 'in', keys)
    .union(
      db
        .selectFrom('registry_module_versions')
        .select((eb) => eb.ref('id').$castTo<string | null>().as('needed'))
        .where('id', 'in', ids)
        .where('status', '!=', 'ok'),
    )
    .union(
      db
        .selectFrom('registry_module_versions')
        .select((eb) => eb.ref('failed_archive_key').$castTo<string | null>().as('needed'))
        .where('failed_archive_key', 'in', keys),
    )
    .union(
      db
        .selectFrom('deleted_module_archives')
        .select((eb) => eb.ref('archive_key').$castTo<string | null>().as('needed'))
        .where('archive_key', 'in', keys),
    )
    .execute()
  const needed = new Set(rows.map((row) => row.needed))
  return new Set(keys.filter((key) => needed.has(key) || needed.has(key.slice(key.lastIndexOf('/') + 1))))
}

/** @returns the archive made from the inspected tree, if any version still has it */
export async function archiveFrom(db: Tables, inspectionKey: string): Promise<{ key: string; sha256: string; size: number } | undefined> {
  const row = await db
    .selectFrom('registry_module_versions')
    .select(['archive_key', 'archive_sha256', 'archive_size'])
    .where('inspection_key', '=', inspectionKey)
    .where('status', '=', 'ok')
    .limit(1)
    .executeTakeFirst()
  if (row === undefined || row.archive_key === null || row.archive_sha256 === null || row.archive_size === null) return undefined
  return { key: row.archive_key, sha256: row.archive_sha256, size: row.archive_size }
}

/** The latest version of each module, for those that have one. */
export async function latestVersionsOf(
  db: Kysely<Pick<Schema, 'registry_module_versions' | 'registry_modules'>>,
  moduleIds: readonly RegistryModuleId[],
): Promise<RegistryModuleVersion[]> {
  if (moduleIds.length === 0) return []
  const rows = await db
    .selectFrom('registry_module_versions')
    .innerJoin('registry_modules', (join) =>
      join
        .onRef('registry_modules.id', '=', 'registry_module_versions.registry_module_id')
        .onRef('registry_modules.latest_version', '=', 'registry_module_versions.version'),
    )
    .selectAll('registry_module_versions')
    .where('registry_module_versions.registry_module_id', 'in', moduleIds)
    .execute()
  return rows.map(versionOf)
}

export async function setLifecycle(
  db: Tables,
  id: RegistryModuleVersionId,
  changes: Partial<Pick<RegistryModuleVersion, 'deprecation' | 'revocation' | 'updatedAt'>>,
): Promise<void> {
  await db.updateTable('registry_module_versions').set(columnsOf(changes)).where('id', '=', id).execute()
}

/** @param upload the archive that was uploaded; `sha256` in hex */
export async function noteUpload(
  db: Tables,
  id: RegistryModuleVersionId,
  { sha256, size }: { sha256: string; size: number },
): Promise<void> {
  const noted = db.updateTable('registry_module_versions').set({ upload_sha256: sha256, upload_size: size })
  await noted.where('id', '=', id).where('status', '!=', 'ok').execute()
}

/** Compare and set. @param seen the version's upload as the caller read it @param sha256 of the stored archive */
export async function correctUpload(
  db: Tables,
  { id, uploadSha256: seen }: Pick<RegistryModuleVersion, 'id' | 'uploadSha256'>,
  sha256: string,
): Promise<void> {
  await db
    .updateTable('registry_module_versions')
    .set({ upload_sha256: sha256 })
    .where('id', '=', id)
    .where('upload_sha256', '=', seen)
    .where('status', '!=', 'ok')
    .execute()
}

export async function stalledUploads(db: Tables, before: number, limit: number): Promise<RegistryModuleVersionId[]> {
  const rows = await db
    .selectFrom('registry_module_versions')
    .select('id')
    .where('upload_sha256', 'is not', null)
    .where('status', 'in', UNFINISHED)
    .where('updated_at', '<', before)
    .limit(limit)
    .execute()
  return rows.map(({ id }) => id)
}

/** Keeps the versions that people created through the API, whatever their status. */
export async function deleteUnpublishedTagVersions(db: Tables, moduleId: RegistryModuleId): Promise<void> {
  await db
    .deleteFrom('registry_module_versions')
    .where('registry_module_id', '=', moduleId)
    .where('tag', 'is not', null)
    .where('status', '!=', 'ok')
    .execute()
}
