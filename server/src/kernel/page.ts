/** The slice of a list that a caller asks for. `number` counts from 1. */
export interface PageRequest {
  number: number
  size: number
}

/** A slice of a list, with the size of the whole list. */
export interface Page<Item> {
  items: Item[]
  request: PageRequest
  totalCount: number
}

export const DEFAULT_PAGE_SIZE = 20
export const MAX_PAGE_SIZE = 100

const STEP = 500

/** Reads a list to its end. @returns one page with all items */
export async function wholeList<Item>(read: (request: PageRequest) => Promise<Page<Item>>): Promise<Page<Item>> {
  const items: Item[] = []
  for (let number = 1; ; number += 1) {
    const page = await read({ number, size: STEP })
    items.push(...page.items)
    if (page.items.length < STEP) return { items, request: { number: 1, size: Math.max(1, items.length) }, totalCount: items.length }
  }
}

/** Slices a list that is short enough to read whole. */
export function sliceOf<Item>(items: readonly Item[], request: PageRequest): Page<Item> {
  const start = (request.number - 1) * request.size
  return { items: items.slice(start, start + request.size), request, totalCount: items.length }
}
