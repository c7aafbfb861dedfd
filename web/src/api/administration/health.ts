// What works at the server, what waits and what fails. For administrators of the site.
import { queryOptions } from '@tanstack/react-query'
import { type Answer, read } from '../client/read.ts'

const HEALTH = '/api/v2/admin/health'
const EVERY_MS = 15_000

export type SiteHealth = Answer<typeof HEALTH>['data']['attributes']

/** Read again and again while the page is visible. */
export const siteHealthQuery = queryOptions({
  queryKey: ['site-health'],
  queryFn: async ({ signal }) => (await read(HEALTH, { signal })).data.attributes,
  refetchInterval: EVERY_MS,
  staleTime: 0,
})
