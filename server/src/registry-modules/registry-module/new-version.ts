// A new version that waits for its import.
import { newId, type RegistryModuleId } from '../../kernel/index.ts'
import { parseVersion, versionSortKey } from '../../terraform/index.ts'
import type { RegistryModuleVersion } from './registry-module-version.ts'

/** With it go the files that were kept for the failure. */
export const NO_FAILURE = { error: null, errorFile: null, errorLine: null, failedArchiveKey: null, failedArchiveSize: null }

/** @param source `tfe-api` or the VCS service provider, as the API shows it */
export function newVersion(
  moduleId: RegistryModuleId,
  from: { version: string; tag?: string; branch?: string; commit?: string | undefined; source: string; now: number },
): RegistryModuleVersion {
  const parsed = parseVersion(from.version)
  if (parsed === undefined) throw new Error(`not a version: ${from.version}`)
  return {
    id: newId('registry-module-version'),
    registryModuleId: moduleId,
    version: from.version,
    versionSort: versionSortKey(parsed),
    status: 'pending',
    source: from.source,
    tag: from.tag ?? null,
    tagMessage: null,
    branch: from.branch ?? null,
    commitSha: from.commit ?? null,
    ...NO_FAILURE,
    uploadSha256: null,
    uploadSize: null,
    archiveKey: null,
    archiveSha256: null,
    archiveSize: null,
    archiveCheckedAt: 0,
    archiveProblem: null,
    archiveFingerprint: null,
    inspectionKey: null,
    publishedAt: null,
    deprecation: null,
    revocation: null,
    downloads: 0,
    createdAt: from.now,
    updatedAt: from.now,
  }
}
