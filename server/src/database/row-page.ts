// Lists in pages: how many there are, and the rows of one page.
import { type SelectQueryBuilder, type Simplify, sql } from 'kysely'
import type { Page, PageRequest } from '../kernel/index.ts'

/**
 * @param ordered a query for everything, with an order in which no two rows are equal, so that pages do not overlap
 * @param itemOf makes of a row what the list is of
 */
export async function rowPage<Tables, Names extends keyof Tables, Row, Item>(
  ordered: SelectQueryBuilder<Tables, Names, Row>,
  request: PageRequest,
  itemOf: (row: Simplify<Row>) => Item,
): Promise<Page<Item>> {
  const counted = ordered.clearSelect().clearOrderBy()
  const count = await counted.select(sql<number | string>`count(*)`.as('total')).executeTakeFirstOrThrow()
  // What the query selects is not known to the types as long as `Tables` is open.
  const { total } = count as { total: number | string }
  const rows = await ordered
    .limit(request.size)
    .offset((request.number - 1) * request.size)
    .execute()
  return { items: rows.map(itemOf), request, totalCount: Number(total) }
}
