// The addresses of a module's pages, and what they say.
import { useParams } from '@tanstack/react-router'
import type { ModuleAddress } from '../api/modules.ts'

export const MODULE = '/$org/registry/modules/$registry/$namespace/$name/$provider'
/** Versions begin with a digit, so that these words are none. */
export const IMPORTS = `${MODULE}/imports` as const
export const SETTINGS = `${MODULE}/settings` as const
export const VERSION = `${MODULE}/$version` as const
export const SUBMODULE = `${VERSION}/submodules/$` as const
export const SOURCE = `${VERSION}/source/$` as const
export const EXAMPLE = `${VERSION}/examples/$` as const

export const TABS = ['readme', 'inputs', 'outputs', 'dependencies', 'resources', 'source', 'versions', 'changelog'] as const
export type Tab = (typeof TABS)[number]

export interface Asked {
  address: ModuleAddress
  /** the version; undefined for the newest */
  asked: string | undefined
  path: string
}

export interface ModuleSearch {
  tab?: Tab
  /** README, inputs and outputs in one page, to print */
  view?: 'document'
}

export function moduleSearch({ tab, view }: Record<string, unknown>): ModuleSearch {
  return { ...(TABS.includes(tab as Tab) && { tab: tab as Tab }), ...(view === 'document' && { view }) }
}

/** @returns undefined for an address of another kind */
export function useAsked(): Asked | undefined {
  const { org = '', registry = '', namespace = '', name = '', provider = '', version, _splat } = useParams({ strict: false })
  if (registry !== 'private' && registry !== 'public') return undefined
  const address = { organization: org, registry, namespace, name, provider } as const
  return { address, asked: version === 'latest' ? undefined : version, path: _splat ?? '' }
}

/** For links to the same module. */
export function paramsOf({ organization, registry, namespace, name, provider }: ModuleAddress) {
  return { org: organization, registry, namespace, name, provider }
}
