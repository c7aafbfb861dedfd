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
  // With `Tables` generic, the types cannot know what the query selects.
  const { total } = count as { total: number | string }
  const rows = await ordered.limit(limit).offset(offset).execute()
  return { items: rows.map(itemOf), totalCount: Number(total) }
}
