// What hangs on a connection: its modules, its repositories, and what its host delivers.
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { read } from '../client/read.ts'
import type { components } from '../client/schema.d.ts'
import { CONNECTIONS } from './connections.ts'

export type Delivery = components['schemas']['ConnectionDelivery']
export type Repository = components['schemas']['AuthorizedRepository']

export const DELIVERIES_PAGE = 25
export const REPOSITORIES_PAGE = 25
const MODULES_PAGE = 100

/** GitHub Apps have ids of their own. */
export function isApp(id: string): boolean {
  return id.startsWith('ghapp-')
}

/** The first hundred, and how many there are. */
export const modulesOfConnection = (id: string, size = MODULES_PAGE) =>
  queryOptions({
    queryKey: [CONNECTIONS, 'modules', id, size],
    queryFn: async ({ signal }) => {
      const options = { path: { id }, query: { 'page[size]': size }, signal }
      const { data, meta } = isApp(id)
        ? await read('/api/v2/github-apps/{id}/registry-modules', options)
        : await read('/api/v2/oauth-clients/{id}/registry-modules', options)
      return { modules: data, total: meta.pagination['total-count'] }
    },
  })

/** The newest first. */
export const deliveriesOfConnection = (id: string, page = 1, size = DELIVERIES_PAGE) =>
  queryOptions({
    queryKey: [CONNECTIONS, 'deliveries', id, page, size],
    queryFn: async ({ signal }) => {
      const options = { path: { id }, query: { 'page[number]': page, 'page[size]': size }, signal }
      const { data, meta } = isApp(id)
        ? await read('/api/v2/github-apps/{id}/webhook-deliveries', options)
        : await read('/api/v2/oauth-clients/{id}/webhook-deliveries', options)
      return { deliveries: data, pages: meta.pagination['total-pages'] }
    },
    placeholderData: keepPreviousData,
  })

export interface RepositoryFilter {
  q: string
  /** only those that can be published as they are */
  isReady: boolean
  page: number
}

/** How often to look again while the server reads the list at the host. */
const REFRESHING_MS = 1500

/** What the credential can read. @param tokenId of its oauth token */
export const repositoriesQuery = (tokenId: string, { q, isReady, page }: RepositoryFilter) =>
  queryOptions({
    queryKey: [CONNECTIONS, 'repositories', tokenId, q, isReady, page],
    queryFn: async ({ signal }) => {
      const ready = isReady ? { 'filter[ready]': true } : {}
      const query = { 'page[number]': page, 'page[size]': REPOSITORIES_PAGE, ...(q !== '' && { q }), ...ready }
      const { data, meta } = await read('/api/v2/oauth-tokens/{id}/authorized-repos', { path: { id: tokenId }, query, signal })
      return { repositories: data, listing: meta.listing, total: meta.pagination['total-count'], pages: meta.pagination['total-pages'] }
    },
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data?.listing.refreshing === true ? REFRESHING_MS : false),
  })
