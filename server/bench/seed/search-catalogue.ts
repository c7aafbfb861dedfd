// Fills a database with copies of the modules by which the search is judged: thousands in the time of dozens.
import { sql } from 'kysely'
import { type Database, inChunks, type Queries } from '../../src/database/index.ts'
import { newId, type OrganizationId } from '../../src/kernel/index.ts'
import type { Subject } from '../../src/permissions/index.ts'
import { facetsNumber } from '../../src/registry-modules/search-index/facets.ts'
import { indexModule } from '../../src/registry-modules/search-index/index-module.ts'
import { learnWords } from '../../src/registry-modules/search-index/search-index-rows.ts'
import { MODULES, publishCatalogue } from '../../test/support/search-catalogue/index.ts'

export interface SearchCatalogue {
  subject: Subject
  organization: string
}

const ORGANIZATION = 'bench'
/** Numbers of documents are below it. */
const NUMBERS = 2 ** 31
/** Ends the names of the first modules. Copies have their own number in its place, in names and in all that names are indexed as. */
const FIRST = 'zz0'
const TEAMS = 40

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
  await fillSearchCatalogue(database, { id, name: ORGANIZATION }, modules, versions)
  const access = { 'manage-modules': true, 'manage-vcs-settings': true, 'manage-membership': true, 'manage-teams': true }
  const subject: Subject = { kind: 'user', userId: newId('user'), siteAdmin: false, roles: [{ organizationId: id, owner: true, access }] }
  return { subject, organization: ORGANIZATION }
}

/** @param database without modules */
export async function fillSearchCatalogue(
  database: Database,
  organization: { id: OrganizationId; name: string },
  modules: number,
  versions: number,
): Promise<void> {
  const first = MODULES.map((module) => ({ ...module, name: `${module.name}-${FIRST}` }))
  await publishCatalogue(database, organization, first, versions)
  await labelAll(database)
  await database.unhurried((unhurried) => copyAll(database.kind, unhurried, organization.id, Math.round(modules / MODULES.length) - 1))
}

async function labelAll({ queries }: Database): Promise<void> {
  const modules = await queries.selectFrom('registry_modules').select('id').execute()
  const labels = modules.flatMap(({ id }) => [
    { registry_module_id: id, key: 'owner', value: 'team-0', position: 0 },
    { registry_module_id: id, key: 'tier', value: 'gold', position: 1 },
  ])
  const rows = labels.map((label) => ({ id: newId('tag-binding'), ...label }))
  await queries.insertInto('registry_module_tag_bindings').values(rows).execute()
  await queries.transaction().execute(async (tx: Queries) => {
    for (const { id } of modules) await indexModule(tx, id)
  })
  await queries.deleteFrom('module_search_facets').where('facets', 'not like', '%team-0%').execute()
}

const TABLES = [
  'registry_modules',
  'registry_module_versions',
  'registry_module_totals',
  'registry_module_tag_bindings',
  'module_search_documents',
  'module_search_contents',
  'module_search_postings',
] as const

/** Copies have ids and names of their own, and everything else from the first ones. */
async function copyAll(kind: Database['kind'], queries: Queries, id: OrganizationId, copies: number): Promise<void> {
  await queries.transaction().execute(async (tx: Queries) => {
    // Copies refer to copies: nothing needs to be looked up.
    if (kind === 'postgres') await sql`set local session_replication_role = replica`.execute(tx)
    const facets = await facetsOfCopies(tx, id)
    for (const table of TABLES) await copyTable(tx, table, copies, facets)
    const own = await tx.selectFrom('module_search_words').select('word').where('word', 'like', `%${FIRST}`).execute()
    const words = own.flatMap(({ word }) => Array.from({ length: copies }, (_, copy) => word.replace(FIRST, `zz${copy + 1}`)))
    await learnWords(tx, id, words)
  })
  await sql.raw(kind === 'postgres' ? 'vacuum analyze' : 'analyze').execute(queries)
}

/** @returns the number of a copy's facets: its label says another team than that of the first module */
async function facetsOfCopies(tx: Queries, id: OrganizationId): Promise<string> {
  const first = await tx.selectFrom('module_search_facets').select(['number', 'facets']).execute()
  const cases = first.map(({ number, facets }) => {
    const teams = Array.from({ length: TEAMS }, (_, team) => facets.replace('team-0', `team-${team}`))
    return { number, teams: teams.map((encoded) => ({ organization_id: id, number: facetsNumber(id, encoded), facets: encoded })) }
  })
  const rows = cases.flatMap(({ teams }) => teams)
  await inChunks(rows, (some) =>
    tx
      .insertInto('module_search_facets')
      .values(some)
      .onConflict((conflict) => conflict.doNothing())
      .execute(),
  )
  const all = cases.map(({ number, teams }) => `when ${number} then case copy % ${TEAMS} ${teamsCase(teams)} end`)
  return `case facets ${all.join(' ')} end`
}

function teamsCase(teams: readonly { number: number }[]): string {
  return teams.map(({ number }, team) => `when ${team} then ${number}`).join(' ')
}

async function copyTable(tx: Queries, table: (typeof TABLES)[number], copies: number, facets: string): Promise<void> {
  const row = await tx.selectFrom(table).selectAll().limit(1).executeTakeFirst()
  const names = Object.keys(row ?? {})
  const changed: Record<string, string> = {
    id: `id || '-' || copy`,
    registry_module_id: `registry_module_id || '-' || copy`,
    webhook_uuid: `webhook_uuid || '-' || copy`,
    name: named('name'),
    address: named('address'),
    search_text: named('search_text'),
    content: named('content'),
    term: named('term'),
    value: `case key when 'owner' then 'team-' || (copy % ${TEAMS}) else value end`,
    number: `number + copy * ${NUMBERS}`,
    document: `document + copy * ${NUMBERS}`,
    facets,
  }
  const values = names.map((name) => changed[name] ?? name).join(', ')
  await sql
    .raw(
      `with recursive copies (copy) as (select cast(1 as bigint) union all select copy + 1 from copies where copy < ${copies})
      insert into ${table} (${names.join(', ')}) select ${values} from copies cross join ${table}`,
    )
    .execute(tx)
}

function named(column: string): string {
  return `replace(${column}, '${FIRST}', 'zz' || copy)`
}
