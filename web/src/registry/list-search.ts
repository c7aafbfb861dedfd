// What the address of the list says. Unknown parameters are dropped, wrong ones fall back.
import { type ModuleFilter, ORDERS, STATUSES } from '../api/modules.ts'

export type ListSearch = ModuleFilter

export function listSearch(given: Record<string, unknown>): ListSearch {
  const { q, provider, registry, status, sort, page } = given
  return {
    ...(isText(q) && { q: String(q) }),
    ...(isText(provider) && { provider: String(provider) }),
    ...((registry === 'private' || registry === 'public') && { registry }),
    ...(isOneOf(STATUSES, status) && { status }),
    ...(isOneOf(ORDERS, sort) && { sort }),
    ...(typeof page === 'number' && Number.isInteger(page) && page > 1 && { page }),
  }
}

/** A number is what remains of a search for `2024`. */
function isText(value: unknown): boolean {
  return (typeof value === 'string' && value !== '') || typeof value === 'number'
}

function isOneOf<T extends string>(all: readonly T[], value: unknown): value is T {
  return all.includes(value as T)
}
