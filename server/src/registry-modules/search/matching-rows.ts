// The SQL that finds, ranks and counts modules. Whom the caller may see comes first: nothing else is ranked or counted.
import { type Kysely, type RawBuilder, type SqlBool, sql } from 'kysely'
import type { Schema } from '../../database/index.ts'
import type { OrganizationId, PageRequest, RegistryModuleId } from '../../kernel/index.ts'
import type { ModuleOrder, ModuleState } from '../catalogue/module-summary-rows.ts'
import type { TermGroup } from './expansion.ts'
import type { Source } from './query-text.ts'
import { spaces } from './vocabulary-rows.ts'

type Tables = Kysely<
  Pick<Schema, 'module_search_documents' | 'module_search_postings' | 'registry_module_totals' | 'registry_module_tag_bindings'>
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

/** Modules that are alike in all that can be chosen, and how many there are. */
export interface AlikeModules {
  source: Source
  provider: string
  status: ModuleState
  hasFailed: boolean
  isDeprecated: boolean
  total: number
}

export interface LabelCount {
  key: string
  value: string
  total: number
}

export interface Found {
  ids: RegistryModuleId[]
  /** of all that match the text and the labels, whatever else was chosen */
  alike: AlikeModules[]
  labels: LabelCount[]
}

interface Row {
  part: 'module' | 'alike' | 'label'
  place: number
  one: string
  two: string
  three: string
  failed: number
  deprecated: number
  total: number
}

const MAX_LABELS = 40
const SOURCE = sql`case when shared = 1 then 'shared' else registry_name end`

/**
 * One statement, so that matching happens once.
 * @param request undefined: counts alone, without ids
 * @param counts whether labels are counted
 */
export async function findMatching(
  db: Tables,
  matching: Matching,
  { order, request, counts }: { order: SearchOrder; request: PageRequest | undefined; counts: boolean },
): Promise<Found> {
  const chosen = sql`select * from hits where ${choices(matching)}`
  const labels = sql`
    union all select 'label', 0, key, value, '', 0, 0, total from (
      select bindings.key, bindings.value, count(*) as total from (${chosen}) as chosen
      join registry_module_tag_bindings bindings on bindings.registry_module_id = chosen.registry_module_id
      group by bindings.key, bindings.value order by total desc, bindings.key, bindings.value limit ${MAX_LABELS}
    ) as labels`
  const page =
    request &&
    sql`
      union all select 'module', place, id, '', '', 0, 0, 0 from (
        select row_number() over (order by ${sequence(order)}) as place, registry_module_id as id from (
          select * from (${chosen}) as chosen
          order by ${sequence(order)} limit ${request.size} offset ${(request.number - 1) * request.size}
        ) as chosen
      ) as page`
  // What is only counted is counted in the index.
  const { rows } = await sql<Row>`
    select * from (
      with hits as ${page === undefined ? sql`not materialized` : sql`materialized`} (${hits(matching)})
      select 'alike' as part, 0 as place, ${SOURCE} as one, provider as two, status as three,
        has_failed as failed, is_deprecated as deprecated, count(*) as total from hits
      group by ${SOURCE}, provider, status, has_failed, is_deprecated
      ${page ?? sql``}
      ${counts ? labels : sql``}
    ) as found`.execute(db)
  const modules = rows.filter(({ part }) => part === 'module').toSorted((one, other) => one.place - other.place)
  return {
    ids: modules.map(({ one }) => one as RegistryModuleId),
    alike: rows.filter(({ part }) => part === 'alike').map(alikeOf),
    labels: rows.filter(({ part }) => part === 'label').map(({ one, two, total }) => ({ key: one, value: two, total })),
  }
}

/** The stored content of the hits of one page. */
export async function contentsOf(db: Tables, ids: readonly RegistryModuleId[]): Promise<Map<RegistryModuleId, string>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('module_search_documents')
    .select(['registry_module_id', 'content'])
    .where('registry_module_id', 'in', ids)
    .execute()
  return new Map(rows.map((row) => [row.registry_module_id, row.content]))
}

