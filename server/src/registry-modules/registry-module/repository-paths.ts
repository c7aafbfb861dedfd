// Modules keep `source-directory` and `tag-prefix` as clients spell them, because clients compare what comes back with what
// they sent. Whoever looks into a repository reads them here.
import type { RepositorySource } from '../../vcs/index.ts'
import type { RegistryModule } from './registry-module.ts'

/** @returns the path inside the repository, without leading or trailing slash; empty for the root */
export function sourceDirectoryOf({ sourceDirectory }: Pick<RegistryModule, 'sourceDirectory'>): string {
  const path = (sourceDirectory ?? '')
    .trim()
    .replace(/^(\.?\/)+/, '')
    .replace(/\/+$/, '')
  return path === '.' ? '' : path
}

/** @returns what a tag must begin with; null when every tag counts */
export function tagPrefixOf({ tagPrefix }: Pick<RegistryModule, 'tagPrefix'>): string | null {
  return tagPrefix?.trim() || null
}

/** Where people see a repository at its host. */
export interface RepositoryPage {
  serviceProvider: string
  url: string
}

/** @returns undefined where it has no page on the web */
export function repositoryPageOf(source: RepositorySource | undefined): RepositoryPage | undefined {
  const url = source?.repositoryHttpUrl ?? ''
  return source !== undefined && /^https?:/i.test(url) ? { serviceProvider: source.serviceProvider, url } : undefined
}

export function commitUrl(page: RepositoryPage | undefined, commit: string): string | null {
  if (page === undefined) return null
  const folder = page.serviceProvider.startsWith('bitbucket') ? 'commits' : 'commit'
  return `${page.url.replace(/\/$/, '')}/${folder}/${commit}`
}
