// A short row of a table gets cells up to the width of its heading, so that a small text can become an immense page.
import type { Root, Table } from 'mdast'
import { visit } from 'unist-util-visit'

/** Of all tables together. */
const MAX_CELLS = 100_000

/** Leaves the rows of tables beyond as short as they were written. */
export function limitTables() {
  return (tree: Root): void => {
    let cells = 0
    visit(tree, 'table', (table: Table) => {
      const size = (table.align?.length ?? 0) * table.children.length
      if (cells + size > MAX_CELLS) table.align = null
      else cells += size
    })
  }
}
