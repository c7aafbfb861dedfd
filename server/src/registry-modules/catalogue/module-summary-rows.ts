import { type Kysely, type RawBuilder, type Selectable, type SqlBool, sql } from 'kysely'
import { rowPage, type Schema } from '../../database/index.ts'
import type { Page, PageRequest, RegistryModuleId } from '../../kernel/index.ts'
import { type ModuleFilter, matching, moduleOf } from '../registry-module/module-rows.ts'
import type { ModuleTotals } from '../registry-module/publication-state.ts'
import type { RegistryModule } from '../registry-module/registry-module.ts'

type Tables = Kysely<Pick<Schema, 'registry_modules' | 'registry_module_totals' | 'registry_module_tag_bindings'>>

export interface Label {
  key: string
  value: string
}

export const MODULE_STATES = ['pending', 'no_version_tags', 'setup_failed', 'setup_complete', 'failed', 'deprecated'] as const
export type ModuleState = (typeof MODULE_STATES)[number]

export const MODULE_ORDERS = ['name', '-name', 'downloads', '-downloads', 'updated-at', '-updated-at'] as const
export type ModuleOrder = (typeof MODULE_ORDERS)[number]

export interface SummaryFilter extends ModuleFilter {
  /** any of them */
  providers?: readonly string[]
  /** any of them: a status of the module, `failed` for failed versions, `deprecated` for a deprecated latest one */
  states?: readonly ModuleState[]
  /** all of them; any value when it is undefined */
  labels?: readonly { key: string; value: string | undefined }[]
}

export interface CountedModule {
  module: RegistryModule
  totals: ModuleTotals
}

/** Modules without a publication come last in the order of `updated-at`. */
export async function listSummaries(
  db: Tables,
  filter: SummaryFilter,
  order: ModuleOrder,
  request: PageRequest,
): Promise<Page<CountedModule>> {
  if (filter.organizationIds.length === 0) return { items: [], request, totalCount: 0 }
  const conditions = sql<SqlBool>`${sql.join([matching(filter), ...narrowing(filter)], sql` and `)}`
  // Sorts ids alone: whole rows would take several times as long.
  const ids = db.selectFrom('registry_modules').select('registry_modules.id').where(conditions).orderBy(sequence(order))
  const page = await rowPage(ids, request, ({ id }) => id)
  return { ...page, items: await countedModules(db, page.items) }
}

/** @returns those that are still there, in this order */
export async function countedModules(db: Tables, ids: readonly RegistryModuleId[]): Promise<CountedModule[]> {
  if (ids.length === 0) return []
  const rows = await withTotals(db).where('registry_modules.id', 'in', ids).execute()
  const byId = new Map(rows.map((row) => [row.id, countedModule(row)]))
  return ids.flatMap((id) => byId.get(id) ?? [])
}

/** In the order in which they were set. */
export async function labelsOf(db: Tables, moduleIds: readonly RegistryModuleId[]): Promise<Map<RegistryModuleId, Label[]>> {
  if (moduleIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('registry_module_tag_bindings')
    .select(['registry_module_id', 'key', 'value'])
    .where('registry_module_id', 'in', moduleIds)
    .orderBy('registry_module_id')
    .orderBy('position')
    .execute()
  const byModule = Map.groupBy(rows, (row) => row.registry_module_id)
  return new Map([...byModule].map(([id, labels]) => [id, labels.map(({ key, value }) => ({ key, value }))]))
}

/** An older release, during an upgrade, makes modules without totals. */
function withTotals(db: Tables) {
  return db
    .selectFrom('registry_modules')
    .leftJoin('registry_module_totals as totals', 'totals.registry_module_id', 'registry_modules.id')
    .selectAll('registry_modules')
    .select([
      'totals.published_versions',
      'totals.failed_versions',
      'totals.unfinished_versions',
      'totals.latest_deprecated',
      'totals.last_published_at',
      'totals.downloads',
    ])
}

type Totals = Omit<Selectable<Schema['registry_module_totals']>, 'registry_module_id'>
type Row = Selectable<Schema['registry_modules']> & { [Column in keyof Totals]: Totals[Column] | null }

function countedModule(row: Row): CountedModule {
  const { published_versions, failed_versions, unfinished_versions, latest_deprecated, last_published_at, downloads, ...module } = row
  return {
    module: moduleOf(module),
    totals: {
      publishedVersions: published_versions ?? 0,
      failedVersions: failed_versions ?? 0,
      unfinishedVersions: unfinished_versions ?? 0,
      latestDeprecated: latest_deprecated === 1,
      lastPublishedAt: last_published_at,
      downloads: downloads ?? 0,
    },
  }
}

function narrowing({ providers, states, labels = [] }: SummaryFilter): RawBuilder<SqlBool>[] {
  return [
    ...(providers === undefined ? [] : [sql<SqlBool>`registry_modules.provider in (${sql.join(providers)})`]),
    ...(states === undefined ? [] : [sql<SqlBool>`(${sql.join(states.map(isInState), sql` or `)})`]),
    ...labels.map(isLabelled),
  ]
}

function isInState(state: ModuleState): RawBuilder<SqlBool> {
  if (state === 'failed')
    return sql`registry_modules.id in (select registry_module_id from registry_module_totals where failed_versions > 0)`
  if (state === 'deprecated')
    return sql`registry_modules.id in (select registry_module_id from registry_module_totals where latest_deprecated = 1)`
  return sql`registry_modules.status = ${state}`
}

function isLabelled({ key, value }: { key: string; value: string | undefined }): RawBuilder<SqlBool> {
  const ofValue = value === undefined ? sql`` : sql`and labels.value = ${value}`
  return sql`exists (
    select 1 from registry_module_tag_bindings labels
    where labels.registry_module_id = registry_modules.id and labels.key = ${key} ${ofValue}
  )`
}

/** Strict, so that pages do not overlap. */
function sequence(order: ModuleOrder): RawBuilder<unknown> {
  const direction = order.startsWith('-') ? sql`desc` : sql`asc`
  const columns = ['name', 'provider', 'namespace', 'registry_name'] as const
  // In one direction, as the index is.
  if (order.endsWith('name')) return sql.join(columns.map((column) => sql`${inModules(column)} ${direction}`))
  const number = order.endsWith('downloads') ? sql`coalesce(${total('downloads')}, 0)` : total('last_published_at')
  return sql`case when ${number} is null then 1 else 0 end, ${number} ${direction}, ${sql.join(columns.map(inModules))}`
}

function inModules(column: keyof Schema['registry_modules']): RawBuilder<unknown> {
  return sql`registry_modules.${sql.ref(column)}`
}

/** Not by a join, which counting the modules would have to make too. */
function total(column: keyof Schema['registry_module_totals']): RawBuilder<unknown> {
  return sql`(select ${sql.ref(column)} from registry_module_totals where registry_module_id = registry_modules.id)`
}
