/** Of rows as wide as ours, within what both databases take as parameters of one statement: SQLite takes 32 766, PostgreSQL 65 535. */
const MAX_ITEMS = 200

/** Does with many rows what one statement can do with only so many. Inside a transaction, it is all or nothing. */
export async function inChunks<Item>(items: readonly Item[], work: (chunk: Item[]) => Promise<unknown>): Promise<void> {
  for (let start = 0; start < items.length; start += MAX_ITEMS) await work(items.slice(start, start + MAX_ITEMS))
}
