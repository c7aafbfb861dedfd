// What the address of the list says. Unknown parameters are dropped, wrong ones fall back.

export interface ListSearch {
  q?: string
  provider?: string
  registry?: 'private' | 'public'
  page?: number
}

export function listSearch(given: Record<string, unknown>): ListSearch {
  const { q, provider, registry, page } = given
  return {
    ...(isText(q) && { q: String(q) }),
    ...(isText(provider) && { provider: String(provider) }),
    ...((registry === 'private' || registry === 'public') && { registry }),
    ...(typeof page === 'number' && Number.isInteger(page) && page > 1 && { page }),
  }
}

/** A number is what remains of a search for `2024`. */
function isText(value: unknown): boolean {
  return (typeof value === 'string' && value !== '') || typeof value === 'number'
}
