// What a module's page shows, from what the API has told so far.
import { keepPreviousData, type UseQueryResult, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Asked } from '../../addresses/module.ts'
import { type Tag, tagsOfVersionQuery } from '../../api/managing/imports.ts'
import {
  type Directory,
  directoriesQuery,
  directoryQuery,
  type ListedDirectory,
  type ListedVersion,
  type ModuleAddress,
  type ModuleSummary,
  type ModuleVersion,
  versionQuery,
  versionsQuery,
} from '../../api/modules.ts'
import { readsFilesOf } from '../../imports/states.ts'

export interface PageState {
  address: ModuleAddress
  summary: ModuleSummary['attributes']
  /** the organization whose module it is */
  owner: string
  /** of the submodule or example; empty for the module itself */
  path: string
  /** newest first */
  versions: UseQueryResult<ListedVersion[]>
  /** the newest that clients choose by themselves */
  latest: string | undefined
  /** undefined for a module without versions, and until it is known */
  shown: string | undefined
  version: UseQueryResult<ModuleVersion>
  isPublished: boolean
  /** Those of a failed version show what it failed for. */
  hasFiles: boolean
  /** the tag of the version, when it has left the commit that was imported; told to members alone */
  movedTag: Tag | undefined
  /** of the version, the root first */
  directories: UseQueryResult<ListedDirectory[]>
  details: UseQueryResult<Directory | null>
  isExample: boolean
  /** whether the page offers a block to paste: an example is copied, and nobody can install a revoked version */
  hasBlock: boolean
  /** undefined until it is known, null when the version has no such directory */
  directory: Directory | null | undefined
}

export function usePageState({ address, asked, path }: Asked, { id, attributes: summary, relationships }: ModuleSummary): PageState {
  const versions = useQuery(versionsQuery(address))
  const latest = summary['latest-version'] ?? undefined
  const newest = useNewestAtFirst(latest, asked, versions.data)
  const shown = asked ?? newest ?? versions.data?.[0]?.version
  // On the way to another version, the former stays, with what is typed into its filters.
  const version = useQuery({ ...versionQuery(address, shown ?? ''), enabled: shown !== undefined, placeholderData: keepPreviousData })
  const isPublished = version.data?.status === 'ok'
  const hasFiles = isPublished || (version.data !== undefined && readsFilesOf(version.data, address))
  // Of the former version, one would ask in vain for what the next may not have.
  const isReady = isPublished && !version.isPlaceholderData
  const directories = useQuery({ ...directoriesQuery(address, shown ?? ''), enabled: isReady, placeholderData: keepPreviousData })
  const details = useQuery({
    ...directoryQuery(address, shown ?? '', path),
    enabled: isReady,
    placeholderData: (before) => (before?.path === path ? before : undefined),
  })
  const directory = details.data
  const isExample = directories.data?.some((each) => each.path === path && each.kind === 'example') === true
  const hasBlock = !isExample && !version.data?.revocation
  const owner = relationships.organization.data.id
  const hasTag = isReady && version.data?.tag !== null && owner === address.organization && address.registry === 'private'
  const tags = useQuery({ ...tagsOfVersionQuery(id, shown ?? ''), enabled: hasTag })
  const movedTag = tags.data?.find(({ attributes: { decision } }) => decision === 'moved')?.attributes
  return {
    address,
    summary,
    owner,
    path,
    versions,
    latest,
    shown,
    version,
    isPublished,
    hasFiles,
    movedTag,
    directories,
    details,
    isExample,
    hasBlock,
    directory,
  }
}

/** A version that is published meanwhile is offered in a bar: nobody's page changes while they read it, unless it was deleted. */
function useNewestAtFirst(
  latest: string | undefined,
  asked: string | undefined,
  all: readonly ListedVersion[] | undefined,
): string | undefined {
  const [newest, setNewest] = useState(latest)
  const isGone = all !== undefined && !all.some(({ version }) => version === newest)
  if (newest !== latest && (newest === undefined || asked !== undefined || isGone)) setNewest(latest)
  return newest
}
