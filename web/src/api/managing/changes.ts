// What changes a module or its versions, and what shows beforehand what a change would do.
import { queryOptions } from '@tanstack/react-query'
import { change } from '../client/change.ts'
import { queryClient } from '../client/query-client.ts'
import { type Answer, read } from '../client/read.ts'
import type { ModuleAddress } from '../modules.ts'

const NAME = '/api/v2/organizations/{organization}/registry-modules/{registry}/{namespace}/{name}'
const MODULE = `${NAME}/{provider}` as const
const VERSION = `${MODULE}/{version}` as const

export type DeletionPreview = Answer<`${typeof MODULE}/deletion-preview`>['data']['attributes']
export type Consumers = DeletionPreview['provider']['consumers']

/** @param version undefined for a module that has none */
export const deletionPreviewQuery = (address: ModuleAddress, version: string | undefined) =>
  queryOptions({
    queryKey: ['deletion-preview', address, version],
    queryFn: async ({ signal }) => {
      const query = version === undefined ? {} : { module_version: version }
      return (await read(`${MODULE}/deletion-preview`, { path: { ...address }, query, signal })).data.attributes
    },
    // It is asked for anew whenever somebody is about to delete something.
    staleTime: 0,
    gcTime: 0,
  })

export const SCOPES = ['version', 'provider', 'name'] as const
export type Scope = (typeof SCOPES)[number]

export async function deleteScope(scope: Scope, address: ModuleAddress, version: string | undefined): Promise<void> {
  if (scope === 'version' && version !== undefined) await change('delete', VERSION, { path: { ...address, version } })
  else if (scope === 'provider') await change('delete', MODULE, { path: { ...address } })
  else if (scope === 'name') await change('delete', NAME, { path: { ...address } })
}

export interface Deprecation {
  reason: string
  link: string
}

export interface Revocation {
  message: string
  link: string
  /** empty for the latest */
  replacement: string
}

/** null takes it back. */
export type LifecycleChange = { deprecation: Deprecation | null } | { revocation: Revocation | null }

function bodyOf(wanted: LifecycleChange) {
  const attributes =
    'deprecation' in wanted
      ? {
          deprecation: {
            'deprecated-status': wanted.deprecation ? ('Deprecated' as const) : ('Undeprecated' as const),
            ...wanted.deprecation,
          },
        }
      : { revocation: { status: wanted.revocation ? ('Revoked' as const) : ('Unrevoked' as const), ...wanted.revocation } }
  return { data: { type: 'module-versions' as const, attributes } }
}

/** What clients would get. */
export const lifecyclePreviewQuery = (address: ModuleAddress, version: string, wanted: LifecycleChange) =>
  queryOptions({
    queryKey: ['lifecycle-preview', address, version, wanted],
    queryFn: async () => {
      const path = { ...address, version }
      return (await change('post', `${VERSION}/actions/preview`, { path, body: bodyOf(wanted) })).data.attributes
    },
    placeholderData: (before) => before,
    gcTime: 0,
  })

export async function changeLifecycle(address: ModuleAddress, version: string, wanted: LifecycleChange): Promise<void> {
  await change('patch', VERSION, { path: { ...address, version }, body: bodyOf(wanted) })
}

/** Asks again for everything on the page: a change shows in many places. */
export async function refreshEverything(): Promise<void> {
  await queryClient.invalidateQueries()
}

/** Before a page of the module is shown again: it begins with the newest version that it knows of. */
export async function refreshVersions(address: ModuleAddress): Promise<void> {
  await Promise.all(['summary', 'versions'].map((kind) => queryClient.refetchQueries({ queryKey: [kind, address] })))
}

/** What other pages showed: they begin anew. This one asks for nothing that may be gone. */
export async function forgetOtherPages(): Promise<void> {
  queryClient.removeQueries({ type: 'inactive' })
  await queryClient.invalidateQueries({ refetchType: 'none' })
}
