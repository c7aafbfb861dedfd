// Derived from a module's versions: its status, the latest version, and the answer to `versions`.
import { isPrerelease, parseVersion, withoutBuild } from '../../terraform/index.ts'
import { addressOf, type ModuleAddress, type RegistryModule } from './registry-module.ts'
import { isFailed, type RegistryModuleVersion } from './registry-module-version.ts'
import type { VersionState } from './version-rows.ts'

/** @returns the highest release, or the highest pre-release when there is no release; null without versions */
export function latestOf(newestFirst: readonly { version: string }[]): string | null {
  const release = newestFirst.find(({ version }) => {
    const parsed = parseVersion(version)
    return parsed !== undefined && !isPrerelease(parsed)
  })
  return (release ?? newestFirst[0])?.version ?? null
}

/**
 * Clients take versions that differ in build metadata alone for the same one, and install the first that is listed. Earlier
 * releases could publish several.
 * @returns those that were published first, in the given order
 */
export function firstOfEachPrecedence<Version extends Pick<RegistryModuleVersion, 'version' | 'publishedAt'>>(
  published: readonly Version[],
): Version[] {
  const byPublication = published.toSorted((one, other) => (one.publishedAt ?? 0) - (other.publishedAt ?? 0))
  const first = new Map(byPublication.toReversed().map(({ version }) => [withoutBuild(version), version]))
  return published.filter(({ version }) => first.get(withoutBuild(version)) === version)
}

/** @returns the status that the module's versions give it; a public record has no versions here, and nothing to wait for */
export function moduleStatus(module: RegistryModule, versions: readonly Pick<RegistryModuleVersion, 'status'>[]): RegistryModule['status'] {
  if (module.registryName === 'public' || versions.some((version) => version.status === 'ok')) return 'setup_complete'
  if (versions.some((version) => !isFailed(version.status))) return 'pending'
  if (versions.length > 0) return 'setup_failed'
  return module.publishingMechanism === 'git_tag' ? 'no_version_tags' : 'pending'
}

/** What a list of modules shows of their versions. */
export interface ModuleTotals {
  publishedVersions: number
  failedVersions: number
  unfinishedVersions: number
  /** of the latest version */
  latestDeprecated: boolean
  /** when a version was last published */
  lastPublishedAt: number | null
  /** of all versions, deleted ones too */
  downloads: number
}

/** All but the downloads, which are counted as they come. */
export function totalsOf(versions: readonly VersionState[], latestVersion: string | null): Omit<ModuleTotals, 'downloads'> {
  const published = versions.filter(({ status }) => status === 'ok')
  const failedVersions = versions.filter(({ status }) => isFailed(status)).length
  const lastPublishedAt = published.reduce((last, { publishedAt }) => Math.max(last, publishedAt ?? 0), 0)
  return {
    publishedVersions: published.length,
    failedVersions,
    unfinishedVersions: versions.length - published.length - failedVersions,
    latestDeprecated: published.some(({ version, deprecation }) => version === latestVersion && deprecation !== null),
    lastPublishedAt: lastPublishedAt === 0 ? null : lastPublishedAt,
  }
}

/** The body of `GET …/versions`, as the CLIs expect it: exactly one module, with installable versions only. */
export function renderVersions(module: ModuleAddress, listed: readonly Pick<VersionState, 'version' | 'deprecation'>[]): string {
  const versions = listed.map(({ version, deprecation }) => (deprecation === null ? { version } : { version, deprecation }))
  return JSON.stringify({ modules: [{ source: addressOf(module), versions }] })
}
