// Changes the settings of a module: the source of its versions, its tests, its labels. Published versions stay in any case.
import { type Database, snakeCased } from '../../database/index.ts'
import {
  Invalid,
  NotFound,
  type OAuthTokenId,
  type RegistryModuleId,
  type TagBindingRequest,
  type VcsRepositoryId,
} from '../../kernel/index.ts'
import { authorize, type Subject } from '../../permissions/index.ts'
import { GitFailure, type RemoteRefs } from '../../platform/git/index.ts'
import {
  HostFailure,
  type LocatedRepository,
  type RefLister,
  type RepositoryLookups,
  type RepositoryRemotes,
  type VcsRepositories,
} from '../../vcs/index.ts'
import type { ModulePath, RegistryModules } from '../catalogue/registry-modules.ts'
import { auditedModule } from '../changes/audited.ts'
import type { ModuleChanges, ModuleUnderChange } from '../changes/module-changes.ts'
import { setNoCode } from '../no-code/no-code-module-rows.ts'
import { refuseMissingBranch } from '../publishing/publication.ts'
import { updateModule } from '../registry-module/module-rows.ts'
import type { AgentPools } from '../registry-module/ports.ts'
import { addressOf, type RegistryModule } from '../registry-module/registry-module.ts'
import { forgetUnpublishedTags } from '../registry-module/tag-rows.ts'
import { deleteUnpublishedTagVersions } from '../registry-module/version-rows.ts'
import { leaveRepository, reconnect } from './repository-connection.ts'
import { type RepositoryName, readSettingsChange, type SettingsChange, type SettingsRequest } from './settings-change.ts'
import { replaceTagBindings, tagBindingsOf } from './tag-binding-rows.ts'
import { readTagBindings, type TagBinding } from './tag-bindings.ts'

export interface ModuleUpdatesParts {
  database: Database
  changes: ModuleChanges
  modules: RegistryModules
  repositories: VcsRepositories
  lookups: RepositoryLookups
  remotes: Pick<RepositoryRemotes, 'of'>
  git: RefLister
  agentPools: AgentPools
}

/** Absent members stay as they are. */
export interface ModuleUpdateRequest extends SettingsRequest {
  noCode?: boolean | undefined
  /** replace those of the module */
  tagBindings?: readonly TagBindingRequest[] | undefined
}

interface Update {
  module: RegistryModule
  changes: SettingsChange
  located: LocatedRepository | undefined
  bindings: readonly TagBinding[] | undefined
  noCode: boolean | undefined
}

/** While somebody waits for the answer. */
const PATIENCE_MS = 15_000
const TOKEN_POINTER = '/data/attributes/vcs-repo/oauth-token-id'

export class ModuleUpdates {
  readonly #parts: ModuleUpdatesParts

  constructor(parts: ModuleUpdatesParts) {
    this.#parts = parts
  }

  /**
   * Contacts the git host only if the repository or the branch changes.
   * @throws Invalid when the request contradicts itself, the repository cannot be read or has no such branch; NotFound when the subject may
   *   not change the module or use the connection
   */
  async update(subject: Subject, path: ModulePath, request: ModuleUpdateRequest): Promise<RegistryModule> {
    const { modules } = this.#parts
    const module = await modules.read(subject, path)
    authorize(subject, 'manage-modules', module.organizationId, `module ${addressOf(module)}`)
    const bindings = request.tagBindings === undefined ? undefined : readTagBindings(module.id, request.tagBindings)
    const current = await this.#currentRepository(module)
    const changes = readSettingsChange(module, request, {
      current,
      installationTokenId: await this.#installationToken(subject, module, request),
      poolName: await this.#poolName(module, request.testConfig?.agentPoolId),
    })
    if (isNothing(module, changes, request)) return module
    const located = changes.repository === undefined ? undefined : await this.#locate(subject, module, changes.repository)
    const identifier = changes.repository?.identifier ?? current?.identifier ?? ''
    await this.#refuseMissingBranch(module, { branch: changes.settings.branch, identifier }, located)
    await this.#save(subject, { module, changes, located, bindings, noCode: request.noCode })
    return modules.readById(subject, module.id)
  }

  async tagBindings(subject: Subject, id: RegistryModuleId): Promise<TagBinding[]> {
    const module = await this.#parts.modules.readById(subject, id)
    return tagBindingsOf(this.#parts.database.queries, module.id)
  }

  async #currentRepository(module: RegistryModule): Promise<RepositoryName | undefined> {
    if (module.vcsRepositoryId === null) return undefined
    return (await this.#parts.repositories.describe([module.vcsRepositoryId])).get(module.vcsRepositoryId)
  }

  async #installationToken(
    subject: Subject,
    { organizationId }: RegistryModule,
    { repository }: SettingsRequest,
  ): Promise<OAuthTokenId | undefined> {
    const id = repository?.githubAppInstallationId
    return id === undefined || id === '' ? undefined : await this.#parts.lookups.tokenOfInstallation(subject, id, organizationId)
  }

