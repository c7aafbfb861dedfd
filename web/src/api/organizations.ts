import { queryOptions } from '@tanstack/react-query'
import { read } from './client/read.ts'

/** Every organization of the user, in one page. */
export const organizationsQuery = queryOptions({
  queryKey: ['organizations'],
  queryFn: async ({ signal }) => (await read('/api/v2/organizations', { signal })).data,
})

export const organizationQuery = (organization: string) =>
  queryOptions({
    queryKey: ['organization', organization],
    queryFn: async ({ signal }) => (await read('/api/v2/organizations/{organization}', { path: { organization }, signal })).data,
  })

/** What the organization holds and may hold. */
export const entitlementsQuery = (organization: string) =>
  queryOptions({
    queryKey: ['entitlements', organization],
    queryFn: async ({ signal }) =>
      (await read('/api/v2/organizations/{organization}/entitlement-set', { path: { organization }, signal })).data,
  })
