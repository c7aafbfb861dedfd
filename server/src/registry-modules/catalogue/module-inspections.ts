// What is in a published version: its root, its submodules and its examples.
import type { Kysely } from 'kysely'
import type { Schema } from '../../database/index.ts'
import { NotFound } from '../../kernel/index.ts'
import type { DirectoryInspection, PackageInspection } from '../../terraform/index.ts'
import { inspectionDocument } from '../registry-module/document-rows.ts'
import { addressOf, type RegistryModule } from '../registry-module/registry-module.ts'
import { describeFailure, isFailed, type RegistryModuleVersion } from '../registry-module/registry-module-version.ts'
import { versionByNumber } from '../registry-module/version-rows.ts'

export type DirectoryKind = 'root' | 'submodule' | 'example'

export interface InspectedDirectory {
  version: RegistryModuleVersion
  kind: DirectoryKind
  directory: DirectoryInspection
}

/** The tool whose rules select the files. */
export type InspectionView = DirectoryInspection['view']

export interface ModuleInspectionsParts {
  database: { queries: Kysely<Schema> }
}

export class ModuleInspections {
  readonly #parts: ModuleInspectionsParts

  constructor(parts: ModuleInspectionsParts) {
    this.#parts = parts
  }

  /**
   * The root, then submodules and examples by path. For whoever has checked that the module may be read.
   * @param number of the version; `latest` for the latest one
   * @throws NotFound while it is not published, with the reason
   */
  async directories(module: RegistryModule, number: string, view: InspectionView): Promise<InspectedDirectory[]> {
    const { queries } = this.#parts.database
    const version = await this.#published(module, number)
    const document = version.inspectionKey === null ? undefined : await inspectionDocument(queries, version.inspectionKey)
    if (document === undefined) throw new NotFound(`version ${version.version} of ${addressOf(module)} was not inspected`)
    const inspection = JSON.parse(document) as PackageInspection
    const { root, submodules, examples, diagnostics } = (view === 'opentofu' ? inspection.tofu : null) ?? inspection
    const ofDirectories = new Set([root, ...submodules, ...examples].flatMap((each) => each.diagnostics.map(identityOf)))
    // Those of the package itself have no directory of their own.
    const ofPackage = diagnostics.filter((diagnostic) => !ofDirectories.has(identityOf(diagnostic)))
    return [
      { version, kind: 'root', directory: { ...root, diagnostics: [...ofPackage, ...root.diagnostics] } },
      ...submodules.map((directory) => ({ version, kind: 'submodule' as const, directory })),
      ...examples.map((directory) => ({ version, kind: 'example' as const, directory })),
    ]
  }

  /**
   * As `directories`, for one of them.
   * @param path empty for the root
   */
  async directory(module: RegistryModule, number: string, view: InspectionView, path: string): Promise<InspectedDirectory> {
    const found = (await this.directories(module, number, view)).find(({ directory }) => directory.path === path)
    if (found === undefined) throw new NotFound(`${path} is not a submodule or an example of version ${number} of ${addressOf(module)}`)
    return found
  }

  async #published(module: RegistryModule, number: string): Promise<RegistryModuleVersion> {
    const wanted = number === 'latest' ? module.latestVersion : number
    if (wanted === null) throw new NotFound(`${addressOf(module)} has no published version`)
    const version = await versionByNumber(this.#parts.database.queries, module.id, wanted)
    if (version === undefined) throw new NotFound(`version ${wanted} of ${addressOf(module)} not found`)
    if (version.status !== 'ok') throw new NotFound(`version ${wanted} of ${addressOf(module)} ${unpublished(version)}`)
    return version
  }
}

function unpublished({ status, error, errorFile, errorLine }: RegistryModuleVersion): string {
  if (!isFailed(status) || error === null) return 'is not published yet'
  const where = { ...(errorFile === null ? {} : { file: errorFile }), ...(errorLine === null ? {} : { line: errorLine }) }
  return `failed: ${describeFailure({ message: error, ...where })}`
}

function identityOf({ summary, file, line, column }: DirectoryInspection['diagnostics'][number]): string {
  return JSON.stringify([summary, file, line, column])
}
