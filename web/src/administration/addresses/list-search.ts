// What the addresses of the lists say. Anything else is left out.
export interface ListSearch {
  q?: string
  page?: number
}

export interface UsersSearch extends ListSearch {
  only?: 'administrators' | 'suspended'
}

export function listSearch({ q, page }: Record<string, unknown>): ListSearch {
  return {
    // The router reads `42` as a number.
    ...((typeof q === 'string' || typeof q === 'number') && q !== '' && { q: String(q) }),
    ...(typeof page === 'number' && Number.isInteger(page) && page > 1 && { page }),
  }
}

export function usersSearch(given: Record<string, unknown>): UsersSearch {
  const { only } = given
  return { ...listSearch(given), ...((only === 'administrators' || only === 'suspended') && { only }) }
}
