// Modules keep `source-directory` and `tag-prefix` as clients spell them, because clients compare what comes back with what
// they sent. Whoever looks into a repository reads them here.
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
