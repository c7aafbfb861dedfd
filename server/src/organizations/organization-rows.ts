import { type Kysely, type Selectable, type SqlBool, sql } from 'kysely'
import { rowPage, type Schema } from '../database/index.ts'
import type { OrganizationId, Page, PageRequest, UserId } from '../kernel/index.ts'
import { type Organization, organizationNameKey } from './organization.ts'
import { parseSettings } from './settings.ts'

/** Users are only locked. */
export type OrganizationTables = Pick<Schema, 'organizations' | 'users'>
type Row = Selectable<Schema['organizations']>

export interface OrganizationFilter {
  /** part of the name, letter case ignored */
  name?: string | undefined
  /** part of the e-mail address, letter case ignored */
  email?: string | undefined
  /** part of either */
  any?: string | undefined
}

export class OrganizationRows {
  readonly #queries: Kysely<OrganizationTables>

  constructor(queries: Kysely<OrganizationTables>) {
    this.#queries = queries
  }

  /** @returns false when the name is taken */
  async insert(organization: Organization, createdBy: UserId): Promise<boolean> {
    const inserted = await this.#queries
      .insertInto('organizations')
      .values({ ...rowOf(organization), created_by: createdBy })
      .onConflict((conflict) => conflict.column('name_lower').doNothing())
      .returning('id')
      .executeTakeFirst()
    return inserted !== undefined
  }

  /** Until the transaction ends, so that nobody else counts what this user has. */
  async lockCreator(id: UserId): Promise<void> {
    const same = this.#queries.updateTable('users').set((user) => ({ updated_at: user.ref('updated_at') }))
    await same.where('id', '=', id).execute()
  }

  async countCreatedBy(id: UserId): Promise<number> {
    const all = this.#queries.selectFrom('organizations').where('created_by', '=', id)
    return Number((await all.select(({ fn }) => fn.countAll().as('count')).executeTakeFirstOrThrow()).count)
  }

  async byName(name: string): Promise<Organization | undefined> {
    return entityOf(await this.#select().where('name_lower', '=', organizationNameKey(name)).executeTakeFirst())
  }

  /** Those there are. */
  async byNames(names: readonly string[]): Promise<Organization[]> {
    if (names.length === 0) return []
    return (await this.#select().where('name_lower', 'in', names.map(organizationNameKey)).execute()).map(organizationOf)
  }

  async byId(id: OrganizationId): Promise<Organization | undefined> {
    return entityOf(await this.#select().where('id', '=', id).executeTakeFirst())
  }

  /** As it is now, and kept from changing until the transaction ends. */
  async locked(id: OrganizationId): Promise<Organization | undefined> {
    const same = this.#queries.updateTable('organizations').set((organization) => ({ name: organization.ref('name') }))
    return entityOf(await same.where('id', '=', id).returningAll().executeTakeFirst())
  }

  async byIds(ids: readonly OrganizationId[]): Promise<Organization[]> {
    if (ids.length === 0) return []
    return (await this.#select().where('id', 'in', ids).execute()).map(organizationOf)
  }

  async namesOf(ids: readonly OrganizationId[]): Promise<Map<OrganizationId, string>> {
    if (ids.length === 0) return new Map()
    const rows = await this.#queries.selectFrom('organizations').select(['id', 'name']).where('id', 'in', ids).execute()
    return new Map(rows.map(({ id, name }) => [id, name]))
  }

  /** In the order of names. */
  async page(ids: readonly OrganizationId[] | 'all', filter: OrganizationFilter, request: PageRequest): Promise<Page<Organization>> {
    if (ids.length === 0) return { items: [], request, totalCount: 0 }
    return await rowPage(this.#matching(ids, filter), request, organizationOf)
  }

  /** On one page, in the order of names. */
  async all(ids: readonly OrganizationId[], filter: OrganizationFilter = {}): Promise<Page<Organization>> {
    const items = ids.length === 0 ? [] : (await this.#matching(ids, filter).execute()).map(organizationOf)
    return { items, request: { number: 1, size: Math.max(1, items.length) }, totalCount: items.length }
  }

  #matching(ids: readonly OrganizationId[] | 'all', filter: OrganizationFilter) {
    let matching = this.#queries.selectFrom('organizations')
    if (ids !== 'all') matching = matching.where('id', 'in', ids)
    const { name, email, any } = filter
    if (name !== undefined) matching = matching.where(nameContains(name))
    if (email !== undefined) matching = matching.where(emailContains(email))
    if (any !== undefined) matching = matching.where((is) => is.or([nameContains(any), emailContains(any)]))
    return matching.selectAll().orderBy('name_lower')
  }

  async update(organization: Organization): Promise<void> {
    const { id, created_at: _, ...changes } = rowOf(organization)
    await this.#queries.updateTable('organizations').set(changes).where('id', '=', id).execute()
  }

  async delete(id: OrganizationId): Promise<void> {
    await this.#queries.deleteFrom('organizations').where('id', '=', id).execute()
  }

  #select() {
    return this.#queries.selectFrom('organizations').selectAll()
  }
}

function nameContains(text: string) {
  return sql<SqlBool>`name_lower like ${containing(text)} escape '!'`
}

function emailContains(text: string) {
  return sql<SqlBool>`lower(email) like ${containing(text)} escape '!'`
}

function containing(text: string): string {
  return `%${text.toLowerCase().replaceAll(/[%_!]/g, '!$&')}%`
}

function entityOf(row: Row | undefined): Organization | undefined {
  return row === undefined ? undefined : organizationOf(row)
}

function organizationOf(row: Row): Organization {
  return {
    id: row.id,
    name: row.name,
    email: row.email,
    settings: parseSettings(row.settings),
    defaultProjectId: row.default_project_id,
    defaultAgentPoolId: row.default_agent_pool_id,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}

function rowOf(organization: Organization): Omit<Row, 'created_by'> {
  return {
    id: organization.id,
    name: organization.name,
    name_lower: organizationNameKey(organization.name),
    email: organization.email,
    settings: JSON.stringify(organization.settings),
    user_tokens_enabled: organization.settings['user-tokens-enabled'] === false ? 0 : 1,
    default_project_id: organization.defaultProjectId,
    default_agent_pool_id: organization.defaultAgentPoolId,
    created_at: organization.createdAt,
    updated_at: organization.updatedAt,
  }
}
