// A module with the related data that the API shows, loaded for a whole page of modules at once.
import type { Kysely } from 'kysely'
import type { Schema } from '../../database/index.ts'
import type { OrganizationId } from '../../kernel/index.ts'
import type { Organizations } from '../../organizations/index.ts'
import type { Diagnostic } from '../../terraform/index.ts'
import type { RepositorySource, VcsRepositories } from '../../vcs/index.ts'
import type { NoCodeModuleWithOptions } from '../no-code/no-code-module.ts'
import { noCodeModulesOf } from '../no-code/no-code-module-rows.ts'
import { diagnosticsOf } from '../registry-module/document-rows.ts'
import type { RegistryModule } from '../registry-module/registry-module.ts'
import type { RegistryModuleVersion } from '../registry-module/registry-module-version.ts'
import { type VersionSummary, versionSummariesOf } from '../registry-module/version-rows.ts'

export interface ModuleView {
  module: RegistryModule
  organizationName: string
  /** newest first */
  versions: VersionSummary[]
  repository: RepositorySource | undefined
  noCodeModule: NoCodeModuleWithOptions | undefined
}

export interface ModuleViewsParts {
  database: { queries: Kysely<Schema> }
  repositories: Pick<VcsRepositories, 'describe'>
  organizations: Pick<Organizations, 'namesOf'>
}

export class ModuleViews {
  readonly #parts: ModuleViewsParts

  constructor(parts: ModuleViewsParts) {
    this.#parts = parts
  }

  async of(modules: readonly RegistryModule[]): Promise<ModuleView[]> {
    const { queries } = this.#parts.database
    const repositoryIds = modules.map((module) => module.vcsRepositoryId).filter((id) => id !== null)
    const [versions, repositories, organizations, noCodeModules] = await Promise.all([
      versionSummariesOf(
        queries,
        modules.map((module) => module.id),
      ),
      this.#parts.repositories.describe([...new Set(repositoryIds)]),
      this.#organizationNames(modules),
      noCodeModulesOf(
        queries,
        modules.filter((module) => module.noCode).map((module) => module.id),
      ),
    ])
    const byModule = Map.groupBy(versions, (version) => version.registryModuleId)
    return modules.map((module) => ({
      module,
      organizationName: organizations.get(module.organizationId) ?? module.namespace,
      versions: byModule.get(module.id) ?? [],
      repository: module.vcsRepositoryId === null ? undefined : repositories.get(module.vcsRepositoryId),
      noCodeModule: noCodeModules.find((each) => each.registryModuleId === module.id),
    }))
  }

  /** What the import of the version noticed. */
  diagnosticsOf({ inspectionKey }: Pick<RegistryModuleVersion, 'inspectionKey'>): Promise<readonly Diagnostic[]> {
    return diagnosticsOf(this.#parts.database.queries, inspectionKey)
  }

  /** Only public modules need a look-up: the namespace of a private module is its organization's name. */
  #organizationNames(modules: readonly RegistryModule[]): Promise<ReadonlyMap<OrganizationId, string>> {
    const ids = modules.filter((module) => module.registryName === 'public').map((module) => module.organizationId)
    return this.#parts.organizations.namesOf([...new Set(ids)])
  }
}
