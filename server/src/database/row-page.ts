// Reads one page of rows, with the total count.
import { type SelectQueryBuilder, type Simplify, sql } from 'kysely'
import type { Page, PageRequest } from '../kernel/index.ts'

/**
 * @param ordered a query for all rows, with a strict order, so that pages do not overlap
 * @param itemOf turns a row into an item
 */
export async function rowPage<Tables, Names extends keyof Tables, Row, Item>(
  ordered: SelectQueryBuilder<Tables, Names, Row>,
  request: PageRequest,
  itemOf: (row: Simplify<Row>) => Item,
): Promise<Page<Item>> {
  const counted = ordered.clearSelect().clearOrderBy()
  const count = await counted.select(sql<number | string>`count(*)`.as('total')).executeTakeFirstOrThrow()
  // With `Tables` generic, the types cannot know what the query selects.
  const { total } = count as { total: number | string }
  const rows = await ordered
    .limit(request.size)
    .offset((request.number - 1) * request.size)
    .execute()
  return { items: rows.map(itemOf), request, totalCount: Number(total) }
}
