// Versions created through the API: from a commit for branch-based modules, from an upload for modules without a repository.
// All other modules get their versions from tags.

import type { Database } from '../../database/index.ts'
import { type Clock, Forbidden, Invalid, NotFound } from '../../kernel/index.ts'
import { authorize, type Subject } from '../../permissions/index.ts'
import { parseVersion } from '../../terraform/index.ts'
import { auditedVersion } from '../changes/audited.ts'
import type { ModuleChanges } from '../changes/module-changes.ts'
import { newVersion } from '../registry-module/new-version.ts'
import { addressOf, type RegistryModule } from '../registry-module/registry-module.ts'
import type { RegistryModuleVersion } from '../registry-module/registry-module-version.ts'
import { versionByNumber } from '../registry-module/version-rows.ts'

export interface NewVersionsParts {
  database: Database
  clock: Clock
  changes: ModuleChanges
}

export interface NewVersionRequest {
  version: string
  /** when absent, the head of the branch */
  commitSha?: string | undefined
}

const VERSION = '/data/attributes/version'
const COMMIT = /^[0-9a-f]{40}([0-9a-f]{24})?$/

export class NewVersions {
  readonly #parts: NewVersionsParts

  constructor(parts: NewVersionsParts) {
    this.#parts = parts
  }

  /**
   * @throws Invalid when the version exists, is not a semantic version, or the module takes its versions from tags, and when the
   *   organization has as many as it may; Forbidden for public modules
   */
  async create(
    subject: Subject,
    module: RegistryModule,
    serviceProvider: string,
    request: NewVersionRequest,
  ): Promise<RegistryModuleVersion> {
    const { clock, changes } = this.#parts
    authorize(subject, 'manage-modules', module.organizationId, `module ${addressOf(module)}`)
    refuseForeignVersions(module)
    if (parseVersion(request.version) === undefined)
      throw new Invalid(`Version ${request.version} is not a semantic version such as 1.0.0`, VERSION)
    if (request.commitSha !== undefined && !COMMIT.test(request.commitSha)) {
      throw new Invalid('Commit sha must be a full commit SHA of 40 or 64 hexadecimal digits', '/data/attributes/commit-sha')
    }
    const wanted = newVersion(module.id, {
      version: request.version,
      ...(module.branch === null ? {} : { branch: module.branch }),
      commit: request.commitSha,
      source: serviceProvider,
      now: clock.now(),
    })
    const created = await changes.grow(module.id, async ({ tx, addVersions, requestSync }) => {
      const existing = await versionByNumber(tx, module.id, request.version)
      if (existing !== undefined) throw new Invalid(`Version ${request.version} has already been taken`, VERSION)
      await addVersions([wanted])
      if (module.vcsRepositoryId !== null) await requestSync(module.vcsRepositoryId)
      return { result: wanted, audit: { subject, action: 'create', ...auditedVersion(module, wanted) } }
    })
    if (created === undefined) throw new NotFound(`module ${addressOf(module)} not found`)
    return created
  }

  /** @throws NotFound also when the subject may not see the module */
  async read(subject: Subject, module: RegistryModule, version: string): Promise<RegistryModuleVersion> {
    authorize(subject, 'read-modules', module.organizationId, `module ${addressOf(module)}`)
    const found = await versionByNumber(this.#parts.database.queries, module.id, version)
    if (found === undefined) throw new NotFound(`version ${version} of ${addressOf(module)} not found`)
    return found
  }
}

function refuseForeignVersions(module: RegistryModule): void {
  if (module.registryName === 'public') throw new Forbidden('versions of public modules come from the public registry')
  if (module.publishingMechanism === 'git_tag') {
    throw new Invalid(`The versions of ${addressOf(module)} come from the tags of its repository: push a tag`, VERSION)
  }
  // Its connection was deleted, so no commit can be fetched.
  if (module.publishingMechanism === 'branch' && module.vcsRepositoryId === null) {
    throw new Invalid(`${addressOf(module)} no longer has a VCS repository: set its vcs-repo first`, VERSION)
  }
}
