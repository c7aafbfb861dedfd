import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { type Answer, read } from './client/read.ts'
import { PAGE_SIZE } from './modules.ts'

const SEARCH = '/api/v2/organizations/{organization}/registry-modules/search'

export type FoundModule = Answer<typeof SEARCH>['data'][number]
export type Match = NonNullable<FoundModule['meta']>['matches'][number]
export type Facets = NonNullable<Answer<typeof SEARCH>['meta']['facets']>

export const SOURCES = ['private', 'public', 'shared'] as const
export const STATES = ['failed', 'deprecated', 'pending', 'no_version_tags', 'setup_failed', 'setup_complete'] as const
export const ORDERS = ['name', '-downloads', '-updated-at'] as const
export type Source = (typeof SOURCES)[number]
export type State = (typeof STATES)[number]

export interface ModuleSearch {
  q?: string
  /** any of the members of each list, but all of the labels */
  provider?: readonly string[]
  source?: readonly Source[]
  status?: readonly State[]
  label?: readonly string[]
  /** by relevance, or by name without `q`, when absent */
  sort?: (typeof ORDERS)[number]
  page?: number
}

/** Modules that match, with what else could be chosen. Old hits stay while new ones load. */
export const searchQuery = (organization: string, { q, provider, source, status, label, sort, page = 1 }: ModuleSearch) =>
  queryOptions({
    queryKey: ['search', organization, { q, provider, source, status, label, sort, page }],
    queryFn: async ({ signal }) => {
      const query = {
        ...(q !== undefined && { q }),
        ...(provider !== undefined && { 'filter[provider]': [...provider] }),
        ...(source !== undefined && { 'filter[source]': [...source] }),
        ...(status !== undefined && { 'filter[status]': [...status] }),
        ...(label !== undefined && { 'filter[label]': [...label] }),
        sort: sort ?? (q === undefined ? ('name' as const) : ('relevance' as const)),
        facets: true,
        'page[number]': page,
        'page[size]': PAGE_SIZE,
      }
      return await read(SEARCH, { path: { organization }, query, signal })
    },
    placeholderData: keepPreviousData,
  })
