import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { change } from './client/change.ts'
import { queryClient } from './client/query-client.ts'
import { type Answer, read } from './client/read.ts'

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

const ORGANIZATION = '/api/v2/organizations/{organization}'
const PRODUCERS = '/api/v2/organizations/{organization}/relationships/module-producers'
const POLICIES = '/api/v2/organizations/{organization}/token-ttl-policies'

export type Organization = Answer<typeof ORGANIZATION>['data']['attributes']
export type Entitlements = Answer<'/api/v2/organizations/{organization}/entitlement-set'>['data']['attributes']

/** What the interface changes of an organization. */
export interface OrganizationSettings {
  name?: string
  email?: string
  'hide-revoked-versions'?: boolean
  'allow-revoked-for-known-consumers'?: boolean
  'allow-remote-images'?: boolean
  'user-tokens-enabled'?: boolean
  'max-ttl-enabled'?: boolean
}

export type TokenPolicy = Answer<typeof POLICIES>['data'][number]['attributes']

/** @returns its name */
export async function createOrganization(name: string, email: string): Promise<string> {
  const { data } = await change('post', '/api/v2/organizations', { body: { data: { type: 'organizations', attributes: { name, email } } } })
  forgetOrganizations()
  return data.attributes.name
}

/** @returns its name, which may be a new one */
export async function updateOrganization(organization: string, settings: OrganizationSettings): Promise<string> {
  const body = { data: { type: 'organizations' as const, attributes: { ...settings } } }
  const { data } = await change('patch', ORGANIZATION, { path: { organization }, body })
  // Nothing has the former name any more: what is known by it is not asked for again.
  queryClient.setQueryData(organizationQuery(data.attributes.name).queryKey, data)
  forgetOrganizations()
  return data.attributes.name
}

export async function deleteOrganization(organization: string): Promise<void> {
  await change('delete', ORGANIZATION, { path: { organization } })
  void queryClient.invalidateQueries({ queryKey: ['organizations'] })
}

/** The organizations whose modules an organization may read. */
export const producersQuery = (organization: string, page: number) =>
  queryOptions({
    queryKey: ['module-producers', organization, page],
    queryFn: async ({ signal }) => {
      const query = { 'page[number]': page, 'page[size]': 50 }
      const { data, meta } = await read(PRODUCERS, { path: { organization }, query, signal })
      return { names: data.map(({ attributes }) => attributes.name), pagination: meta.pagination }
    },
    placeholderData: keepPreviousData,
  })

/** How long tokens may live, where that is limited. */
export const tokenPoliciesQuery = (organization: string) =>
  queryOptions({
    queryKey: ['token-policies', organization],
    queryFn: async ({ signal }) => (await read(POLICIES, { path: { organization }, signal })).data.map(({ attributes }) => attributes),
  })

export async function updateTokenPolicies(
  organization: string,
  policies: readonly Pick<TokenPolicy, 'token-type' | 'max-ttl-ms'>[],
): Promise<void> {
  await change('patch', POLICIES, { path: { organization }, body: { data: { attributes: { 'token-ttl-policies': [...policies] } } } })
  void queryClient.invalidateQueries({ queryKey: ['token-policies', organization] })
}

function forgetOrganizations(): void {
  void queryClient.invalidateQueries({ queryKey: organizationsQuery.queryKey })
}
