// Fills a database with copies of the modules by which the search is judged: thousands in the time of dozens.
import { sql } from 'kysely'
import type { Database } from '../../src/database/index.ts'
import { newId } from '../../src/kernel/index.ts'
import type { Subject } from '../../src/permissions/index.ts'
import { MODULES, publishCatalogue } from '../../test/support/search-catalogue/index.ts'

export interface SearchCatalogue {
  subject: Subject
  organization: string
}

const ORGANIZATION = 'bench'
/** Numbers of documents are below it. */
const NUMBERS = 2 ** 31

/** @param database with all tables, and empty */
export async function seedSearchCatalogue(database: Database, modules: number, versions: number): Promise<SearchCatalogue> {
  const { queries } = database
  const id = newId('organization')
  const at = { created_at: 1, updated_at: 1 }
  const organization = { id, name: ORGANIZATION, name_lower: ORGANIZATION, email: 'a@b.c', settings: '{}', user_tokens_enabled: 1 as const }
  const others = { default_project_id: newId('project'), default_agent_pool_id: null, created_by: null }
  await queries
    .insertInto('organizations')
    .values({ ...organization, ...others, ...at })
    .execute()
  await publishCatalogue(database, { id, name: ORGANIZATION }, MODULES, versions)
  const copies = Math.round(modules / MODULES.length) - 1
  const columns = await columnsOf(database)
  for (let copy = 1; copy <= copies; copy++) await copyAll(database, columns, copy)
  await sql`analyze`.execute(queries)
  const access = { 'manage-modules': true, 'manage-vcs-settings': true, 'manage-membership': true, 'manage-teams': true }
  const subject: Subject = { kind: 'user', userId: newId('user'), siteAdmin: false, roles: [{ organizationId: id, owner: true, access }] }
  return { subject, organization: ORGANIZATION }
}

const TABLES = [
  'registry_modules',
  'registry_module_versions',
  'registry_module_totals',
  'module_search_documents',
  'module_search_postings',
] as const
type Columns = Map<(typeof TABLES)[number], string[]>

async function columnsOf({ queries }: Database): Promise<Columns> {
  const columns: Columns = new Map()
  for (const table of TABLES) {
    const row = await queries.selectFrom(table).selectAll().limit(1).executeTakeFirst()
    columns.set(table, Object.keys(row ?? {}))
  }
  return columns
}

/** Copies have ids and names of their own, and everything else from the first ones. */
async function copyAll({ queries }: Database, columns: Columns, copy: number): Promise<void> {
  const suffix = `-${copy}`
  const shift = copy * NUMBERS
  const changed: Record<string, string> = {
    id: `id || '${suffix}'`,
    registry_module_id: `registry_module_id || '${suffix}'`,
    webhook_uuid: `webhook_uuid || '${suffix}'`,
    name: `name || '${suffix}'`,
    address: `address || '${suffix}'`,
    number: `number + ${shift}`,
    document: `document + ${shift}`,
  }
  const isFirst: Record<(typeof TABLES)[number], string> = {
    registry_modules: `id not like '%-%-%'`,
    registry_module_versions: `id not like '%-%-%'`,
    registry_module_totals: `registry_module_id not like '%-%-%'`,
    module_search_documents: `number < ${NUMBERS}`,
    module_search_postings: `document < ${NUMBERS}`,
  }
  await queries.transaction().execute(async (tx) => {
    for (const [table, names] of columns) {
      const values = names.map((name) => changed[name] ?? name).join(', ')
      await sql.raw(`insert into ${table} (${names.join(', ')}) select ${values} from ${table} where ${isFirst[table]}`).execute(tx)
    }
  })
}
