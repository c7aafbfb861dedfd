// Modules without a repository: their versions are uploaded.
import type { Kysely } from 'kysely'
import type { Database, Schema } from '../database/index.ts'
import type { Organizations } from '../organizations/index.ts'
import type { Subject } from '../permissions/index.ts'
import { type Clock, Forbidden, Invalid } from '../platform/kernel/index.ts'
import { newModule } from './new-module.ts'
import { addressProblems } from './publication.ts'
import { renderVersions } from './publication-state.ts'
import type { RegistryModule } from './registry-module.ts'
import { uniquely } from './registry-modules.ts'
import { saveDocument } from './repository/documents.ts'
import { insertModule } from './repository/modules.ts'

export interface ModuleRequest {
  name: string
  provider: string
  registryName?: string | undefined
  namespace?: string | undefined
  noCode?: boolean | undefined
}

const REGISTRY_NAME = '/data/attributes/registry-name'
const NAMESPACE = '/data/attributes/namespace'

export class UnconnectedModules {
  readonly #parts: { database: Database; clock: Clock; organizations: Organizations }

  constructor(parts: { database: Database; clock: Clock; organizations: Organizations }) {
    this.#parts = parts
  }

  /** @throws Invalid when a name is wrong or taken; Forbidden for public modules, which this installation does not curate */
  async create(subject: Subject, organizationName: string, request: ModuleRequest): Promise<RegistryModule> {
    const organization = await this.#parts.organizations.permitted(subject, 'manage-modules', organizationName)
    const { name, provider, registryName = 'private', namespace = '' } = request
    if (registryName === 'public') throw new Forbidden('public module curation is disabled in this installation')
    if (registryName !== 'private') throw new Invalid(`Registry name ${registryName} must be private or public`, REGISTRY_NAME)
    if (namespace !== '') throw new Invalid('Namespace cannot be given for private modules: it is the name of the organization', NAMESPACE)
    const problems = addressProblems({ name, provider })
    if (problems.length > 0) throw new Invalid(problems)
    const module = {
      ...newModule(organization, { name, provider }, this.#parts.clock.now()),
      no_code: request.noCode === true ? 1 : 0,
    } as const
    return await uniquely(
      () =>
        this.#parts.database.queries.transaction().execute(async (tx: Kysely<Schema>) => {
          const inserted = await insertModule(tx, module)
          await saveDocument(tx, module.id, renderVersions(module, []))
          return inserted
        }),
      () => new Invalid(`Module ${organization.name}/${name}/${provider} has already been published`, '/data/attributes/name'),
    )
  }
}
