// What people and their tokens do with modules: publish, read, list, add versions, ask for imports again.
import type { Kysely } from 'kysely'
import type { AuditTrail } from '../../audit-trail/index.ts'
import type { Database, Schema } from '../../database/index.ts'
import {
  type Clock,
  Invalid,
  NotFound,
  type OrganizationId,
  type Page,
  type PageRequest,
  type RegistryModuleId,
  Unauthenticated,
} from '../../kernel/index.ts'
import type { Organizations } from '../../organizations/index.ts'
import { authorize, producersFor, type Subject } from '../../permissions/index.ts'
import type { IngressRequests, SyncTrigger } from '../../vcs/index.ts'
import { addressProblems } from '../registry-module/address-problems.ts'
import { auditedModule } from '../registry-module/audited.ts'
import { listModules, lockModule, type ModuleFilter, moduleByAddress, moduleById } from '../registry-module/module-rows.ts'
import type { ModuleTag } from '../registry-module/module-tag.ts'
import type { CatalogueChanges } from '../registry-module/ports.ts'
import { refreshModule } from '../registry-module/publication-state.ts'
import { addressOf, type ModuleAddress, type RegistryModule } from '../registry-module/registry-module.ts'
import { FAILED } from '../registry-module/registry-module-version.ts'
import { listTags } from '../registry-module/tag-rows.ts'
import { moveVersion, versionsInStatus } from '../registry-module/version-rows.ts'

export interface RegistryModulesParts {
  database: Database
  clock: Clock
  organizations: Organizations
  ingress: IngressRequests
  catalogue: CatalogueChanges
  trail: Pick<AuditTrail, 'record'>
}

/** Where a module is, as the API's paths name it. */
export interface ModulePath extends ModuleAddress {
  organization: string
  registryName: string
}

export class RegistryModules {
  readonly #parts: RegistryModulesParts

  constructor(parts: RegistryModulesParts) {
    this.#parts = parts
  }

  /** @throws NotFound also when the subject may not see it */
  async read(subject: Subject, path: ModulePath): Promise<RegistryModule> {
    const organization = await this.#parts.organizations.permitted(subject, 'read-modules', path.organization)
    const own = await moduleByAddress(this.#parts.database.queries, organization.id, path.registryName, path)
    const module = own ?? (await this.#sharedModule(producersFor(subject, organization.id), path))
    if (module === undefined) throw new NotFound(`${what(path)} not found`)
    return module
  }

  /** @returns whether a private module could be made at the address: it is well-formed, and nobody has taken it */
  async isFree(subject: Subject, organizationName: string, address: { name: string; provider: string }): Promise<boolean> {
    const organization = await this.#parts.organizations.permitted(subject, 'read', organizationName)
    if (addressProblems(address).length > 0) return false
    const full = { namespace: organization.name, ...address }
    return (await moduleByAddress(this.#parts.database.queries, organization.id, 'private', full)) === undefined
  }

  async #sharedModule(organizationIds: readonly OrganizationId[], path: ModulePath): Promise<RegistryModule | undefined> {
    const { registryName, namespace, name, provider } = path
    if (registryName !== 'private') return undefined
    const filter = { organizationIds, registryName, namespace, name, provider }
    return (await listModules(this.#parts.database.queries, filter, { offset: 0, limit: 1 })).modules[0]
  }

  async readById(subject: Subject, id: RegistryModuleId): Promise<RegistryModule> {
    const module = await moduleById(this.#parts.database.queries, id)
    if (module === undefined) {
      if (subject.kind === 'anonymous') throw new Unauthenticated('a token is needed')
      throw new NotFound(`module ${id} not found`)
    }
    authorize(subject, 'read-modules', module.organization_id, `module ${id}`)
    return module
  }

  async list(
    subject: Subject,
    organizationName: string,
    filter: Omit<ModuleFilter, 'organizationIds'>,
    request: PageRequest,
  ): Promise<Page<RegistryModule>> {
    const organization = await this.#parts.organizations.read(subject, organizationName)
    authorize(subject, 'read-modules', organization.id, `organization ${organizationName}`)
    const organizationIds = [organization.id, ...producersFor(subject, organization.id)]
    const window = { offset: (request.number - 1) * request.size, limit: request.size }
    const slice = await listModules(this.#parts.database.queries, { ...filter, organizationIds }, window)
    return { items: slice.modules, request, totalCount: slice.totalCount }
  }

  /** Every tag that was seen, with the decision on it; not for those with whom the module is only shared. */
  async tags(subject: Subject, id: RegistryModuleId, request: PageRequest): Promise<Page<ModuleTag>> {
    const module = await this.readById(subject, id)
    authorize(subject, 'read', module.organization_id, `module ${id}`)
    return listTags(this.#parts.database.queries, module.id, request)
  }

  /** Looks at the repository's tags again now. */
  async resync(subject: Subject, id: RegistryModuleId): Promise<RegistryModule> {
    const module = await this.#manageable(subject, id)
    await this.#requestIngress(module, 'resync', async (tx) => {
      await this.#parts.trail.record(tx, { subject, action: 'resync', ...auditedModule(module) })
    })
    return module
  }

  /** Puts failed versions back in line. @param only one version; all failed ones when absent */
  async retry(subject: Subject, id: RegistryModuleId, only?: string): Promise<RegistryModule> {
    const { database, clock, catalogue, trail } = this.#parts
    const module = await this.#manageable(subject, id)
    const failed = (await versionsInStatus(database.queries, [module.id], FAILED)).filter(
      ({ version }) => only === undefined || version === only,
    )
    if (only !== undefined && failed.length === 0) throw new NotFound(`version ${only} of ${addressOf(module)} has not failed`)
    await this.#requestIngress(module, 'retry', async (tx) => {
      if (!(await lockModule(tx, module.id, clock.now()))) throw new NotFound(`module ${id} not found`)
      for (const version of failed)
        await moveVersion(tx, version, 'pending', { error: null, error_file: null, error_line: null, updated_at: clock.now() })
      await refreshModule(tx, module.id)
      const meta = { versions: failed.map(({ version }) => version) }
      await trail.record(tx, { subject, action: 'retry', ...auditedModule(module, meta) })
    })
    catalogue.moduleChanged(module.id)
    return this.readById(subject, id)
  }

  async #manageable(subject: Subject, id: RegistryModuleId): Promise<RegistryModule> {
    const module = await this.readById(subject, id)
    authorize(subject, 'manage-modules', module.organization_id, `module ${id}`)
    return module
  }

  async #requestIngress(module: RegistryModule, trigger: SyncTrigger, also: (tx: Kysely<Schema>) => Promise<void>): Promise<void> {
    const { database, ingress } = this.#parts
    const repositoryId = module.vcs_repository_id
    if (repositoryId === null) throw new Invalid(`${addressOf(module)} has no VCS repository: its versions are uploaded`)
    await database.queries.transaction().execute(async (tx: Kysely<Schema>) => {
      await also(tx)
      await ingress.request(tx, repositoryId, trigger)
    })
    ingress.wake()
  }
}

function what(path: ModulePath): string {
  return `module ${path.registryName}/${addressOf(path)}`
}
