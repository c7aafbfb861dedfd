import type { Queries } from '../../database/index.ts'
import { inspectionDocument } from '../registry-module/document-rows.ts'
import { archiveFrom, referencedArchives } from '../registry-module/version-rows.ts'
import type { ImportedPackage } from './imported-package.ts'

export interface ImportedPackagesParts {
  queries: Queries
}

/** The packages of earlier imports: which can be reused, and which are still needed. */
export class ImportedPackages {
  readonly #parts: ImportedPackagesParts

  constructor(parts: ImportedPackagesParts) {
    this.#parts = parts
  }

  /** @returns the package made from the same files before, for any version */
  async madeFrom(inspectionKey: string): Promise<{ archive: ImportedPackage['archive']; document: string } | undefined> {
    const { queries } = this.#parts
    const [archive, document] = await Promise.all([archiveFrom(queries, inspectionKey), inspectionDocument(queries, inspectionKey)])
    return archive === undefined || document === undefined ? undefined : { archive, document }
  }

  /** @returns the keys that a version or the trash still needs */
  referenced(keys: readonly string[]): Promise<Set<string>> {
    return referencedArchives(this.#parts.queries, keys)
  }
}
