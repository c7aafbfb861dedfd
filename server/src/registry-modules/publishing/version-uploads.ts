// Archives uploaded for versions that were created through the API.
import type { Archivist, Upload } from '../../archivist/index.ts'
import type { Database } from '../../database/index.ts'
import { Conflict, Invalid, NotFound, type RegistryModuleVersionId } from '../../kernel/index.ts'
import { auditedVersion } from '../changes/audited.ts'
import type { ModuleChanges } from '../changes/module-changes.ts'
import { moduleById } from '../registry-module/module-rows.ts'
import { NO_FAILURE } from '../registry-module/new-version.ts'
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

  /** @returns the upload address of the version's archive; null when the version comes from a repository or is published */
  urlFor(version: RegistryModuleVersion, ofRepository: boolean): string | null {
    return ofRepository || version.status === 'ok' ? null : this.#parts.archivist.uploadUrl(version.id)
  }

  /**
   * Before the body is read.
   * @param size that the client announces; 0 when it announces none
   * @throws Invalid when the organization may not store so much
   */
  async announced({ id, size }: Pick<Upload, 'id' | 'size'>): Promise<void> {
    const { database, changes } = this.#parts
    if (!changes.limitsBytes) return
    const version = await versionById(database.queries, id as RegistryModuleVersionId)
    const module = version === undefined ? undefined : await moduleById(database.queries, version.registryModuleId)
    if (version === undefined || module === undefined || version.status === 'ok') return
    await changes.checkBytes(module, { versionId: version.id, key: version.id, size })
  }

  /**
   * The address may be used again, even after a failed import; the last archive counts. A published version never changes:
   * it accepts only the bytes it was published from, which change nothing.
   * @throws NotFound when the version does not exist; Conflict when it was published from other bytes; Invalid when the organization
   *   may not store so much, and then it does not stay stored
   */
  async received({ id, key, size, sha256 }: Upload): Promise<void> {
    const { archivist, database, changes } = this.#parts
    const known = await versionById(database.queries, id as RegistryModuleVersionId)
    if (known === undefined) throw gone()
    if (isPublishedFrom(known, sha256)) return
    const noting = changes.grow(known.registryModuleId, async ({ tx, now, module, keepBytes, requestUpload }) => {
      // Read again under the lock: meanwhile its import may have ended, or another upload may have arrived.
      const version = await versionById(tx, known.id)
      if (version === undefined) throw gone()
      if (isPublishedFrom(version, sha256)) return { result: true, audit: null, versionsUntouched: true }
      await keepBytes({ versionId: version.id, key: version.id, size })
      if (isFailed(version.status)) {
        await moveVersion(tx, version, 'pending', { ...NO_FAILURE, updatedAt: now })
      }
      await noteUpload(tx, version.id, { sha256, size })
      await requestUpload(version.id)
      return { result: true, audit: { subject: 'upload address', action: 'upload', ...auditedVersion(module, version, { sha256 }) } }
    })
    const noted = await noting.catch(async (error: unknown) => {
      if (error instanceof Invalid) await archivist.delete(key)
      throw error
    })
    if (noted === undefined) throw gone()
  }
}

/**
 * @returns true when the archive is already published
 * @throws Conflict when the version was published from other bytes
 */
function isPublishedFrom(version: RegistryModuleVersion, sha256: string): boolean {
  if (version.status !== 'ok') return false
  if (version.uploadSha256 === sha256) return true
  throw new Conflict(`version ${version.version} is already published and cannot change: create a new version`)
}

const gone = () => new NotFound('the version of this upload was deleted')
