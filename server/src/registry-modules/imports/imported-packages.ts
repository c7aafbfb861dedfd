import type { Queries } from '../../database/index.ts'
import { inspectionDocument } from '../registry-module/document-rows.ts'
import { archiveFrom, referencedArchives } from '../registry-module/version-rows.ts'
import type { ImportedPackage } from './imported-package.ts'

export interface ImportedPackagesParts {
  queries: Queries
}

/** What earlier imports made, and what of it is still needed. */
export class ImportedPackages {
  readonly #parts: ImportedPackagesParts

  constructor(parts: ImportedPackagesParts) {
    this.#parts = parts
  }

  /** @returns what was made of the same files before, under whatever version */
  async madeFrom(inspectionKey: string): Promise<{ archive: ImportedPackage['archive']; document: string } | undefined> {
    const { queries } = this.#parts
    const [archive, document] = await Promise.all([archiveFrom(queries, inspectionKey), inspectionDocument(queries, inspectionKey)])
    return archive === undefined || document === undefined ? undefined : { archive, document }
  }

  /** @returns the keys that a version needs, or something that was deleted and can be restored */
  referenced(keys: readonly string[]): Promise<Set<string>> {
    return referencedArchives(this.#parts.queries, keys)
  }
}
