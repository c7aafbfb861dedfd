// What was deleted in an organization and can still be restored.
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { change } from '../client/change.ts'
import { read } from '../client/read.ts'
import type { components } from '../client/schema.d.ts'

export type DeletedModule = components['schemas']['DeletedRegistryModule']

const DELETED = '/api/v2/deleted-registry-modules/{id}'

export const deletedModulesQuery = (organization: string, page: number) =>
  queryOptions({
    queryKey: ['deleted-modules', organization, page],
    queryFn: ({ signal }) => {
      const query = { 'page[number]': page, 'page[size]': 20 }
      return read('/api/v2/organizations/{organization}/deleted-registry-modules', { path: { organization }, query, signal })
    },
    placeholderData: keepPreviousData,
    staleTime: 0,
  })

export async function restore(id: string): Promise<void> {
  await change('post', `${DELETED}/actions/restore`, { path: { id } })
}

/** It can no longer be restored then. */
export async function purge(id: string): Promise<void> {
  await change('delete', DELETED, { path: { id } })
}
