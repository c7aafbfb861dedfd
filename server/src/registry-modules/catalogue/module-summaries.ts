// Modules as lists show them: with what their versions amount to, and without the versions.
import type { Kysely } from 'kysely'
import type { Schema } from '../../database/index.ts'
import { NotFound, type OrganizationId, type Page, type PageRequest, type RegistryModuleId } from '../../kernel/index.ts'
import type { Organizations } from '../../organizations/index.ts'
import type { Subject } from '../../permissions/index.ts'
import type { RegistryModule } from '../registry-module/registry-module.ts'
import {
  type CountedModule,
  countedModules,
  type Label,
  labelsOf,
  listSummaries,
  type ModuleOrder,
  type SummaryFilter,
} from './module-summary-rows.ts'
import type { RegistryModules } from './registry-modules.ts'

export interface ModuleSummary extends CountedModule {
  organizationName: string
  labels: Label[]
}

export interface SummaryListFilter extends Omit<SummaryFilter, 'organizationIds'> {
  /** name of the organization whose modules to list; an unknown one has none */
  owner?: string
}

export interface ModuleSummariesParts {
  database: { queries: Kysely<Schema> }
  modules: Pick<RegistryModules, 'owners'>
  organizations: Pick<Organizations, 'namesOf'>
}

export class ModuleSummaries {
  readonly #parts: ModuleSummariesParts

  constructor(parts: ModuleSummariesParts) {
    this.#parts = parts
  }

  /** What the subject may see: the organization's own modules, and those that are shared with it. */
  async list(
    subject: Subject,
    organizationName: string,
    { owner, ...filter }: SummaryListFilter,
    order: ModuleOrder,
    request: PageRequest,
  ): Promise<Page<ModuleSummary>> {
    const { database, modules } = this.#parts
    const organizationIds = await modules.owners(subject, organizationName, owner)
    const page = await listSummaries(database.queries, { ...filter, organizationIds }, order, request)
    return { ...page, items: await this.#summaries(page.items) }
  }

  /** For whoever has found modules that may be read. @returns those that are still there, in this order */
  async those(ids: readonly RegistryModuleId[]): Promise<ModuleSummary[]> {
    return await this.#summaries(await countedModules(this.#parts.database.queries, ids))
  }

  /** For whoever has checked that the module may be read. */
  async of({ id }: RegistryModule): Promise<ModuleSummary> {
    const [summary] = await this.#summaries(await countedModules(this.#parts.database.queries, [id]))
    if (summary === undefined) throw new NotFound(`module ${id} not found`)
    return summary
  }

  async #summaries(counted: readonly CountedModule[]): Promise<ModuleSummary[]> {
    const ids = counted.map(({ module }) => module.id)
    const [labels, names] = await Promise.all([
      labelsOf(this.#parts.database.queries, ids),
      this.#parts.organizations.namesOf(distinct(counted.map(({ module }) => module.organizationId))),
    ])
    return counted.map(({ module, totals }) => ({
      module,
      totals,
      organizationName: names.get(module.organizationId) ?? module.namespace,
      labels: labels.get(module.id) ?? [],
    }))
  }
}

function distinct(ids: readonly OrganizationId[]): OrganizationId[] {
  return [...new Set(ids)]
}
