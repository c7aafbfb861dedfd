// What a module's page shows, from what the API has told so far.
import { type UseQueryResult, useQuery } from '@tanstack/react-query'
import {
  type Directory,
  detailsQuery,
  type ModuleAddress,
  type ModuleDetails,
  type ModuleResource,
  type ModuleVersion,
  type VersionStatus,
  versionQuery,
} from '../api/modules.ts'
import { byVersion, isPrerelease } from '../api/versions.ts'

export interface PageState {
  address: ModuleAddress
  module: ModuleResource
  /** of the submodule or example; empty for the module itself */
  path: string
  /** newest first */
  versions: readonly VersionStatus[]
  /** the newest that clients choose by themselves */
  latest: string | undefined
  /** undefined for a module without versions */
  shown: string | undefined
  /** of the shown version; undefined when there is no such version */
  status: VersionStatus | undefined
  version: ModuleVersion | undefined
  details: UseQueryResult<ModuleDetails>
  /** undefined until it is known, null when the version has no such directory */
  directory: Directory | null | undefined
}

export function usePageState(address: ModuleAddress, module: ModuleResource, asked: string | undefined, path: string): PageState {
  const versions = module.attributes['version-statuses'].toSorted((one, other) => byVersion(one.version, other.version))
  const latest = latestOf(versions, module.attributes['revoked-versions'])
  const shown = asked ?? latest ?? versions[0]?.version
  const status = versions.find(({ version }) => version === shown)
  const version = useQuery({ ...versionQuery(address, shown ?? ''), enabled: status !== undefined })
  const details = useQuery({ ...detailsQuery(address, shown ?? ''), enabled: status?.status === 'ok' })
  const directory = details.data && directoryAt(details.data, path)
  return { address, module, path, versions, latest, shown, status, version: version.data, details, directory }
}

function latestOf(versions: readonly VersionStatus[], revoked: readonly string[]): string | undefined {
  const published = versions.filter(({ status }) => status === 'ok').map(({ version }) => version)
  const usable = published.filter((version) => !revoked.includes(version))
  return usable.find((version) => !isPrerelease(version)) ?? usable[0] ?? published[0]
}

function directoryAt({ root, submodules, examples }: ModuleDetails, path: string): Directory | null {
  if (path === '') return root
  return [...submodules, ...examples].find((directory) => directory.path === path) ?? null
}
