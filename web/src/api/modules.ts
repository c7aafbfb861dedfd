import { queryOptions } from '@tanstack/react-query'
import { type Answer, read } from './client.ts'
import type { components } from './schema.d.ts'

export type ModuleSummary = components['schemas']['RegistryModuleSummary']
export type ModuleResource = components['schemas']['RegistryModule']
export type ModuleVersion = components['schemas']['RegistryModuleVersion']['attributes']
export type ListedVersion = components['schemas']['ListedRegistryModuleVersion']['attributes']
export type Directory = components['schemas']['ModuleDirectory']
export type ModuleDetails = components['schemas']['ModuleDetails']

export interface ModuleAddress {
  organization: string
  registry: 'private' | 'public'
  namespace: string
  name: string
  provider: string
}

export const PAGE_SIZE = 20
const MAX_PAGE_SIZE = 100

/** Modules with a part of a name, the nearest first. */
export const modulesLike = (organization: string, q: string) =>
  queryOptions({
    queryKey: ['modules', organization, q],
    queryFn: async ({ signal }) => {
      const query = { q, sort: 'relevance' as const, 'page[size]': PAGE_SIZE }
      return await read('/api/v2/organizations/{organization}/registry-modules/search', { path: { organization }, query, signal })
    },
  })

const MODULE = '/api/v2/organizations/{organization}/registry-modules/{registry}/{namespace}/{name}/{provider}'

export const summaryQuery = (address: ModuleAddress) =>
  queryOptions({
    queryKey: ['summary', address],
    queryFn: async ({ signal }) => (await read(`${MODULE}/summary`, { path: { ...address }, signal })).data,
  })

/** With the repository and its connection, which the summary leaves out. */
export const moduleQuery = (address: ModuleAddress) =>
  queryOptions({
    queryKey: ['module', address],
    queryFn: async ({ signal }) => (await read(MODULE, { path: { ...address }, signal })).data,
  })

/** Every version, the newest first. */
export const versionsQuery = (address: ModuleAddress) =>
  queryOptions({
    queryKey: ['versions', address],
    queryFn: async ({ signal }) => {
      const all: ListedVersion[] = []
      let next: number | null = 1
      while (next !== null) {
        const query: Record<'page[number]' | 'page[size]', number> = { 'page[number]': next, 'page[size]': MAX_PAGE_SIZE }
        const answer: Answer<`${typeof MODULE}/versions`> = await read(`${MODULE}/versions`, { path: { ...address }, query, signal })
        all.push(...answer.data.map(({ attributes }) => attributes))
        next = answer.meta.pagination['next-page']
      }
      return all
    },
  })

export const versionQuery = (address: ModuleAddress, version: string) =>
  queryOptions({
    queryKey: ['version', address, version],
    queryFn: async ({ signal }) => {
      const query = { module_version: version }
      return (await read(`${MODULE}/version`, { path: { ...address }, query, signal })).data.attributes
    },
  })

/** What the server found in a version. Only published versions have it. */
export const detailsQuery = ({ namespace, name, provider }: ModuleAddress, version: string) =>
  queryOptions({
    queryKey: ['details', namespace, name, provider, version],
    queryFn: async ({ signal }) =>
      await read('/api/registry/v1/modules/{namespace}/{name}/{provider}/{version}', {
        path: { namespace, name, provider, version },
        signal,
      }),
  })