function alikeOf({ one, two, three, failed, deprecated, total }: Row): AlikeModules {
  return {
    source: one as Source,
    provider: two,
    status: three as ModuleState,
    hasFailed: failed === 1,
    isDeprecated: deprecated === 1,
    total,
  }
}

function hits(matching: Matching): RawBuilder<unknown> {
  const { ownId, organizationIds, groups, labels, phrases } = matching
  const conditions = [
    sql`documents.organization_id in (${sql.join(organizationIds)})`,
    // What others record of the public registry is theirs.
    sql`(documents.organization_id = ${ownId} or documents.registry_name = 'private')`,
    ...labels.map(isLabelled),
    ...phrases.map(hasPhrase),
  ]
  const columns = sql.raw(
    'documents.registry_module_id, documents.registry_name, documents.provider, documents.status, documents.has_failed, documents.is_deprecated',
  )
  const shared = sql`case when documents.organization_id = ${ownId} then 0 else 1 end as shared`
  if (groups === undefined) {
    return sql`select ${columns}, ${shared}, documents.address, 0 as score from module_search_documents documents
      where ${sql.join(conditions, sql` and `)}`
  }
  return sql`select ${columns}, ${shared}, documents.address, matched.score from (${matched(matching, groups)}) as matched
    join module_search_documents documents on documents.number = matched.document
    where ${sql.join(conditions, sql` and `)}`
}

/** A module that meets more of the groups comes before one that meets fewer. */
function matched({ organizationIds, required }: Matching, groups: readonly TermGroup[]): RawBuilder<unknown> {
  const parts = groups.filter(({ terms }) => terms.size > 0).map((group) => scores(organizationIds, group))
  const none = sql`select document, weight as score, 1 as required from module_search_postings where 1 = 0`
  return sql`
    select document, sum(score) + sum(required) * 1000000000 as score
    from (${sql.join(parts.length === 0 ? [none] : parts, sql` union all `)}) as scores
    group by document having sum(required) >= ${required}`
}

function scores(organizationIds: readonly OrganizationId[], { terms, required }: TermGroup): RawBuilder<unknown> {
  const asked = sql`space in (${spaces(organizationIds)}) and term in (${sql.join([...terms.keys()])})`
  const meets = required ? sql`1` : sql`0`
  const [first] = terms.values()
  if (terms.size === 1) {
    return sql`select document, weight * cast(${first} as bigint) as score, ${meets} as required from module_search_postings where ${asked}`
  }
  const factor = sql.join(
    [...terms].map(([term, each]) => sql`when ${term} then cast(${each} as bigint)`),
    sql` `,
  )
  return sql`
    select document, max(weight * case term ${factor} end) as score, ${meets} as required
    from module_search_postings where ${asked} group by document`
}

/** Any one character stands between two words: a blank, `_` or `-`. */
function hasPhrase(phrase: string): RawBuilder<SqlBool> {
  const pattern = `%${phrase.replaceAll(/\s+/g, '_')}%`
  return sql`(lower(documents.content) like ${pattern} or lower(documents.address) like ${pattern} or exists (
    select 1 from registry_modules modules where modules.id = documents.registry_module_id and modules.search_text like ${pattern}
  ))`
}

function isLabelled({ key, value }: { key: string; value: string | undefined }): RawBuilder<SqlBool> {
  const ofValue = value === undefined ? sql`` : sql`and labels.value = ${value}`
  return sql`exists (
    select 1 from registry_module_tag_bindings labels
    where labels.registry_module_id = documents.registry_module_id and labels.key = ${key} ${ofValue}
  )`
}

function choices({ providers, states, sources }: Matching): RawBuilder<SqlBool> {
  const all = [
    ...providers.map((some) => sql<SqlBool>`provider in (${sql.join(some)})`),
    ...states.map((some) => sql<SqlBool>`(${sql.join(some.map(isInState), sql` or `)})`),
    ...sources.map((some) => sql<SqlBool>`${SOURCE} in (${sql.join(some)})`),
  ]
  return all.length === 0 ? sql<SqlBool>`1 = 1` : sql<SqlBool>`${sql.join(all, sql` and `)}`
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
