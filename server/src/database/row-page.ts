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
  const window = { offset: (request.number - 1) * request.size, limit: request.size }
  return { ...(await rowSlice(ordered, window, itemOf)), request }
}

/** Like `rowPage`, for protocols that count rows and not pages. */
export async function rowSlice<Tables, Names extends keyof Tables, Row, Item>(
  ordered: SelectQueryBuilder<Tables, Names, Row>,
  { offset, limit }: { offset: number; limit: number },
  itemOf: (row: Simplify<Row>) => Item,
): Promise<{ items: Item[]; totalCount: number }> {
  const counted = ordered.clearSelect().clearOrderBy()
  const count = await counted.select(sql<number | string>`count(*)`.as('total')).executeTakeFirstOrThrow()
  // What the query selects is not known to the types as long as `Tables` is open.
  const { total } = count as { total: number | string }
  const rows = await ordered.limit(limit).offset(offset).execute()
  return { items: rows.map(itemOf), totalCount: Number(total) }
}
