// The row of a version that waits to be imported.
import type { Schema } from '../../database/index.ts'
import { newId, type RegistryModuleId } from '../../kernel/index.ts'
import { parseVersion, versionSortKey } from '../../terraform/index.ts'

export const NO_FAILURE = { error: null, error_file: null, error_line: null }

/** @param source `tfe-api` or the VCS service provider, as the API shows it */
export function newVersion(
  moduleId: RegistryModuleId,
  from: { version: string; tag?: string; branch?: string; commit?: string | undefined; source: string; now: number },
): Schema['registry_module_versions'] {
  const parsed = parseVersion(from.version)
  if (parsed === undefined) throw new Error(`not a version: ${from.version}`)
  return {
    id: newId('registry-module-version'),
    registry_module_id: moduleId,
    version: from.version,
    version_sort: versionSortKey(parsed),
    status: 'pending',
    source: from.source,
    tag: from.tag ?? null,
    branch: from.branch ?? null,
    commit_sha: from.commit ?? null,
    ...NO_FAILURE,
    upload_sha256: null,
    archive_key: null,
    archive_sha256: null,
    archive_size: null,
    inspection_key: null,
    published_at: null,
    deprecation: null,
    revocation: null,
    downloads: 0,
    created_at: from.now,
    updated_at: from.now,
  }
}
