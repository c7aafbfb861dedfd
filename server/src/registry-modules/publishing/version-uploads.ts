// Archives that arrive for versions made through the API.

import type { Archivist, Upload } from '../../archivist/index.ts'
import type { Database } from '../../database/index.ts'
import { Conflict, NotFound, type RegistryModuleVersionId } from '../../kernel/index.ts'
import { auditedVersion } from '../changes/audited.ts'
import type { ModuleChanges } from '../changes/module-changes.ts'
import { isFailed, type RegistryModuleVersion } from '../registry-module/registry-module-version.ts'
import { moveVersion, noteUpload, versionById } from '../registry-module/version-rows.ts'

export interface VersionUploadsParts {
  database: Database
  changes: ModuleChanges
  archivist: Archivist
}

export class VersionUploads {
  readonly #parts: VersionUploadsParts

  constructor(parts: VersionUploadsParts) {
    this.#parts = parts
  }

  /** @returns where the version's archive can be put; null when it comes from a repository or is published already */
  urlFor(version: RegistryModuleVersion, ofRepository: boolean): string | null {
    return ofRepository || version.status === 'ok' ? null : this.#parts.archivist.uploadUrl(version.id)
  }

  /**
   * The same address may be used again, also after a failure; what counts then is the last archive. A published version
   * never changes: only the same bytes are accepted for it, and change nothing.
   * @throws NotFound when there is no such version; Conflict when it is published from other bytes
   */
  async received({ id, sha256 }: Upload): Promise<void> {
    const { database, changes } = this.#parts
    const known = await versionById(database.queries, id as RegistryModuleVersionId)
    if (known === undefined) throw gone()
    if (isPublishedFrom(known, sha256)) return
    const noted = await changes.change(known.registryModuleId, async ({ tx, now, module, requestUpload }) => {
      // Looked at once more: its import may have ended, or another upload arrived, before the module was ours.
      const version = await versionById(tx, known.id)
      if (version === undefined) throw gone()
      if (isPublishedFrom(version, sha256)) return { result: true, audit: null, versionsUntouched: true }
      if (isFailed(version.status)) {
        await moveVersion(tx, version, 'pending', { error: null, errorFile: null, errorLine: null, updatedAt: now })
      }
      await noteUpload(tx, version.id, sha256)
      await requestUpload(version.id)
      return { result: true, audit: { subject: 'upload address', action: 'upload', ...auditedVersion(module, version, { sha256 }) } }
    })
    if (noted === undefined) throw gone()
  }
}

/**
 * @returns whether there is nothing left to do for the archive
 * @throws Conflict when the version is published from other bytes
 */
function isPublishedFrom(version: RegistryModuleVersion, sha256: string): boolean {
  if (version.status !== 'ok') return false
  if (version.uploadSha256 === sha256) return true
  throw new Conflict(`version ${version.version} is already published and cannot change: create a new version`)
}

const gone = () => new NotFound('the version of this upload was deleted')
