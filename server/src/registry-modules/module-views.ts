// A module together with what the API shows beside it, loaded for a whole page of modules at once.
import type { Kysely } from 'kysely'
import type { Schema } from '../database/index.ts'
import type { RepositorySource, VcsRepositories } from '../vcs/index.ts'
import type { RegistryModule } from './registry-module.ts'
import { type VersionSummary, versionSummariesOf } from './repository/versions.ts'

export interface ModuleView {
  module: RegistryModule
  organizationName: string
  /** newest first */
  versions: VersionSummary[]
  repository: RepositorySource | undefined
}

export class ModuleViews {
  readonly #db: Kysely<Schema>
  readonly #repositories: Pick<VcsRepositories, 'describe'>

  constructor(parts: { database: { queries: Kysely<Schema> }; repositories: Pick<VcsRepositories, 'describe'> }) {
    this.#db = parts.database.queries
    this.#repositories = parts.repositories
  }

  async of(modules: readonly RegistryModule[]): Promise<ModuleView[]> {
    const repositoryIds = modules.map((module) => module.vcs_repository_id).filter((id) => id !== null)
    const [versions, repositories] = await Promise.all([
      versionSummariesOf(
        this.#db,
        modules.map((module) => module.id),
      ),
      this.#repositories.describe([...new Set(repositoryIds)]),
    ])
    const byModule = Map.groupBy(versions, (version) => version.registry_module_id)
    return modules.map((module) => ({
      module,
      // The namespace of a private module is its organization's name; curated public ones need the real name.
      organizationName: module.namespace,
      versions: byModule.get(module.id) ?? [],
      repository: module.vcs_repository_id === null ? undefined : repositories.get(module.vcs_repository_id),
    }))
  }
}
