// Versions created through the API: from a commit for branch-based modules, from an upload for modules without a repository.
// All other modules get their versions from tags.

import type { Database } from '../../database/index.ts'
import { type Clock, Forbidden, Invalid, NotFound } from '../../kernel/index.ts'
import { authorize, type Subject } from '../../permissions/index.ts'
import { versionProblem } from '../../terraform/index.ts'
import { auditedVersion } from '../changes/audited.ts'
import type { ModuleChanges } from '../changes/module-changes.ts'
import { newVersion } from '../registry-module/new-version.ts'
import { addressOf, type RegistryModule } from '../registry-module/registry-module.ts'
import type { RegistryModuleVersion } from '../registry-module/registry-module-version.ts'
import { claimNumber } from '../registry-module/version-numbers.ts'
import { versionByNumber } from '../registry-module/version-rows.ts'

export interface NewVersionsParts {
  database: Database
  clock: Clock
  changes: ModuleChanges
}

export interface NewVersionRequest {
  version: string
  /** may be abbreviated; when absent, the head of the branch */
  commitSha?: string | undefined
}

const VERSION = '/data/attributes/version'
/** Git abbreviates to no fewer digits than the first number, and knows names as long as the last. */
const COMMIT = /^[0-9a-f]{4,64}$/i

export class NewVersions {
  readonly #parts: NewVersionsParts

  constructor(parts: NewVersionsParts) {
    this.#parts = parts
  }

  /**
   * @throws Invalid when the number is taken or no semantic version, the commit is malformed, the module takes its versions from
   *   tags, or the organization has as many as it may; Forbidden for public modules
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
    const problem = versionProblem(request.version)
    if (problem !== undefined) throw new Invalid(`Version ${request.version} ${problem}`, VERSION)
    const wanted = newVersion(module.id, {
      version: request.version,
      ...(module.branch === null ? {} : { branch: module.branch }),
      commit: readCommit(module, request.commitSha),
      source: serviceProvider,
      now: clock.now(),
    })
    const created = await changes.grow(module.id, async ({ tx, addVersions, requestSync }) => {
      const taken = await claimNumber(tx, module.id, request.version)
      if (taken !== undefined) throw new Invalid(taken, VERSION)
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

/** Git's own names are in lower case. A module without a repository only keeps what it was given. */
function readCommit({ vcsRepositoryId }: RegistryModule, sha: string | undefined): string | undefined {
  if (sha === undefined || sha === '') return undefined
  if (!COMMIT.test(sha)) throw new Invalid('Commit sha must be 4 to 64 hexadecimal digits', '/data/attributes/commit-sha')
  return vcsRepositoryId === null ? sha : sha.toLowerCase()
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
