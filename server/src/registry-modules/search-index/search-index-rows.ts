// The SQL that writes the search index.
import { createHash, randomInt } from 'node:crypto'
import type { Kysely, Selectable } from 'kysely'
import { inChunks, type Schema } from '../../database/index.ts'
import type { OrganizationId, RegistryModuleId } from '../../kernel/index.ts'
import type { RegistryModule } from '../registry-module/registry-module.ts'
import { encodeFacets, facetsNumber, type IndexedFacets } from './facets.ts'
import { gramsOf } from './grams.ts'

type Tables = Kysely<
  Pick<
    Schema,
    | 'module_search_documents'
    | 'module_search_facets'
    | 'module_search_contents'
    | 'module_search_postings'
    | 'module_search_words'
    | 'module_search_grams'
    | 'registry_module_totals'
    | 'registry_module_versions'
    | 'registry_module_tag_bindings'
  >
>
type Document = Selectable<Schema['module_search_documents']>

const MAX_NUMBER = 2 ** 31

/** What a module is counted by, and where the content of its latest version is. */
export interface IndexedState {
  facets: IndexedFacets
  inspectionKey: string | null
}

export async function indexedStateOf(
  db: Tables,
  { id, latestVersion, registryName, provider, status }: RegistryModule,
): Promise<IndexedState> {
  const totals = await db
    .selectFrom('registry_module_totals')
    .leftJoin('registry_module_versions', (join) =>
      join
        .onRef('registry_module_versions.registry_module_id', '=', 'registry_module_totals.registry_module_id')
        .on('version', '=', latestVersion ?? ''),
    )
    .select(['failed_versions', 'latest_deprecated', 'inspection_key'])
    .where('registry_module_totals.registry_module_id', '=', id)
    .executeTakeFirst()
  const labels = await db.selectFrom('registry_module_tag_bindings').select(['key', 'value']).where('registry_module_id', '=', id).execute()
  return {
    facets: {
      registryName,
      provider,
      status,
      hasFailed: (totals?.failed_versions ?? 0) > 0,
      isDeprecated: totals?.latest_deprecated === 1,
      labels: labels.map(({ key, value }) => [key, value] as const),
    },
    inspectionKey: totals?.inspection_key ?? null,
  }
}

export async function documentOf(db: Tables, id: RegistryModuleId): Promise<Document | undefined> {
  return await db.selectFrom('module_search_documents').selectAll().where('registry_module_id', '=', id).executeTakeFirst()
}

/**
 * @param before absent for a new one
 * @returns its number
 */
export async function saveDocument(
  db: Tables,
  { id, organizationId, registryName, namespace, name, provider, status, latestVersion }: RegistryModule,
  { before, facets, format, fingerprint }: { before: Document | undefined; facets: IndexedFacets; format: number; fingerprint: string },
): Promise<number> {
  const encoded = encodeFacets(facets)
  const columns = {
    organization_id: organizationId,
    registry_name: registryName,
    provider,
    status,
    has_failed: flag(facets.hasFailed),
    is_deprecated: flag(facets.isDeprecated),
    address: `${name} ${provider} ${namespace} ${registryName}`,
    version: latestVersion ?? '',
    format,
    fingerprint,
    facets: facetsNumber(organizationId, encoded),
  }
  if (before?.facets !== columns.facets || before.organization_id !== organizationId)
    await learnFacets(db, organizationId, columns.facets, encoded)
  if (before !== undefined) {
    const { number } = before
    if (Object.entries(columns).some(([column, value]) => before[column as keyof Document] !== value)) {
      await db.updateTable('module_search_documents').set(columns).where('number', '=', number).execute()
    }
    return number
  }
  for (;;) {
    const insert = db.insertInto('module_search_documents').values({ number: randomInt(MAX_NUMBER), registry_module_id: id, ...columns })
    const inserted = await insert
      .onConflict((conflict) => conflict.column('number').doNothing())
      .returning('number')
      .executeTakeFirst()
    if (inserted !== undefined) return inserted.number
  }
}

/** Like words, they stay when the last module that had them is gone. */
async function learnFacets(db: Tables, organizationId: OrganizationId, number: number, facets: string): Promise<void> {
  await db
    .insertInto('module_search_facets')
    .values({ organization_id: organizationId, number, facets })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

export async function saveContent(db: Tables, document: number, content: string): Promise<void> {
  await db
    .insertInto('module_search_contents')
    .values({ document, content })
    .onConflict((conflict) => conflict.column('document').doUpdateSet({ content }))
    .execute()
}

/** Touches only what differs: two versions of a module have nearly the same words. @returns the terms that are new to it */
export async function replacePostings(
  db: Tables,
  { number, organizationId }: { number: number; organizationId: OrganizationId },
  weights: ReadonlyMap<string, number>,
): Promise<string[]> {
  const rows = await db.selectFrom('module_search_postings').select(['term', 'weight']).where('document', '=', number).execute()
  const before = new Map(rows.map(({ term, weight }) => [term, weight]))
  const gone = [...before.keys()].filter((term) => !weights.has(term))
  await inChunks(gone, (terms) =>
    db.deleteFrom('module_search_postings').where('document', '=', number).where('term', 'in', terms).execute(),
  )
  const space = spaceOf(organizationId)
  const changed = [...weights].filter(([term, weight]) => before.get(term) !== weight)
  const postings = changed.map(([term, weight]) => ({ document: number, term, space, weight }))
  await inChunks(postings, (some) =>
    db
      .insertInto('module_search_postings')
      .values(some)
      .onConflict((conflict) => conflict.columns(['document', 'term']).doUpdateSet((eb) => ({ weight: eb.ref('excluded.weight') })))
      .execute(),
  )
  return changed.map(([term]) => term).filter((term) => !before.has(term))
}

/** Words stay when the last module that had them is gone: whoever reads them looks which are still in use. */
export async function learnWords(db: Tables, organizationId: OrganizationId, words: readonly string[]): Promise<void> {
  const unknown = new Set(words)
  await inChunks([...unknown], async (some) => {
    const known = db.selectFrom('module_search_words').select('word').where('organization_id', '=', organizationId)
    for (const { word } of await known.where('word', 'in', some).execute()) unknown.delete(word)
  })
  // In one order, so that two transactions that learn the same words do not wait for each other.
  const learned = [...unknown].toSorted()
  await inChunks(learned, (some) =>
    db
      .insertInto('module_search_words')
      .values(some.map((word) => ({ organization_id: organizationId, word })))
      .onConflict((conflict) => conflict.doNothing())
      .execute(),
  )
  const grams = learned.flatMap((word) => gramsOf(word).map((gram) => ({ organization_id: organizationId, gram, word })))
  await inChunks(grams, (some) =>
    db
      .insertInto('module_search_grams')
      .values(some)
      .onConflict((conflict) => conflict.doNothing())
      .execute(),
  )
}

/**
 * A number for the index alone, so that its entries are short. Two organizations with the same one would still not see each other's
 * modules: a hit is looked up by the organization itself.
 */
export function spaceOf(organizationId: OrganizationId): number {
  return createHash('sha256').update(organizationId).digest().readUIntBE(0, 6)
}

function flag(value: boolean): Document['has_failed'] {
  return value ? 1 : 0
}
