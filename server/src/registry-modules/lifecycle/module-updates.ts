// Changing a module: where its versions come from, its tests, its labels. Published versions stay whatever is changed.
import type { Kysely } from 'kysely'
import type { AuditTrail } from '../../audit-trail/index.ts'
import type { Database, Schema } from '../../database/index.ts'
import { type Clock, Invalid, type OAuthTokenId, type RegistryModuleId } from '../../kernel/index.ts'
import { authorize, type Subject } from '../../permissions/index.ts'
import type { IngressRequests, LocatedRepository, RefLister, RepositoryLookups, VcsRepositories } from '../../vcs/index.ts'
import type { ModulePath, RegistryModules } from '../catalogue/registry-modules.ts'
import { setNoCode } from '../no-code/no-code-module-rows.ts'
import { auditedModule } from '../registry-module/audited.ts'
import { lockModule, updateModule } from '../registry-module/module-rows.ts'
import type { AgentPools, CatalogueChanges } from '../registry-module/ports.ts'
import { refreshModule } from '../registry-module/publication-state.ts'
import { addressOf, type RegistryModule } from '../registry-module/registry-module.ts'
import { forgetUnpublishedTags } from '../registry-module/tag-rows.ts'
import { deleteUnpublishedTagVersions } from '../registry-module/version-rows.ts'
import { type ModuleChanges, type RepositoryName, readModuleChanges, type SettingsRequest } from './module-changes.ts'
import { leaveRepository, reconnect } from './repository-connection.ts'
import { replaceTagBindings, tagBindingsOf } from './tag-binding-rows.ts'
import { readTagBindings, type TagBinding, type TagBindingRequest } from './tag-bindings.ts'

export interface ModuleUpdatesParts {
  database: Database
  clock: Clock
  modules: RegistryModules
  repositories: VcsRepositories
  lookups: RepositoryLookups
  git: RefLister
  ingress: IngressRequests
  catalogue: CatalogueChanges
  agentPools: AgentPools
  trail: Pick<AuditTrail, 'record'>
}

/** What is left out stays. */
export interface ModuleUpdateRequest extends SettingsRequest {
  noCode?: boolean | undefined
  /** replace those the module has */
  tagBindings?: readonly TagBindingRequest[] | undefined
}

interface Update {
  module: RegistryModule
  changes: ModuleChanges
  located: LocatedRepository | undefined
  bindings: readonly TagBinding[] | undefined
  noCode: boolean | undefined
}

const TOKEN_POINTER = '/data/attributes/vcs-repo/oauth-token-id'

export class ModuleUpdates {
  readonly #parts: ModuleUpdatesParts

  constructor(parts: ModuleUpdatesParts) {
    this.#parts = parts
  }

  /**
   * Contacts the git host only when the module is pointed to another repository.
   * @throws Invalid when the request contradicts itself or the repository cannot be read; NotFound when the subject may
   *   not change the module or use the connection
   */
  async update(subject: Subject, path: ModulePath, request: ModuleUpdateRequest): Promise<RegistryModule> {
    const { modules, catalogue, ingress } = this.#parts
    const module = await modules.read(subject, path)
    authorize(subject, 'manage-modules', module.organization_id, `module ${addressOf(module)}`)
    const bindings = request.tagBindings === undefined ? undefined : readTagBindings(module.id, request.tagBindings)
    const changes = readModuleChanges(module, request, {
      current: await this.#currentRepository(module),
      installationTokenId: await this.#installationToken(subject, request),
      poolName: await this.#poolName(module, request.testConfig?.agentPoolId),
    })
    if (isNothing(module, changes, request)) return module
    const located = changes.repository === undefined ? undefined : await this.#locate(subject, module, changes.repository)
    await this.#save(subject, { module, changes, located, bindings, noCode: request.noCode })
    catalogue.moduleChanged(module.id)
    ingress.wake()
    return modules.readById(subject, module.id)
  }

