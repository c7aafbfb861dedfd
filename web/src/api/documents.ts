// The documents and the files of a version.
import { queryOptions } from '@tanstack/react-query'
import { read, readHtml } from './client/read.ts'
import type { components } from './client/schema.d.ts'
import type { ModuleAddress } from './modules.ts'

export type SourceFile = components['schemas']['RegistryModuleHighlightedFile']['attributes']
export type ListedFile = components['schemas']['RegistryModuleFile']['attributes']

const MODULE = '/api/v2/organizations/{organization}/registry-modules/{registry}/{namespace}/{name}/{provider}'
const VERSION = `${MODULE}/versions/{version}` as const

/** @param directory whose README it is; empty for the root */
export const readmeQuery = (address: ModuleAddress, version: string, directory: string) =>
  queryOptions({
    queryKey: ['readme', address, version, directory],
    queryFn: async ({ signal }) => {
      const query = directory === '' ? {} : { path: directory }
      return await readHtml(`${VERSION}/readme`, { path: { ...address, version }, query, signal })
    },
  })

export const changelogQuery = (address: ModuleAddress, version: string) =>
  queryOptions({
    queryKey: ['changelog', address, version],
    queryFn: async ({ signal }) => await readHtml(`${VERSION}/changelog`, { path: { ...address, version }, signal }),
  })

/** What the tag adds to that of the version before. */
export const commitsQuery = (address: ModuleAddress, version: string) =>
  queryOptions({
    queryKey: ['commits', address, version],
    queryFn: async ({ signal }) => {
      const { data } = await read(`${VERSION}/commits`, { path: { ...address, version }, signal })
      return data.attributes
    },
  })

export const filesQuery = (address: ModuleAddress, version: string) =>
  queryOptions({
    queryKey: ['files', address, version],
    queryFn: async ({ signal }) => {
      const { data } = await read(`${VERSION}/files`, { path: { ...address, version }, signal })
      return data.map(({ attributes }) => attributes)
    },
  })

export const sourceQuery = (address: ModuleAddress, version: string, path: string) =>
  queryOptions({
    queryKey: ['source', address, version, path],
    queryFn: async ({ signal }) => {
      const { data } = await read(`${VERSION}/files/highlighted`, { path: { ...address, version }, query: { path }, signal })
      return data.attributes
    },
  })

/** Where a browser gets the bytes of a file. */
export function rawAddress(address: ModuleAddress, version: string, path: string): string {
  const { organization, registry, namespace, name, provider } = address
  const parts = [registry, namespace, name, provider].map(encodeURIComponent).join('/')
  const module = `/api/v2/organizations/${encodeURIComponent(organization)}/registry-modules/${parts}`
  return `${module}/versions/${encodeURIComponent(version)}/files/raw?path=${encodeURIComponent(path)}`
}