  async #poolName(module: RegistryModule, id: string | undefined): Promise<string | undefined> {
    const pool = id === undefined || id === '' ? undefined : await this.#parts.agentPools.find(id)
    return pool?.organizationId === module.organizationId ? pool.name : undefined
  }

  async #locate(subject: Subject, module: RegistryModule, wanted: RepositoryName): Promise<LocatedRepository> {
    const { lookups, git } = this.#parts
    const { organizationId } = module
    const located = await lookups.locate(subject, { ...wanted, organizationId }, git)
    if (located.organizationId !== organizationId) {
      throw new Invalid(`Oauth token ${wanted.oauthTokenId} does not belong to the organization of the module`, TOKEN_POINTER)
    }
    return located
  }

  /** A host that does not answer says nothing about the branch: then the import will. @throws Invalid */
  async #refuseMissingBranch(
    module: RegistryModule,
    wanted: { branch: string | null; identifier: string },
    located: LocatedRepository | undefined,
  ): Promise<void> {
    if (located !== undefined) return refuseMissingBranch(wanted, located.refs)
    if (wanted.branch === null || wanted.branch === module.branch || module.vcsRepositoryId === null) return
    const refs = await this.#refsOf(module.vcsRepositoryId)
    if (refs !== undefined) refuseMissingBranch(wanted, refs)
  }

  async #refsOf(id: VcsRepositoryId): Promise<RemoteRefs | undefined> {
    const { remotes, git } = this.#parts
    try {
      return await git.listRefs(await remotes.of(id), { timeoutMs: PATIENCE_MS, head: false })
    } catch (error) {
      if (error instanceof GitFailure || error instanceof HostFailure || error instanceof NotFound) return undefined
      throw error
    }
  }

  async #save(subject: Subject, update: Update): Promise<void> {
    const { module, changes, bindings, noCode } = update
    const saved = await this.#parts.changes.change(module.id, async (change) => {
      const { tx, now } = change
      await updateModule(tx, module.id, changes.settings)
      if (bindings !== undefined) await replaceTagBindings(tx, module.id, bindings)
      if (noCode !== undefined) await setNoCode(tx, module, noCode, now)
      const audit = { subject, action: 'update', ...auditedModule(module, describe(update)) }
      if (!changes.reconsider) return { result: true, audit, versionsUntouched: true, labelsTouched: bindings !== undefined }
      return { result: true, audit, afterwards: await this.#reconsider(change, update) }
    })
    if (saved === undefined) throw new NotFound(`module ${addressOf(module)} not found`)
  }

  /**
   * What was not published is decided anew under the new settings; imports under way of the old ones then publish nothing.
   * @returns what is left to do once the module's state is known
   */
  async #reconsider(change: ModuleUnderChange, { module, located }: Update): Promise<(refreshed: RegistryModule) => Promise<void>> {
    const { repositories } = this.#parts
    const { tx } = change
    const repositoryId = located === undefined ? module.vcsRepositoryId : await repositories.connect(tx, located)
    if (located !== undefined) await updateModule(tx, module.id, { vcsRepositoryId: repositoryId, statusDetail: null })
    await deleteUnpublishedTagVersions(tx, module.id)
    await forgetUnpublishedTags(tx, module.id)
    return async (refreshed) => {
      if (repositoryId === null) return
      if (refreshed.status === 'no_version_tags') await updateModule(tx, module.id, { status: 'pending' })
      if (located === undefined) await reconnect(tx, repositories, repositoryId)
      await change.requestSync(repositoryId)
      const left = module.vcsRepositoryId
      if (left !== null && left !== repositoryId) await leaveRepository(tx, repositories, left)
    }
  }
}

/** For the audit trail: what is not as it was. */
function describe({ module, changes, located, bindings, noCode }: Update): Record<string, unknown> {
  return {
    ...snakeCased(Object.fromEntries(Object.entries(changes.settings).filter(([name, value]) => memberOf(module, name) !== value))),
    ...(located === undefined || changes.repository === undefined ? {} : { repository: changes.repository.identifier }),
    ...(bindings === undefined ? {} : { tag_bindings: bindings.map(({ key, value }) => ({ key, value })) }),
    ...(noCode === undefined ? {} : { no_code: noCode }),
  }
}

/** Then the module was not updated, and says so. */
function isNothing(
  module: RegistryModule,
  { settings, reconsider }: SettingsChange,
  { noCode, tagBindings }: ModuleUpdateRequest,
): boolean {
  if (reconsider || tagBindings !== undefined || (noCode !== undefined && noCode !== module.noCode)) return false
  return Object.entries(settings).every(([name, value]) => memberOf(module, name) === value)
}

function memberOf(module: RegistryModule, name: string): unknown {
  return module[name as keyof RegistryModule]
}
