import { type Insertable, type Kysely, sql, type Updateable } from 'kysely'
import type { Schema } from '../../database/index.ts'
import { NotFound, type OrganizationId, type RegistryModuleId, type VcsRepositoryId } from '../../kernel/index.ts'
import type { ModuleAddress, RegistryModule } from './registry-module.ts'

type Tables = Kysely<Pick<Schema, 'registry_modules'>>

/** Which modules a list shows. All conditions hold together. */
export interface ModuleFilter {
  organizationIds: readonly OrganizationId[]
  registryName?: string
  namespace?: string
  name?: string
  provider?: string
  /** substring of name, namespace, provider or description */
  q?: string
  /** only modules with a published version */
  published?: boolean
}

/**
 * Part of a transaction, which keeps the organization from being renamed until it ends: the namespace of a private module
 * is the organization's name.
 * @throws NotFound when the organization is gone, or has another name by now
 */
export async function insertModule(
  db: Kysely<Pick<Schema, 'registry_modules' | 'organizations'>>,
  row: Insertable<Schema['registry_modules']>,
): Promise<RegistryModule> {
  const same = db.updateTable('organizations').set((organization) => ({ name: organization.ref('name') }))
  const organization = await same.where('id', '=', row.organization_id).returning('name').executeTakeFirst()
  if (organization === undefined || (row.registry_name === 'private' && organization.name !== row.namespace)) {
    throw new NotFound(`organization ${row.registry_name === 'private' ? row.namespace : row.organization_id} not found`)
  }
  return db.insertInto('registry_modules').values(row).returningAll().executeTakeFirstOrThrow()
}

/**
 * Locks the module against other writers until the transaction ends, so that what is derived from its versions is derived
 * from all of them.
 * @returns false when it was deleted in the meantime
 */
export async function lockModule(db: Kysely<Pick<Schema, 'registry_modules'>>, id: RegistryModuleId, now: number): Promise<boolean> {
  const locked = await db.updateTable('registry_modules').set({ updated_at: now }).where('id', '=', id).executeTakeFirst()
  return locked.numUpdatedRows === 1n
}

export function moduleById(db: Tables, id: RegistryModuleId): Promise<RegistryModule | undefined> {
  return db.selectFrom('registry_modules').selectAll().where('id', '=', id).executeTakeFirst()
}

export function moduleByAddress(
  db: Tables,
  organizationId: OrganizationId,
  registryName: string,
  { namespace, name, provider }: ModuleAddress,
): Promise<RegistryModule | undefined> {
  return db
    .selectFrom('registry_modules')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where('registry_name', '=', registryName as RegistryModule['registry_name'])
    .where('namespace', '=', namespace)
    .where('name', '=', name)
    .where('provider', '=', provider)
    .executeTakeFirst()
}

export function modulesOfRepository(db: Tables, repositoryId: VcsRepositoryId): Promise<RegistryModule[]> {
  return db.selectFrom('registry_modules').selectAll().where('vcs_repository_id', '=', repositoryId).orderBy('id').execute()
}

/** Of every private module of the organization. */
export function moduleAddresses(
  db: Tables,
  organizationId: OrganizationId,
): Promise<Pick<RegistryModule, 'id' | 'namespace' | 'name' | 'provider' | 'vcs_repository_id'>[]> {
  return db
    .selectFrom('registry_modules')
    .select(['id', 'namespace', 'name', 'provider', 'vcs_repository_id'])
    .where('organization_id', '=', organizationId)
    .where('registry_name', '=', 'private')
    .orderBy('id')
    .execute()
}

export async function updateModule(db: Tables, id: RegistryModuleId, changes: Updateable<Schema['registry_modules']>): Promise<void> {
  await db.updateTable('registry_modules').set(changes).where('id', '=', id).execute()
}

export async function modulesWithRevokedVersions(
  db: Kysely<Pick<Schema, 'registry_modules' | 'registry_module_versions'>>,
  organizationId: OrganizationId,
): Promise<RegistryModuleId[]> {
  const rows = await db
    .selectFrom('registry_modules')
    .innerJoin('registry_module_versions', 'registry_module_versions.registry_module_id', 'registry_modules.id')
    .select('registry_modules.id')
    .distinct()
    .where('registry_modules.organization_id', '=', organizationId)
    .where('revocation', 'is not', null)
    .orderBy('registry_modules.id')
    .execute()
  return rows.map(({ id }) => id)
}

/** Versions, tags and the prepared answer go with it. */
export async function deleteModuleRow(db: Tables, id: RegistryModuleId): Promise<void> {
  await db.deleteFrom('registry_modules').where('id', '=', id).execute()
}

/** A slice of a list, and the size of the whole. */
export interface Slice {
  modules: RegistryModule[]
  totalCount: number
}

/** Ordered by address, so that slices do not overlap. */
export async function listModules(db: Tables, filter: ModuleFilter, { offset, limit }: { offset: number; limit: number }): Promise<Slice> {
  if (filter.organizationIds.length === 0) return { modules: [], totalCount: 0 }
  const modules = await filtered(db, filter)
    .selectAll()
    .orderBy('namespace')
    .orderBy('name')
    .orderBy('provider')
    .orderBy('registry_name')
    .limit(limit)
    .offset(offset)
    .execute()
  const { count } = await filtered(db, filter)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return { modules, totalCount: count }
}

function filtered(db: Tables, filter: ModuleFilter) {
  let query = db.selectFrom('registry_modules').where('organization_id', 'in', filter.organizationIds)
  if (filter.registryName !== undefined) query = query.where('registry_name', '=', filter.registryName as RegistryModule['registry_name'])
  if (filter.namespace !== undefined) query = query.where('namespace', '=', filter.namespace)
  if (filter.name !== undefined) query = query.where('name', '=', filter.name)
  if (filter.provider !== undefined) query = query.where('provider', '=', filter.provider)
  if (filter.published) query = query.where('latest_version', 'is not', null)
  if (filter.q !== undefined) {
    const pattern = `%${filter.q.toLowerCase().replaceAll(/[\\%_]/g, '\\$&')}%`
    query = query.where(sql<boolean>`search_text like ${pattern} escape '\\'`)
  }
  return query
}
