// Imports one tag by hand, for a version that was deleted or never came to be. Nothing in git says that a tag was pushed again
// at the same commit.
import { appendEvents } from '../../import-ledger/index.ts'
import { Invalid, NotFound, type RegistryModuleId } from '../../kernel/index.ts'
import { authorize, type Subject } from '../../permissions/index.ts'
import type { VcsRepositories } from '../../vcs/index.ts'
import type { RegistryModules } from '../catalogue/registry-modules.ts'
import { auditedModule } from '../changes/audited.ts'
import type { GrowingModule, ModuleChanges, ModuleUnderChange } from '../changes/module-changes.ts'
import type { ModuleTag } from '../registry-module/module-tag.ts'
import { newVersion } from '../registry-module/new-version.ts'
import { addressOf, type RegistryModule } from '../registry-module/registry-module.ts'
import { tagByName, updateTag } from '../registry-module/tag-rows.ts'
import { claimNumber } from '../registry-module/version-numbers.ts'

export interface TagImportsParts {
  modules: Pick<RegistryModules, 'readById'>
  changes: ModuleChanges
  repositories: Pick<VcsRepositories, 'describe'>
}

const PENDING = { decision: 'pending', reason: 'waiting to be imported, as somebody requested' } as const

export class TagImports {
  readonly #parts: TagImportsParts

  constructor(parts: TagImportsParts) {
    this.#parts = parts
  }

  /**
   * Queues the import of a tag that the module's repository has.
   * @throws NotFound when no such tag was ever seen; Invalid when it is gone or no version, when another version has its number,
   *   and when the organization has as many versions as it may
   */
  async import(subject: Subject, id: RegistryModuleId, name: string): Promise<RegistryModule> {
    const module = await this.#parts.modules.readById(subject, id)
    authorize(subject, 'manage-modules', module.organizationId, `module ${id}`)
    const repositoryId = module.vcsRepositoryId
    if (repositoryId === null || module.publishingMechanism !== 'git_tag') {
      throw new Invalid(`${addressOf(module)} does not take its versions from tags`)
    }
    const source = (await this.#parts.repositories.describe([repositoryId])).get(repositoryId)?.serviceProvider ?? ''
    const queued = await this.#parts.changes.grow(id, async (change) => {
      const version = await queueImport(change, name, source)
      await change.requestSync(repositoryId, 'retry')
      const audit = { subject, action: 'import', ...auditedModule(module, { tag: name, version }) }
      return { result: true, audit, afterwards: () => recordDecision(change, name, version) }
    })
    if (queued === undefined) throw new NotFound(`module ${id} not found`)
    return await this.#parts.modules.readById(subject, id)
  }
}

/** @returns the version that it becomes */
async function queueImport({ tx, now, module, addVersions }: GrowingModule, name: string, source: string): Promise<string> {
  const tag = await tagByName(tx, module.id, name)
  if (tag === undefined) throw new NotFound(`tag ${name} of ${addressOf(module)} not found: push it, or resync the module`)
  const version = versionOf(tag)
  const taken = await claimNumber(tx, module.id, version)
  if (taken !== undefined) throw new Invalid(`Tag ${name} cannot be imported: ${taken}`)
  await addVersions([newVersion(module.id, { version, tag: name, commit: tag.commitSha, source, now })])
  await updateTag(tx, module.id, name, { ...PENDING, importedCommitSha: null })
  return version
}

/** @throws Invalid when the tag has no version, or is no longer in the repository */
function versionOf({ tag, version, goneAt, reason }: ModuleTag): string {
  if (version === null) throw new Invalid(`Tag ${tag} cannot be imported: ${reason}`)
  if (goneAt !== null) throw new Invalid(`Tag ${tag} is no longer in the repository: push it again`)
  return version
}

async function recordDecision({ tx, now, module }: ModuleUnderChange, tag: string, version: string): Promise<void> {
  const { decision: status, reason: message } = PENDING
  const { id: moduleId, organizationId } = module
  const event = { kind: 'tag', status, version, message, detail: { tag }, startedAt: now, moduleId, organizationId } as const
  await appendEvents(tx, [event], now)
}