  async tagBindings(subject: Subject, id: RegistryModuleId): Promise<TagBinding[]> {
    const module = await this.#parts.modules.readById(subject, id)
    return tagBindingsOf(this.#parts.database.queries, module.id)
  }

  async #currentRepository(module: RegistryModule): Promise<RepositoryName | undefined> {
    if (module.vcs_repository_id === null) return undefined
    return (await this.#parts.repositories.describe([module.vcs_repository_id])).get(module.vcs_repository_id)
  }

  async #installationToken(subject: Subject, { repository }: SettingsRequest): Promise<OAuthTokenId | undefined> {
    const id = repository?.githubAppInstallationId
    return id === undefined || id === '' ? undefined : await this.#parts.lookups.tokenOfInstallation(subject, id)
  }

  async #poolName(module: RegistryModule, id: string | undefined): Promise<string | undefined> {
    const pool = id === undefined || id === '' ? undefined : await this.#parts.agentPools.find(id)
    return pool?.organizationId === module.organization_id ? pool.name : undefined
  }

  async #locate(subject: Subject, module: RegistryModule, wanted: RepositoryName): Promise<LocatedRepository> {
    const { lookups, git } = this.#parts
    const located = await lookups.locate(subject, wanted, git)
    if (located.organizationId !== module.organization_id) {
      throw new Invalid(`Oauth token ${wanted.oauthTokenId} does not belong to the organization of the module`, TOKEN_POINTER)
    }
    return located
  }

  async #save(subject: Subject, update: Update): Promise<void> {
    const { database, clock, trail } = this.#parts
    const { module, changes, bindings, noCode } = update
    const now = clock.now()
    await database.queries.transaction().execute(async (tx: Kysely<Schema>) => {
      await lockModule(tx, module.id, now)
      await updateModule(tx, module.id, changes.settings)
      if (bindings !== undefined) await replaceTagBindings(tx, module.id, bindings)
      if (noCode !== undefined) await setNoCode(tx, module, noCode, now)
      if (changes.reconsider) await this.#reconsider(tx, update)
      await trail.record(tx, { subject, action: 'update', ...auditedModule(module, describe(update)) })
    })
  }

  /** What was not published is decided anew under the new settings; imports under way of the old ones then publish nothing. */
  async #reconsider(tx: Kysely<Schema>, { module, located }: Update): Promise<void> {
    const { repositories, ingress } = this.#parts
    const repositoryId = located === undefined ? module.vcs_repository_id : await repositories.connect(tx, located)
    if (located !== undefined) await updateModule(tx, module.id, { vcs_repository_id: repositoryId, status_detail: null })
    await deleteUnpublishedTagVersions(tx, module.id)
    await forgetUnpublishedTags(tx, module.id)
    const refreshed = await refreshModule(tx, module.id)
    if (repositoryId === null) return
    if (refreshed?.status === 'no_version_tags') await updateModule(tx, module.id, { status: 'pending' })
    if (located === undefined) await reconnect(tx, repositories, repositoryId)
    await ingress.request(tx, repositoryId)
    const left = module.vcs_repository_id
    if (left !== null && left !== repositoryId) await leaveRepository(tx, repositories, left)
  }
}

/** For the audit trail: what is not as it was. */
function describe({ module, changes, located, bindings, noCode }: Update): Record<string, unknown> {
  const present: Readonly<Record<string, unknown>> = module
  return {
    ...Object.fromEntries(Object.entries(changes.settings).filter(([name, value]) => present[name] !== value)),
    ...(located === undefined || changes.repository === undefined ? {} : { repository: changes.repository.identifier }),
    ...(bindings === undefined ? {} : { tag_bindings: bindings.map(({ key, value }) => ({ key, value })) }),
    ...(noCode === undefined ? {} : { no_code: noCode }),
  }
}

/** Then the module was not updated, and says so. */
function isNothing(module: RegistryModule, { settings, reconsider }: ModuleChanges, { noCode, tagBindings }: ModuleUpdateRequest): boolean {
  if (reconsider || tagBindings !== undefined || (noCode !== undefined && noCode !== (module.no_code === 1))) return false
  const present: Readonly<Record<string, unknown>> = module
  return Object.entries(settings).every(([name, value]) => present[name] === value)
}
