import { type Kysely, type RawBuilder, type Selectable, type SqlBool, sql, type Updateable } from 'kysely'
import { camelCased, rowPage, rowSlice, type Schema, snakeCased } from '../../database/index.ts'
import type { OAuthClientId, OrganizationId, Page, PageRequest, RegistryModuleId, VcsRepositoryId } from '../../kernel/index.ts'
import { organizationNameKey } from '../../organizations/index.ts'
import type { ModuleAddress, RegistryModule } from './registry-module.ts'

type Tables = Kysely<Pick<Schema, 'registry_modules'>>

type Row = Selectable<Schema['registry_modules']>

export function moduleOf(row: Row): RegistryModule {
  const { webhookUuid: _, ...columns } = camelCased(row)
  return { ...columns, noCode: row.no_code === 1, ingressSubmodules: row.ingress_submodules === 1 }
}

/** @returns the columns of a module, or of a change to one */
export function columnsOf({ noCode, ingressSubmodules, ...columns }: Partial<RegistryModule>): Updateable<Schema['registry_modules']> {
  return {
    ...snakeCased<Row>(columns),
    ...(noCode === undefined ? {} : { no_code: noCode ? 1 : 0 }),
    ...(ingressSubmodules === undefined ? {} : { ingress_submodules: ingressSubmodules ? 1 : 0 }),
  }
}

/** Which modules a list shows. A module must meet all conditions. */
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

export async function moduleById(db: Tables, id: RegistryModuleId): Promise<RegistryModule | undefined> {
  const row = await db.selectFrom('registry_modules').selectAll().where('id', '=', id).executeTakeFirst()
  return row === undefined ? undefined : moduleOf(row)
}

export async function moduleByAddress(
  db: Tables,
  organizationId: OrganizationId,
  registryName: string,
  { namespace, name, provider }: ModuleAddress,
): Promise<RegistryModule | undefined> {
  const row = await db
    .selectFrom('registry_modules')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where('registry_name', '=', registryName as RegistryModule['registryName'])
    .where(inNamespace(namespace, registryName))
    .where('name', '=', name)
    .where('provider', '=', provider)
    .executeTakeFirst()
  return row === undefined ? undefined : moduleOf(row)
}

export async function modulesOfRepository(db: Tables, repositoryId: VcsRepositoryId): Promise<RegistryModule[]> {
  const rows = await db.selectFrom('registry_modules').selectAll().where('vcs_repository_id', '=', repositoryId).orderBy('id').execute()
  return rows.map(moduleOf)
}

/** Those of the organization whose repository the connection reads, ordered by address. */
export async function modulesOfConnection(
  db: Kysely<Pick<Schema, 'registry_modules' | 'vcs_repositories' | 'oauth_tokens'>>,
  { organizationId, oauthClientId }: { organizationId: OrganizationId; oauthClientId: OAuthClientId },
  request: PageRequest,
): Promise<Page<RegistryModule>> {
  const all = db
    .selectFrom('registry_modules')
    .innerJoin('vcs_repositories', 'vcs_repositories.id', 'registry_modules.vcs_repository_id')
    .innerJoin('oauth_tokens', 'oauth_tokens.id', 'vcs_repositories.oauth_token_id')
    .selectAll('registry_modules')
    .where('registry_modules.organization_id', '=', organizationId)
    .where('oauth_tokens.oauth_client_id', '=', oauthClientId)
    .orderBy('registry_modules.name')
    .orderBy('registry_modules.provider')
    .orderBy('registry_modules.id')
  return await rowPage(all, request, moduleOf)
}

/** The addresses of all private modules of the organization. */
export function moduleAddresses(
  db: Tables,
  organizationId: OrganizationId,
): Promise<Pick<RegistryModule, 'id' | 'namespace' | 'name' | 'provider' | 'vcsRepositoryId'>[]> {
  return db
    .selectFrom('registry_modules')
    .select(['id', 'namespace', 'name', 'provider', 'vcs_repository_id as vcsRepositoryId'])
    .where('organization_id', '=', organizationId)
    .where('registry_name', '=', 'private')
    .orderBy('id')
    .execute()
}

