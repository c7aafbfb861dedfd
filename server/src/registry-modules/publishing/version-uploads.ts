// Archives that arrive for versions made through the API.
import type { Kysely } from 'kysely'
import type { Archivist, Upload } from '../../archivist/index.ts'
import type { AuditTrail } from '../../audit-trail/index.ts'
import type { Database, Schema } from '../../database/index.ts'
import { type Clock, Conflict, NotFound, type RegistryModuleVersionId } from '../../kernel/index.ts'
import type { IngressRequests } from '../../vcs/index.ts'
import { auditedVersion } from '../registry-module/audited.ts'
import { lockModule, moduleById } from '../registry-module/module-rows.ts'
import type { CatalogueChanges } from '../registry-module/ports.ts'
import { refreshModule } from '../registry-module/publication-state.ts'
import { isFailed, type RegistryModuleVersion } from '../registry-module/registry-module-version.ts'
import { moveVersion, noteUpload, versionById } from '../registry-module/version-rows.ts'

export interface VersionUploadsParts {
  database: Database
  clock: Clock
  ingress: IngressRequests
  archivist: Archivist
  catalogue: CatalogueChanges
  trail: Pick<AuditTrail, 'record'>
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
    const { database, clock, ingress, catalogue, trail } = this.#parts
    const known = await versionById(database.queries, id as RegistryModuleVersionId)
    if (known === undefined) throw gone()
    if (isPublishedFrom(known, sha256)) return
    await database.queries.transaction().execute(async (tx: Kysely<Schema>) => {
      if (!(await lockModule(tx, known.registry_module_id, clock.now()))) throw gone()
      // Looked at once more: its import may have ended, or another upload arrived, before the module was ours.
      const version = await versionById(tx, known.id)
      const module = await moduleById(tx, known.registry_module_id)
      if (version === undefined || module === undefined) throw gone()
      if (isPublishedFrom(version, sha256)) return
      if (isFailed(version.status)) {
        await moveVersion(tx, version, 'pending', { error: null, error_file: null, error_line: null, updated_at: clock.now() })
      }
      await noteUpload(tx, version.id, sha256)
      await refreshModule(tx, version.registry_module_id)
      await ingress.requestUpload(tx, version.id)
      await trail.record(tx, { subject: 'upload address', action: 'upload', ...auditedVersion(module, version, { sha256 }) })
    })
    catalogue.moduleChanged(known.registry_module_id)
    ingress.wake()
  }
}

/**
 * @returns whether there is nothing left to do for the archive
 * @throws Conflict when the version is published from other bytes
 */
function isPublishedFrom(version: RegistryModuleVersion, sha256: string): boolean {
  if (version.status !== 'ok') return false
  if (version.upload_sha256 === sha256) return true
  throw new Conflict(`version ${version.version} is published already and does not change`)
}

const gone = () => new NotFound('the version of this upload was deleted')
