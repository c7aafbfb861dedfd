// What the address of the list says. Unknown parameters are dropped, wrong ones fall back.
import { type ModuleSearch, ORDERS, SOURCES, STATES } from '../api/search.ts'

/** Lists are words with commas between, as people write them. */
export interface ListSearch {
  q?: string
  provider?: string
  registry?: string
  status?: string
  label?: string
  sort?: (typeof ORDERS)[number]
  page?: number
}

/** The parameters that a facet writes. */
export type FacetName = 'provider' | 'registry' | 'status' | 'label'

export function listSearch(given: Record<string, unknown>): ListSearch {
  const { q, provider, registry, status, label, sort, page } = given
  return {
    ...(isText(q) && { q: String(q) }),
    ...listed('provider', provider),
    ...listed('registry', registry, SOURCES),
    ...listed('status', status, STATES),
    ...listed('label', label),
    ...(isOneOf(ORDERS, sort) && { sort }),
    ...(typeof page === 'number' && Number.isInteger(page) && page > 1 && { page }),
  }
}

export function moduleSearchOf({ q, provider, registry, status, label, sort, page }: ListSearch): ModuleSearch {
  return {
    ...(q !== undefined && { q }),
    ...(provider !== undefined && { provider: wordsIn(provider) }),
    ...(registry !== undefined && { source: SOURCES.filter((each) => wordsIn(registry).includes(each)) }),
    ...(status !== undefined && { status: STATES.filter((each) => wordsIn(status).includes(each)) }),
    ...(label !== undefined && { label: wordsIn(label) }),
    ...(sort !== undefined && { sort }),
    ...(page !== undefined && { page }),
  }
}

export function wordsIn(list: string | undefined): string[] {
  return list === undefined ? [] : list.split(',').filter((word) => word !== '')
}

function listed(name: FacetName, value: unknown, known?: readonly string[]): { [Name in FacetName]?: string } {
  if (!isText(value)) return {}
  const words = wordsIn(String(value)).filter((word) => known === undefined || known.includes(word))
  return words.length === 0 ? {} : { [name]: words.join(',') }
}

/** The router reads `2024` as a number, `true` as a boolean and `null`, a provider, as null. */
function isText(value: unknown): boolean {
  return value === null || (typeof value === 'string' && value !== '') || typeof value === 'number' || typeof value === 'boolean'
}

function isOneOf<T extends string>(all: readonly T[], value: unknown): value is T {
  return all.includes(value as T)
}
