import { queryOptions } from '@tanstack/react-query'
import { isNotFound } from './client/failures.ts'
import { read } from './client/read.ts'
import type { components } from './client/schema.d.ts'

export type ModuleSummary = components['schemas']['RegistryModuleSummary']
export type ModuleResource = components['schemas']['RegistryModule']
export type ModuleVersion = components['schemas']['RegistryModuleVersion']['attributes']
export type ListedVersion = components['schemas']['ListedRegistryModuleVersion']['attributes']
/** The module itself, a submodule or an example of a version. */
export type ListedDirectory = components['schemas']['ModuleInspection']['attributes']
export type InspectedInput = components['schemas']['InspectedInput']
export type InspectedResource = components['schemas']['InspectedResource']

export interface Input extends Omit<InspectedInput, 'default'> {
  /** as JSON; empty without one, and for an expression */
  default: string
  /** as the configuration has it; undefined without one */
  defaultText: string | undefined
}

const PARTS = ['inputs', 'outputs', 'providers', 'resources', 'module-calls', 'readme'] as const

export interface Directory extends Required<Pick<ListedDirectory, Exclude<(typeof PARTS)[number], 'inputs'>>> {
  version: string
  path: string
  inputs: Input[]
}

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

export const MODULE = '/api/v2/organizations/{organization}/registry-modules/{registry}/{namespace}/{name}/{provider}'
const VERSION = `${MODULE}/versions/{version}` as const

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

/** Of all versions, for each week of the last year. */
export const downloadsQuery = (address: ModuleAddress) =>
  queryOptions({
    queryKey: ['downloads', address],
    queryFn: async ({ signal }) => (await read(`${MODULE}/downloads`, { path: { ...address }, signal })).data.attributes.weeks,
  })

/** Every version, the newest first. */
export const versionsQuery = (address: ModuleAddress) =>
  queryOptions({
    queryKey: ['versions', address],
    queryFn: ({ signal }) => everyPage((query) => read(`${MODULE}/versions`, { path: { ...address }, query, signal })),
  })

interface OnePage<T> {
  data: { attributes: T }[]
  meta: { pagination: { 'next-page': number | null } }
}

/** Every page of a list. */
export async function everyPage<T>(readPage: (query: Record<'page[number]' | 'page[size]', number>) => Promise<OnePage<T>>): Promise<T[]> {
  const all: T[] = []
  for (let next: number | null = 1; next !== null; ) {
    const { data, meta } = await readPage({ 'page[number]': next, 'page[size]': MAX_PAGE_SIZE })
    all.push(...data.map(({ attributes }) => attributes))
    next = meta.pagination['next-page']
  }
  return all
}

export const versionQuery = (address: ModuleAddress, version: string) =>
  queryOptions({
    queryKey: ['version', address, version],
    queryFn: async ({ signal }) => {
      const query = { module_version: version }
      return (await read(`${MODULE}/version`, { path: { ...address }, query, signal })).data.attributes
    },
  })

/** The versions that clients find. The server may hide revoked ones from them. */
export const offeredQuery = ({ namespace, name, provider }: ModuleAddress) =>
  queryOptions({
    queryKey: ['offered', namespace, name, provider],
    queryFn: async ({ signal }) => {
      const path = { namespace, name, provider }
      const { modules } = await read('/api/registry/v1/modules/{namespace}/{name}/{provider}/versions', { path, signal })
      return modules.flatMap(({ versions }) => versions.map(({ version }) => version))
    },
  })

/** The module, its submodules and its examples. Only published versions have them. */
export const directoriesQuery = (address: ModuleAddress, version: string) =>
  queryOptions({
    queryKey: ['directories', address, version],
    queryFn: ({ signal }) => everyPage((query) => read(`${VERSION}/inspections`, { path: { ...address, version }, query, signal })),
  })

/** What the server found in one of them; null where there is no such directory. */
export const directoryQuery = (address: ModuleAddress, version: string, path: string) =>
  queryOptions({
    queryKey: ['directory', address, version, path],
    queryFn: async ({ signal }): Promise<Directory | null> => {
      const query = { parts: [...PARTS], ...(path !== '' && { path }) }
      try {
        return directoryOf((await read(`${VERSION}/inspection`, { path: { ...address, version }, query, signal })).data.attributes)
      } catch (error) {
        if (isNotFound(error)) return null
        throw error
      }
    },
  })

function directoryOf({ version, path, inputs, outputs, providers, resources, readme, ...other }: ListedDirectory): Directory {
  return {
    version,
    path,
    inputs: (inputs ?? []).map(inputOf),
    outputs: outputs ?? [],
    providers: providers ?? [],
    resources: resources ?? [],
    'module-calls': other['module-calls'] ?? [],
    readme: readme ?? '',
  }
}

function inputOf({ default: otherwise, ...input }: InspectedInput): Input {
  return { ...input, default: otherwise?.json ?? '', defaultText: otherwise?.source }
}
