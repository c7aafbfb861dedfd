import type { Queries } from '../../database/index.ts'
import type { PackageInspection } from '../../terraform/index.ts'
import { inspectionDocument } from '../registry-module/document-rows.ts'
import { archiveFrom, referencedArchives } from '../registry-module/version-rows.ts'
import type { ImportedPackage } from './imported-package.ts'

export interface ImportedPackagesParts {
  queries: Queries
}

type ReusedInspection = Omit<ImportedPackage['inspection'], 'key' | 'format'>

/** The packages of earlier imports: which can be reused, and which are still needed. */
export class ImportedPackages {
  readonly #parts: ImportedPackagesParts

  constructor(parts: ImportedPackagesParts) {
    this.#parts = parts
  }

  /** @returns the package made from the same files before, for any version */
  async madeFrom(inspectionKey: string): Promise<{ archive: ImportedPackage['archive']; inspection: ReusedInspection } | undefined> {
    const { queries } = this.#parts
    const [archive, document] = await Promise.all([archiveFrom(queries, inspectionKey), inspectionDocument(queries, inspectionKey)])
    if (archive === undefined || document === undefined) return undefined
    const { diagnostics }: Pick<PackageInspection, 'diagnostics'> = JSON.parse(document)
    return { archive, inspection: { document, diagnostics } }
  }

  /** @returns the keys that a version or the trash still needs */
  referenced(keys: readonly string[]): Promise<Set<string>> {
    return referencedArchives(this.#parts.queries, keys)
  }
}
