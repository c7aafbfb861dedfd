import { type Resource, timestamp } from '../../../platform/http/json-api/index.ts'
import type { ModuleTag } from '../../registry-module/module-tag.ts'
import type { RegistryModuleVersion } from '../../registry-module/registry-module-version.ts'
import { deprecationOf, revocationOf } from '../../registry-module/version-lifecycle.ts'

/** @param upload where the archive can be put; null for versions that come from a repository */
export function versionDocument(version: RegistryModuleVersion, upload: string | null): Resource {
  const revocation = revocationOf(version)
  return {
    id: version.id,
    type: 'registry-module-versions',
    attributes: {
      source: version.source,
      status: version.status,
      version: version.version,
      'commit-sha': version.commit_sha,
      branch: version.branch,
      tag: version.tag,
      error: version.error,
      'error-file': version.error_file,
      'error-line': version.error_line,
      'archive-checksum': version.archive_sha256 === null ? null : `sha256:${version.archive_sha256}`,
      'archive-size': version.archive_size,
      deprecation: deprecationOf(version),
      revocation: revocation === null ? null : { status: 'Revoked', ...revocation },
      downloads: version.downloads,
      'published-at': timestamp(version.published_at),
      'created-at': timestamp(version.created_at),
      'updated-at': timestamp(version.updated_at),
    },
    relationships: { 'registry-module': { data: { id: version.registry_module_id, type: 'registry-modules' } } },
    links: upload === null ? {} : { upload },
  }
}

/** One line of the import ledger; ours, HCP has no such thing. */
export function tagDocument(tag: ModuleTag): Resource {
  return {
    id: `${tag.registry_module_id}:${tag.tag}`,
    type: 'registry-module-tags',
    attributes: {
      tag: tag.tag,
      version: tag.version,
      decision: tag.decision,
      reason: tag.reason,
      'commit-sha': tag.commit_sha,
      'imported-commit-sha': tag.imported_commit_sha,
      'first-seen-at': timestamp(tag.first_seen_at),
      'last-seen-at': timestamp(tag.last_seen_at),
      'gone-at': timestamp(tag.gone_at),
    },
    relationships: { 'registry-module': { data: { id: tag.registry_module_id, type: 'registry-modules' } } },
  }
}
