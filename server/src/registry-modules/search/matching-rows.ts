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
 * One statement, so that the words are looked up once.
 * @param request undefined: counts alone, without ids
 */
export async function findMatching(
  db: Tables,
  matching: Matching,
  { order, request }: { order: SearchOrder; request: PageRequest | undefined },
): Promise<Found> {
  // The numbers of facets say whose they are. What is only counted is counted in an index.
  const { rows } = await sql<Row>`
    select * from (
      ${scoredFor(matching)}
      select total, 0 as place, known.organization_id as id, known.facets from (
        select documents.facets, count(*) as total from ${hitsOf(matching)} group by documents.facets
      ) as counted
      join module_search_facets known on known.number = counted.facets and known.organization_id in (${sql.join(matching.organizationIds)})
      ${request === undefined ? sql`` : pageOf(matching, order, request)}
    ) as found`.execute(db)
  const modules = rows.filter(({ total }) => total === 0).toSorted((one, other) => one.place - other.place)
  const alike = rows.flatMap((row) => alikeOf(row, matching))
  return { ids: modules.map(({ id }) => id as RegistryModuleId), alike }
}

function pageOf(matching: Matching, order: SearchOrder, request: PageRequest): RawBuilder<unknown> {
  const isRanked = order === 'relevance' && matching.groups !== undefined
  const [score, sorted] = isRanked ? [sql`scored.score`, sql`score desc, address`] : [sql`0`, sequence(order)]
  const offset = (request.number - 1) * request.size
  const best = isRanked && choosesAll(matching) ? atLeast(offset + request.size) : sql``
  return sql`
    union all select 0, place, id, '' from (
      select row_number() over (order by ${sorted}) as place, registry_module_id as id from (
        select registry_module_id, address, ${score} as score from ${hitsOf(matching)} and ${choices(matching)} ${best}
        order by ${sorted} limit ${request.size} offset ${offset}
      ) as documents
    ) as page`
}

/** Of thousands of hits, no more are looked at than fill the pages so far, and those of the same score. */
function atLeast(place: number): RawBuilder<unknown> {
  return sql`and scored.score >= coalesce((select score from scored order by score desc limit 1 offset ${place - 1}), 0)`
}

function choosesAll({ ownId, organizationIds, labels, providers, states, sources }: Matching): boolean {
  return organizationIds.every((id) => id === ownId) && labels.length + providers.length + states.length + sources.length === 0
}

/** Numbers alone: whole rows would take several times as long. */
function scoredFor({ organizationIds, required, groups, phrases }: Matching): RawBuilder<unknown> {
  if (groups === undefined) return sql``
  const scored = scoredDocuments({ organizationIds, required }, groups)
  if (phrases.length === 0) return sql`with scored as materialized (${scored})`
  return sql`with scored as materialized (
    select scored.document, scored.score from (${scored}) as scored cross join module_search_documents documents
    where documents.number = scored.document and ${sql.join(phrases.map(hasPhrase), sql` and `)}
  )`
}

/** A cross join, because SQLite would else read all modules, and look for each of them in what was found. */
function hitsOf({ organizationIds, groups, phrases }: Matching): RawBuilder<unknown> {
  const isIn = sql`documents.organization_id in (${sql.join(organizationIds)})`
  if (groups !== undefined)
    return sql`scored cross join module_search_documents documents where documents.number = scored.document and ${isIn}`
  return sql`module_search_documents documents where ${sql.join([isIn, ...phrases.map(hasPhrase)], sql` and `)}`
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
    where labels.registry_module_id = documents.registry_module_id and labels.key = ${key} ${ofValue}
  )`
}

function choices({ ownId, labels, providers, states, sources }: Matching): RawBuilder<SqlBool> {
  const source = sql`case when documents.organization_id = ${ownId} then registry_name else 'shared' end`
  const all = [
    sql<SqlBool>`(documents.organization_id = ${ownId} or registry_name = 'private')`,
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
  if (order.endsWith('name') || order === 'relevance') return sql`address ${direction}`
  if (order.endsWith('downloads')) return sql`coalesce(${total('downloads')}, 0) ${direction}, address`
  const published = total('last_published_at')
  return sql`case when ${published} is null then 1 else 0 end, ${published} ${direction}, address`
}

function total(column: 'downloads' | 'last_published_at'): RawBuilder<unknown> {
  return sql`(select ${sql.ref(column)} from registry_module_totals totals where totals.registry_module_id = documents.registry_module_id)`
}
