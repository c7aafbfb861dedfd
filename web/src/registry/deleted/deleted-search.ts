/** The route of deleted modules. */
export const DELETED = '/$org/registry/deleted-modules'

export interface DeletedSearch {
  page?: number
}

export function deletedSearch({ page }: Record<string, unknown>): DeletedSearch {
  return Number.isInteger(page) && (page as number) > 1 ? { page: page as number } : {}
}
