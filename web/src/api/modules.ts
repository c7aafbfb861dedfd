import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { read } from './client.ts'
import type { components } from './schema.d.ts'

export type ModuleResource = components['schemas']['RegistryModule']
export type ModuleVersion = components['schemas']['RegistryModuleVersion']['attributes']
export type VersionStatus = components['schemas']['VersionStatus']
export type Directory = components['schemas']['ModuleDirectory']
export type ModuleDetails = components['schemas']['ModuleDetails']

export interface ModuleAddress {
  organization: string
  registry: 'private' | 'public'
  namespace: string
  name: string
  provider: string
}

export interface ModuleFilter {
  q?: string | undefined
  provider?: string | undefined
  registry?: 'private' | 'public' | undefined
  page: number
}

export const PAGE_SIZE = 20

/** The organization's modules, those shared with it, and its public records. */
export const modulesQuery = (organization: string, { q, provider, registry, page }: ModuleFilter) =>
  queryOptions({
    queryKey: ['modules', organization, { q, provider, registry, page }],
    queryFn: async ({ signal }) => {
      const query = {
        ...(q !== undefined && { q }),
        ...(provider !== undefined && { 'filter[provider]': provider }),
        ...(registry !== undefined && { 'filter[registry_name]': registry }),
        'page[number]': page,
        'page[size]': PAGE_SIZE,
      }
      return await read('/api/v2/organizations/{organization}/registry-modules', { path: { organization }, query, signal })
    },
    placeholderData: keepPreviousData,
  })

const MODULE = '/api/v2/organizations/{organization}/registry-modules/{registry}/{namespace}/{name}/{provider}'

export const moduleQuery = (address: ModuleAddress) =>
  queryOptions({
    queryKey: ['module', address],
    queryFn: async ({ signal }) => (await read(MODULE, { path: { ...address }, signal })).data,
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