export async function updateModule(db: Tables, id: RegistryModuleId, changes: Partial<RegistryModule>): Promise<void> {
  await db.updateTable('registry_modules').set(columnsOf(changes)).where('id', '=', id).execute()
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

/** Ordered by address. */
export async function listModules(db: Tables, filter: ModuleFilter, request: PageRequest): Promise<Page<RegistryModule>> {
  if (filter.organizationIds.length === 0) return { items: [], request, totalCount: 0 }
  return await rowPage(byAddress(db, filter), request, moduleOf)
}

/** Like `listModules`, for the registry protocol, which pages by offset. */
export async function sliceOfModules(
  db: Tables,
  filter: ModuleFilter,
  window: { offset: number; limit: number },
): Promise<{ items: RegistryModule[]; totalCount: number }> {
  if (filter.organizationIds.length === 0) return { items: [], totalCount: 0 }
  return await rowSlice(byAddress(db, filter), window, moduleOf)
}

/** The first that matches, by address. */
export async function findModule(db: Tables, filter: ModuleFilter): Promise<RegistryModule | undefined> {
  if (filter.organizationIds.length === 0) return undefined
  const row = await byAddress(db, filter).limit(1).executeTakeFirst()
  return row === undefined ? undefined : moduleOf(row)
}

/** Every module that matches, ordered by id. For callers that change all of them. */
export async function allModules(db: Tables, filter: ModuleFilter): Promise<RegistryModule[]> {
  if (filter.organizationIds.length === 0) return []
  return (await filtered(db, filter).selectAll().orderBy('id').execute()).map(moduleOf)
}

function byAddress(db: Tables, filter: ModuleFilter) {
  return filtered(db, filter).selectAll().orderBy('namespace').orderBy('name').orderBy('provider').orderBy('registry_name')
}

function filtered(db: Tables, filter: ModuleFilter) {
  return db.selectFrom('registry_modules').where(matching(filter))
}

/** @param filter of at least one organization */
export function matching(filter: ModuleFilter): RawBuilder<SqlBool> {
  const conditions = [sql`registry_modules.organization_id in (${sql.join(filter.organizationIds)})`]
  const { registryName, namespace, name, provider, published = false, q } = filter
  if (registryName !== undefined) conditions.push(sql`registry_modules.registry_name = ${registryName}`)
  if (namespace !== undefined) conditions.push(inNamespace(namespace, registryName))
  if (name !== undefined) conditions.push(sql`registry_modules.name = ${name}`)
  if (provider !== undefined) conditions.push(sql`registry_modules.provider = ${provider}`)
  if (published) conditions.push(sql`registry_modules.latest_version is not null`)
  if (q !== undefined) {
    const pattern = `%${q.toLowerCase().replaceAll(/[\\%_]/g, '\\$&')}%`
    conditions.push(sql`registry_modules.search_text like ${pattern} escape '\\'`)
  }
  return sql<SqlBool>`${sql.join(conditions, sql` and `)}`
}

/**
 * A private module has the name of its organization as namespace, which clients may spell in any letter case. The namespace of a
 * public module belongs to the public registry, and its spelling counts.
 * @param registryName undefined for the modules of both
 */
export function inNamespace(asked: string, registryName: string | undefined): RawBuilder<SqlBool> {
  const same = sql<SqlBool>`registry_modules.namespace = ${asked}`
  const own = sql<SqlBool>`registry_modules.namespace = (
    select organizations.name from organizations where organizations.name_lower = ${organizationNameKey(asked)}
  )`
  if (registryName === 'private') return own
  if (registryName !== undefined) return same
  return sql<SqlBool>`(registry_modules.registry_name = 'private' and ${own} or registry_modules.registry_name <> 'private' and ${same})`
}
