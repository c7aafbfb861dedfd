// Every organization, and who reads its modules. For administrators of the site.
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { change } from '../client/change.ts'
import { isNotFound } from '../client/failures.ts'
import { queryClient } from '../client/query-client.ts'
import { read } from '../client/read.ts'

const LIST = '/api/v2/admin/organizations'
const ONE = '/api/v2/admin/organizations/{organization}'
const CONSUMERS = '/api/v2/admin/organizations/{organization}/relationships/module-consumers'

export interface AdministeredOrganization {
  name: string
  email: string
  createdAt: string
  isSharedWithAll: boolean
  /** user names */
  owners: string[]
}

/** Who reads the modules of an organization, apart from its members. */
export type Readers = 'all' | readonly string[]

export const administeredOrganizationsQuery = ({ q = '', page = 1, size = 50 }: { q?: string; page?: number; size?: number }) =>
  queryOptions({
    queryKey: ['administered-organizations', q, page, size],
    queryFn: async ({ signal }) => {
      const query = { q, include: ['owners' as const], 'page[number]': page, 'page[size]': size }
      const { data, included = [], meta } = await read(LIST, { query, signal })
      const names = new Map(included.map((user) => [user.id, (user['attributes'] as { username: string }).username]))
      const organizations = data.map(
        ({ attributes, relationships }): AdministeredOrganization => ({
          name: attributes.name,
          email: attributes['notification-email'],
          createdAt: attributes['created-at'],
          isSharedWithAll: attributes['global-module-sharing'],
          owners: relationships.owners.data.map(({ id }) => names.get(id) ?? id),
        }),
      )
      return { organizations, pagination: meta.pagination }
    },
    placeholderData: keepPreviousData,
  })

/** @returns the name as it is spelled; undefined when there is none */
export async function findOrganization(organization: string): Promise<string | undefined> {
  try {
    return (await read(ONE, { path: { organization } })).data.attributes.name
  } catch (error) {
    if (isNotFound(error)) return undefined
    throw error
  }
}

/** The names of those that the organization shares its modules with, one by one. */
export const consumersQuery = (organization: string) =>
  queryOptions({
    queryKey: ['module-consumers', organization],
    queryFn: async ({ signal }) => (await read(CONSUMERS, { path: { organization }, signal })).data.map(({ id }) => id),
    // A form begins with what is so now, not with what was so the last time.
    gcTime: 0,
    staleTime: 0,
  })

/** Replaces whoever reads its modules now. */
export async function shareModules(organization: string, readers: Readers): Promise<void> {
  const path = { organization }
  const isForAll = readers === 'all'
  if (!isForAll) await change('patch', CONSUMERS, { path, body: { data: readers.map((id) => ({ id, type: 'organizations' as const })) } })
  // An empty list does not end the sharing with all; names do.
  if (isForAll || readers.length === 0) {
    const attributes = { 'global-module-sharing': isForAll }
    await change('patch', ONE, { path, body: { data: { type: 'organizations', attributes } } })
  }
  void queryClient.invalidateQueries({ queryKey: ['module-consumers', organization] })
  forgetOrganizations()
}

/** With everything that it has. */
export async function deleteAnyOrganization(organization: string): Promise<void> {
  await change('delete', ONE, { path: { organization } })
  forgetOrganizations()
}

function forgetOrganizations(): void {
  void queryClient.invalidateQueries({ queryKey: ['administered-organizations'] })
  void queryClient.invalidateQueries({ queryKey: ['organizations'] })
}
