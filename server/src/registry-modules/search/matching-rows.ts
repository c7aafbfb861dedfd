// The SQL that finds, ranks and counts modules. Whom the caller may see comes first: nothing else is ranked or counted.
import { type Kysely, type RawBuilder, type SqlBool, sql } from 'kysely'
import type { Schema } from '../../database/index.ts'
import type { OrganizationId, PageRequest, RegistryModuleId } from '../../kernel/index.ts'
import type { ModuleOrder, ModuleState } from '../catalogue/module-summary-rows.ts'
import { decodeFacets, type IndexedFacets } from '../search-index/facets.ts'
import type { TermGroup } from './expansion.ts'
import type { Source } from './query-text.ts'
import { scoredDocuments } from './scored-rows.ts'

type Tables = Kysely<
  Pick<
    Schema,
    | 'module_search_documents'
    | 'module_search_facets'
    | 'module_search_contents'
    | 'module_search_postings'
    | 'registry_module_totals'
    | 'registry_module_tag_bindings'
  >
>

export interface Matching {
  /** whose page it is */
  ownId: OrganizationId
  organizationIds: readonly OrganizationId[]
  /** undefined: no words were asked for */
  groups: readonly TermGroup[] | undefined
  /** how many of the required groups a module must meet */
  required: number
  phrases: readonly string[]
  labels: readonly { key: string; value: string | undefined }[]
  /** any of the members of each group */
  providers: readonly (readonly string[])[]
  states: readonly (readonly ModuleState[])[]
  sources: readonly (readonly Source[])[]
}

export type SearchOrder = ModuleOrder | 'relevance'

/** Modules that have all in common that can be chosen, and how many there are. */
export interface AlikeModules extends IndexedFacets {
  source: Source
  total: number
}

export interface Found {
  ids: RegistryModuleId[]
  /** of all that match the text, whatever else was chosen */
  alike: AlikeModules[]
}

interface Row {
  /** 0: a module of the page */
  total: number
  place: number
  /** id of the module, or of the organization */
  id: string
  facets: string
}

/**
 * One statement, so that matching happens once.
 * @param request undefined: counts alone, without ids
 */
export async function findMatching(
  db: Tables,
  matching: Matching,
  { order, request }: { order: SearchOrder; request: PageRequest | undefined },
): Promise<Found> {
  // What is only counted is counted in the index.
  const { rows } = await sql<Row>`
    select * from (
      with hits as ${request === undefined ? sql`not materialized` : sql`materialized`} (${hits(matching)})
      select total, 0 as place, counted.organization_id as id, known.facets from (
        select organization_id, facets, count(*) as total from hits group by organization_id, facets
      ) as counted
      join module_search_facets known on known.organization_id = counted.organization_id and known.number = counted.facets
      ${request === undefined ? sql`` : pageOf(matching, order, request)}
    ) as found`.execute(db)
  const modules = rows.filter(({ total }) => total === 0).toSorted((one, other) => one.place - other.place)
  const alike = rows.flatMap((row) => alikeOf(row, matching))
  return { ids: modules.map(({ id }) => id as RegistryModuleId), alike }
}

function pageOf(matching: Matching, order: SearchOrder, { number, size }: PageRequest): RawBuilder<unknown> {
  return sql`
    union all select 0, place, id, '' from (
      select row_number() over (order by ${sequence(order)}) as place, registry_module_id as id from (
        select * from hits as chosen where ${choices(matching)}
        order by ${sequence(order)} limit ${size} offset ${(number - 1) * size}
      ) as chosen
    ) as page`
}

/** The stored content of the hits of one page. */
export async function contentsOf(db: Tables, ids: readonly RegistryModuleId[]): Promise<Map<RegistryModuleId, string>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('module_search_documents')
    .innerJoin('module_search_contents', 'document', 'number')
    .select(['registry_module_id', 'content'])
    .where('registry_module_id', 'in', ids)
    .execute()
  return new Map(rows.map((row) => [row.registry_module_id, row.content]))
}

/** What others record of the public registry is theirs. */
function alikeOf({ total, id, facets }: Row, { ownId }: Matching): AlikeModules[] {
  if (total === 0) return []
  const decoded = decodeFacets(facets)
  if (id === ownId) return [{ ...decoded, source: decoded.registryName, total }]
  return decoded.registryName === 'private' ? [{ ...decoded, source: 'shared', total }] : []
}

function hits(matching: Matching): RawBuilder<unknown> {
  const { organizationIds, groups, phrases } = matching
  const isIn = sql`documents.organization_id in (${sql.join(organizationIds)})`
  const conditions = sql.join([isIn, ...phrases.map(hasPhrase)], sql` and `)
  if (groups === undefined) return sql`select documents.*, 0 as score from module_search_documents documents where ${conditions}`
  return sql`select documents.*, matched.score from (${scoredDocuments(matching, groups)}) as matched
    join module_search_documents documents on documents.number = matched.document where ${conditions}`
}

/** Any one character stands between two words: a blank, `_` or `-`. */
function hasPhrase(phrase: string): RawBuilder<SqlBool> {
  const pattern = `%${phrase.replaceAll(/\s+/g, '_')}%`
  return sql`(lower(documents.address) like ${pattern} or exists (
    select 1 from registry_modules modules where modules.id = documents.registry_module_id and modules.search_text like ${pattern}
  ) or exists (
    select 1 from module_search_contents contents where contents.document = documents.number and lower(contents.content) like ${pattern}
  ))`
}

function isLabelled({ key, value }: { key: string; value: string | undefined }): RawBuilder<SqlBool> {
  const ofValue = value === undefined ? sql`` : sql`and labels.value = ${value}`
  return sql`exists (
    select 1 from registry_module_tag_bindings labels
    where labels.registry_module_id = chosen.registry_module_id and labels.key = ${key} ${ofValue}
  )`
}

function choices({ ownId, labels, providers, states, sources }: Matching): RawBuilder<SqlBool> {
  const source = sql`case when organization_id = ${ownId} then registry_name else 'shared' end`
  const all = [
    sql<SqlBool>`(organization_id = ${ownId} or registry_name = 'private')`,
    ...labels.map(isLabelled),
    ...providers.map((some) => sql<SqlBool>`provider in (${sql.join(some)})`),
    ...states.map((some) => sql<SqlBool>`(${sql.join(some.map(isInState), sql` or `)})`),
    ...sources.map((some) => sql<SqlBool>`${source} in (${sql.join(some)})`),
  ]
  return sql<SqlBool>`${sql.join(all, sql` and `)}`
}

function isInState(state: ModuleState): RawBuilder<SqlBool> {
  if (state === 'failed') return sql`has_failed = 1`
  if (state === 'deprecated') return sql`is_deprecated = 1`
  return sql`status = ${state}`
}

/** Strict, so that pages do not overlap. */
function sequence(order: SearchOrder): RawBuilder<unknown> {
  const direction = order.startsWith('-') ? sql`desc` : sql`asc`
  if (order === 'relevance') return sql`score desc, address`
  if (order.endsWith('name')) return sql`address ${direction}`
  if (order.endsWith('downloads')) return sql`coalesce(${total('downloads')}, 0) ${direction}, address`
  const published = total('last_published_at')
  return sql`case when ${published} is null then 1 else 0 end, ${published} ${direction}, address`
}

function total(column: 'downloads' | 'last_published_at'): RawBuilder<unknown> {
  return sql`(select ${sql.ref(column)} from registry_module_totals totals where totals.registry_module_id = chosen.registry_module_id)`
}
