import type { Static } from 'typebox'
import { timestamp } from '../../../platform/http/json-api/index.ts'
import { type Diagnostic, shownDiagnostic } from '../../../terraform/index.ts'
import type { ModuleTag } from '../../registry-module/module-tag.ts'
import type { RegistryModuleVersion } from '../../registry-module/registry-module-version.ts'
import type { ListedVersionResource, TagResource, VersionResource } from './module-schema.ts'

/** @param upload address for the archive; null for versions that come from a repository */
export function versionDocument(
  version: RegistryModuleVersion,
  upload: string | null,
  diagnostics: readonly Diagnostic[],
): Static<typeof VersionResource> {
  const { attributes, ...document } = listedVersionDocument(version)
  return {
    ...document,
    attributes: { ...attributes, diagnostics: diagnostics.map(shownDiagnostic) },
    links: upload === null ? {} : { upload },
  }
}

/** As lists show it. */
export function listedVersionDocument(version: RegistryModuleVersion): Static<typeof ListedVersionResource> {
  const revocation = version.revocation
  return {
    id: version.id,
    type: 'registry-module-versions',
    attributes: {
      source: version.source,
      status: version.status,
      version: version.version,
      'commit-sha': version.commitSha,
      branch: version.branch,
      tag: version.tag,
      'tag-message': version.tagMessage,
      error: version.error,
      'error-file': version.errorFile,
      'error-line': version.errorLine,
      'has-files': version.status === 'ok' || version.failedArchiveKey !== null,
      'archive-checksum': version.archiveSha256 === null ? null : `sha256:${version.archiveSha256}`,
      'archive-size': version.archiveSize,
      'archive-problem': version.archiveProblem,
      'archive-checked-at': version.archiveCheckedAt === 0 ? null : timestamp(version.archiveCheckedAt),
      deprecation: version.deprecation,
      revocation: revocation === null ? null : { status: 'Revoked', ...revocation },
      downloads: version.downloads,
      'published-at': timestamp(version.publishedAt),
      'created-at': timestamp(version.createdAt),
      'updated-at': timestamp(version.updatedAt),
    },
    relationships: { 'registry-module': { data: { id: version.registryModuleId, type: 'registry-modules' } } },
  }
}

/** A tag and the decision on it. HCP Terraform has no counterpart. */
export function tagDocument(tag: ModuleTag): Static<typeof TagResource> {
  return {
    id: `${tag.registryModuleId}:${tag.tag}`,
    type: 'registry-module-tags',
    attributes: {
      tag: tag.tag,
      version: tag.version,
      decision: tag.decision,
      reason: tag.reason,
      'commit-sha': tag.commitSha,
      'imported-commit-sha': tag.importedCommitSha,
      'first-seen-at': timestamp(tag.firstSeenAt),
      'last-seen-at': timestamp(tag.lastSeenAt),
      'gone-at': timestamp(tag.goneAt),
    },
    relationships: { 'registry-module': { data: { id: tag.registryModuleId, type: 'registry-modules' } } },
  }
}
