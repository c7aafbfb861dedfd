// The SQL that finds words of the index: those that are in use, that begin so, or that are spelled alike.
import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Schema } from '../../database/index.ts'
import type { OrganizationId } from '../../kernel/index.ts'
import { spaceOf } from '../search-index/search-index-rows.ts'

type Tables = Kysely<Pick<Schema, 'module_search_documents' | 'module_search_postings' | 'module_search_words' | 'module_search_grams'>>

/** Of identifiers that begin as asked. */
const MAX_STEPS = 2000
/** No character of a word sorts after it. */
const LAST = '\u{10FFFF}'

export async function countDocuments(db: Tables, organizationIds: readonly OrganizationId[]): Promise<number> {
  const { rows } = await sql<{ total: number }>`
    select count(*) as total from module_search_documents where organization_id in (${sql.join(organizationIds)})`.execute(db)
  return rows[0]?.total ?? 0
}

/** @returns in how many modules each term is; absent for none */
export async function frequenciesOf(
  db: Tables,
  organizationIds: readonly OrganizationId[],
  terms: readonly string[],
): Promise<Map<string, number>> {
  if (terms.length === 0) return new Map()
  const { rows } = await sql<{ term: string; total: number }>`
    select term, count(*) as total from module_search_postings
    where space in (${spaces(organizationIds)}) and term in (${sql.join(terms)}) group by term`.execute(db)
  return new Map(rows.map(({ term, total }) => [term, total]))
}

/** @returns the shortest ones first */
export async function wordsBeginning(
  db: Tables,
  organizationIds: readonly OrganizationId[],
  beginning: string,
  limit: number,
): Promise<string[]> {
  const { rows } = await sql<{ word: string }>`
    select distinct word, length(word) as letters from module_search_words
    where organization_id in (${sql.join(organizationIds)}) and word >= ${beginning} and word < ${beginning + LAST}
    order by letters, word limit ${limit}`.execute(db)
  return rows.map(({ word }) => word)
}

/**
 * Steps from one term to the next: the modules that have them are not read.
 * @returns marked identifiers that begin so, in use, the shortest ones first
 */
export async function identifiersBeginning(
  db: Tables,
  organizationIds: readonly OrganizationId[],
  beginning: string,
  limit: number,
): Promise<string[]> {
  const found = new Set<string>()
  for (const id of organizationIds) {
    const next = sql`select min(term) from module_search_postings where space = ${spaces([id])} and term < ${beginning + LAST} and term`
    const { rows } = await sql<{ term: string }>`
      select term from (
        with recursive terms (term) as (
          select (${next} >= ${beginning}) union all select (${next} > terms.term) from terms where terms.term is not null
        )
        select term from terms where term is not null limit ${MAX_STEPS}
      ) as terms`.execute(db)
    for (const { term } of rows) found.add(term)
  }
  return [...found].toSorted((one, other) => one.length - other.length || (one < other ? -1 : 1)).slice(0, limit)
}

/** @returns words that share the most of these parts */
export async function wordsWithGrams(
  db: Tables,
  organizationIds: readonly OrganizationId[],
  grams: readonly string[],
  limit: number,
): Promise<string[]> {
  if (grams.length === 0) return []
  const { rows } = await sql<{ word: string }>`
    select word, count(*) as shared from module_search_grams
    where organization_id in (${sql.join(organizationIds)}) and gram in (${sql.join(grams)})
    group by word order by shared desc, word limit ${limit}`.execute(db)
  return rows.map(({ word }) => word)
}

/** For `in`: of whom the postings are. */
export function spaces(organizationIds: readonly OrganizationId[]): RawBuilder<unknown> {
  return sql.join(organizationIds.map((id) => sql`cast(${spaceOf(id)} as bigint)`))
}
