// Reading, listing, resyncing and retrying modules.
import type { Database } from '../../database/index.ts'
import {
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
import type { SyncTrigger } from '../../vcs/index.ts'
import { auditedModule } from '../changes/audited.ts'
import type { Changed, ModuleChanges, ModuleUnderChange } from '../changes/module-changes.ts'
import { addressProblems } from '../registry-module/address-problems.ts'
import { findModule, listModules, type ModuleFilter, moduleByAddress, moduleById } from '../registry-module/module-rows.ts'
import type { ModuleTag } from '../registry-module/module-tag.ts'
import { NO_FAILURE } from '../registry-module/new-version.ts'
import { addressOf, type ModuleAddress, type RegistryModule } from '../registry-module/registry-module.ts'
import { FAILED, type RegistryModuleVersion, type VersionStatus } from '../registry-module/registry-module-version.ts'
import { listTags } from '../registry-module/tag-rows.ts'
import { listVersions, moveVersions, versionsInStatus } from '../registry-module/version-rows.ts'

export interface RegistryModulesParts {
  database: Database
  organizations: Organizations
  changes: ModuleChanges
}

/** The address of a module in the paths of the API. */
export interface ModulePath extends ModuleAddress {
  organization: string
  registryName: string
}

export interface ModuleListFilter extends Omit<ModuleFilter, 'organizationIds'> {
  /** name of the organization whose modules to list; an unknown one has none */
  owner?: string
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

  /** @returns whether a private module can be created at the address: it is well-formed and free */
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
    return await findModule(this.#parts.database.queries, filter)
  }

  async readById(subject: Subject, id: RegistryModuleId): Promise<RegistryModule> {
    const module = await moduleById(this.#parts.database.queries, id)
    if (module === undefined) {
      if (subject.kind === 'anonymous') throw new Unauthenticated('a token is required')
      throw new NotFound(`module ${id} not found`)
    }
    authorize(subject, 'read-modules', module.organizationId, `module ${id}`)
    return module
  }

  async list(
    subject: Subject,
    organizationName: string,
    { owner, ...filter }: ModuleListFilter,
    request: PageRequest,
  ): Promise<Page<RegistryModule>> {
    const organizationIds = await this.owners(subject, organizationName, owner)
    return await listModules(this.#parts.database.queries, { ...filter, organizationIds }, request)
  }

  /**
   * Whose modules a list of the organization shows: its own, and those that are shared with it.
   * @param named of these, only the one with this name
   */
  async owners(subject: Subject, organizationName: string, named?: string): Promise<OrganizationId[]> {
    const organization = await this.#parts.organizations.read(subject, organizationName)
    authorize(subject, 'read-modules', organization.id, `organization ${organizationName}`)
    const readable = [organization.id, ...producersFor(subject, organization.id)]
    return named === undefined ? readable : await this.#named(named, readable)
  }

  async #named(name: string, ids: readonly OrganizationId[]): Promise<OrganizationId[]> {
    const names = await this.#parts.organizations.namesOf(ids)
    return ids.filter((id) => names.get(id)?.toLowerCase() === name.toLowerCase())
  }

  /**
   * Newest first, by SemVer. For whoever has checked that the module may be read.
   * @param statuses all of them when undefined
   */
  async versions(
    { id }: RegistryModule,
    statuses: readonly VersionStatus[] | undefined,
    request: PageRequest,
  ): Promise<Page<RegistryModuleVersion>> {
    return await listVersions(this.#parts.database.queries, id, statuses, request)
  }

  /**
   * Every tag that was seen, with the decision on it. Not for organizations that the module is shared with.
   * @param version those of one version; of all when undefined
   */
  async tags(subject: Subject, id: RegistryModuleId, version: string | undefined, request: PageRequest): Promise<Page<ModuleTag>> {
    const module = await this.readById(subject, id)
    authorize(subject, 'read', module.organizationId, `module ${id}`)
    return listTags(this.#parts.database.queries, module.id, version, request)
  }

  /** Queues a sync of the module's repository. */
  async resync(subject: Subject, id: RegistryModuleId): Promise<RegistryModule> {
    const module = await this.#manageable(subject, id)
    await this.#askForImport(module, 'resync', async () => ({
      result: undefined,
      audit: { subject, action: 'resync', ...auditedModule(module) },
      versionsUntouched: true,
    }))
    return module
  }

  /** Requeues failed versions. @param only the number of one version; all failed ones when absent */
  async retry(subject: Subject, id: RegistryModuleId, only?: string): Promise<RegistryModule> {
    const module = await this.#manageable(subject, id)
    await this.#askForImport(module, 'retry', async ({ tx, now }) => {
      const failed = (await versionsInStatus(tx, [module.id], FAILED)).filter(({ version }) => only === undefined || version === only)
      if (only !== undefined && failed.length === 0) throw new NotFound(`version ${only} of ${addressOf(module)} has not failed`)
      await moveVersions(tx, failed, 'pending', { ...NO_FAILURE, updatedAt: now })
      const meta = { versions: failed.map(({ version }) => version) }
      return { result: undefined, audit: { subject, action: 'retry', ...auditedModule(module, meta) } }
    })
    return this.readById(subject, id)
  }

  async #manageable(subject: Subject, id: RegistryModuleId): Promise<RegistryModule> {
    const module = await this.readById(subject, id)
    authorize(subject, 'manage-modules', module.organizationId, `module ${id}`)
    return module
  }

  async #askForImport(
    module: RegistryModule,
    trigger: SyncTrigger,
    also: (change: ModuleUnderChange) => Promise<Changed<undefined>>,
  ): Promise<void> {
    const repositoryId = module.vcsRepositoryId
    if (repositoryId === null) throw new Invalid(`${addressOf(module)} has no VCS repository: its versions are uploaded`)
    const asked = await this.#parts.changes.change(module.id, async (change) => {
      const changed = await also(change)
      await change.requestSync(repositoryId, trigger)
      return { ...changed, result: true }
    })
    if (asked === undefined) throw new NotFound(`module ${module.id} not found`)
  }
}

function what(path: ModulePath): string {
  return `module ${path.registryName}/${addressOf(path)}`
}
