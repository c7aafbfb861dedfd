import { type Kysely, type Selectable, sql } from 'kysely'
import { camelCased, inChunks, rowPage, type Schema, snakeCased } from '../../database/index.ts'
import type { DeletedModuleId, OrganizationId, Page, PageRequest, RegistryModuleId } from '../../kernel/index.ts'
import type { DeletedModule, ListedDeletion } from './deleted-module.ts'
import type { DownloadDay, Snapshot } from './snapshot.ts'
import { readSnapshot, writeSnapshot } from './snapshot-format.ts'

type Tables = Kysely<Pick<Schema, 'deleted_registry_modules' | 'deleted_module_archives'>>

type Row = Selectable<Schema['deleted_registry_modules']>

/** All columns except the snapshot, which may be large. */
const SHOWN = [
  'id',
  'organization_id',
  'registry_module_id',
  'registry_name',
  'namespace',
  'name',
  'provider',
  'version',
  'version_count',
  'deleted_by',
  'deleted_at',
  'expires_at',
] as const

/** An archive, or an upload that is not imported yet. */
export interface KeptObject {
  key: string
  size: number | null
}

/** @param objects to keep as long as the entry can be restored */
export async function insertDeletion(
  db: Tables,
  deleted: DeletedModule,
  snapshot: Snapshot,
  objects: readonly KeptObject[],
): Promise<void> {
  await db
    .insertInto('deleted_registry_modules')
    .values({ ...(snakeCased<Row>(deleted) as Row), snapshot: writeSnapshot(snapshot) })
    .execute()
  const unchecked = { archive_checked_at: 0, archive_problem: null, archive_fingerprint: null }
  const byKey = new Map(objects.map((object) => [object.key, object]))
  const rows = [...byKey.values()].map(({ key, size }) => ({ deletion_id: deleted.id, archive_key: key, archive_size: size, ...unchecked }))
  await inChunks(rows, (some) => db.insertInto('deleted_module_archives').values(some).execute())
}

export async function deletionById(db: Tables, id: DeletedModuleId): Promise<DeletedModule | undefined> {
  const row = await db.selectFrom('deleted_registry_modules').select(SHOWN).where('id', '=', id).executeTakeFirst()
  return row === undefined ? undefined : camelCased(row)
}

/** Removes the entry from the trash; only one caller gets it. @returns undefined when it was already restored or purged */
export async function takeDeletion(db: Tables, id: DeletedModuleId): Promise<Snapshot | undefined> {
  const row = await db.deleteFrom('deleted_registry_modules').where('id', '=', id).returning('snapshot').executeTakeFirst()
  return row === undefined ? undefined : readSnapshot(row.snapshot)
}

/** Most recently deleted first, without expired entries. */
export async function listDeletions(
  db: Tables & Kysely<Pick<Schema, 'users' | 'teams' | 'organizations'>>,
  organizationId: OrganizationId,
  now: number,
  request: PageRequest,
): Promise<Page<ListedDeletion>> {
  const all = db.selectFrom('deleted_registry_modules').where('organization_id', '=', organizationId).where('expires_at', '>', now)
  const named = all.select(SHOWN).select(
    sql<string | null>`coalesce(
    (select username from users where users.id = deleted_by),
    (select name from teams where teams.id = deleted_by),
    (select name from organizations where organizations.id = deleted_by)
  )`.as('deleted_by_name'),
  )
  return await rowPage(named.orderBy('deleted_at', 'desc').orderBy('id'), request, camelCased)
}

/** @returns false when it was already restored or purged */
export async function purgeDeletion(db: Tables, id: DeletedModuleId): Promise<boolean> {
  return (await db.deleteFrom('deleted_registry_modules').where('id', '=', id).executeTakeFirst()).numDeletedRows > 0n
}

/** @returns how many entries are gone; they no longer keep their archives */
export async function purgeExpired(db: Tables, now: number): Promise<number> {
  const purged = await db.deleteFrom('deleted_registry_modules').where('expires_at', '<=', now).executeTakeFirst()
  return Number(purged.numDeletedRows)
}

export function downloadDaysOf(db: Kysely<Pick<Schema, 'registry_module_downloads'>>, id: RegistryModuleId): Promise<DownloadDay[]> {
  return db.selectFrom('registry_module_downloads').select(['day', 'downloads']).where('registry_module_id', '=', id).execute()
}

export async function insertDownloadDays(
  db: Kysely<Pick<Schema, 'registry_module_downloads'>>,
  id: RegistryModuleId,
  days: readonly DownloadDay[],
): Promise<void> {
  const rows = days.map((day) => ({ ...day, registry_module_id: id }))
  await inChunks(rows, (some) => db.insertInto('registry_module_downloads').values(some).execute())
}
