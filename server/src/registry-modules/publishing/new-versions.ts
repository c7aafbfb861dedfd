// Versions made through the API: by commit for modules that follow a branch, by upload for those without a repository.
// Tags make the versions of all others.
import type { Kysely } from 'kysely'
import type { AuditTrail } from '../../audit-trail/index.ts'
import type { Database, Schema } from '../../database/index.ts'
import { type Clock, Forbidden, Invalid, NotFound } from '../../kernel/index.ts'
import { authorize, type Subject } from '../../permissions/index.ts'
import { parseVersion } from '../../terraform/index.ts'
import type { IngressRequests } from '../../vcs/index.ts'
import { auditedVersion } from '../registry-module/audited.ts'
import { lockModule } from '../registry-module/module-rows.ts'
import { newVersion } from '../registry-module/new-version.ts'
import type { CatalogueChanges } from '../registry-module/ports.ts'
import { refreshModule } from '../registry-module/publication-state.ts'
import { addressOf, type RegistryModule } from '../registry-module/registry-module.ts'
import type { RegistryModuleVersion } from '../registry-module/registry-module-version.ts'
import { insertVersions, versionByNumber } from '../registry-module/version-rows.ts'

export interface NewVersionsParts {
  database: Database
  clock: Clock
  ingress: IngressRequests
  catalogue: CatalogueChanges
  trail: Pick<AuditTrail, 'record'>
}

export interface NewVersionRequest {
  version: string
  /** absent: the head of the branch */
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
   * @throws Invalid when the version exists, is not a semantic version, or the module takes its versions from tags;
   *   Forbidden for public modules
   */
  async create(
    subject: Subject,
    module: RegistryModule,
    serviceProvider: string,
    request: NewVersionRequest,
  ): Promise<RegistryModuleVersion> {
    const { database, clock, ingress, catalogue, trail } = this.#parts
    authorize(subject, 'manage-modules', module.organization_id, `module ${addressOf(module)}`)
    refuseForeignVersions(module)
    if (parseVersion(request.version) === undefined)
      throw new Invalid(`Version ${request.version} is not a semantic version such as 1.0.0`, VERSION)
    if (request.commitSha !== undefined && !COMMIT.test(request.commitSha)) {
      throw new Invalid('Commit sha must be a full commit id of 40 hexadecimal digits', '/data/attributes/commit-sha')
    }
    const now = clock.now()
    const wanted = newVersion(module.id, {
      version: request.version,
      ...(module.branch === null ? {} : { branch: module.branch }),
      commit: request.commitSha,
      source: serviceProvider,
      now,
    })
    await database.queries.transaction().execute(async (tx: Kysely<Schema>) => {
      if (!(await lockModule(tx, module.id, now))) throw new NotFound(`module ${addressOf(module)} not found`)
      const existing = await versionByNumber(tx, module.id, request.version)
      if (existing !== undefined) throw new Invalid(`Version ${request.version} has already been taken`, VERSION)
      await insertVersions(tx, [wanted])
      await refreshModule(tx, module.id)
      if (module.vcs_repository_id !== null) await ingress.request(tx, module.vcs_repository_id)
      await trail.record(tx, { subject, action: 'create', ...auditedVersion(module, wanted) })
    })
    catalogue.moduleChanged(module.id)
    ingress.wake()
    return wanted
  }

  /** @throws NotFound; the caller has checked that the module may be read */
  async read(module: RegistryModule, version: string): Promise<RegistryModuleVersion> {
    const found = await versionByNumber(this.#parts.database.queries, module.id, version)
    if (found === undefined) throw new NotFound(`version ${version} of ${addressOf(module)} not found`)
    return found
  }
}

function refuseForeignVersions(module: RegistryModule): void {
  if (module.registry_name === 'public') throw new Forbidden('versions of public modules come from their own registry')
  if (module.publishing_mechanism === 'git_tag') {
    throw new Invalid(`The versions of ${addressOf(module)} are the tags of its repository: push a tag`, VERSION)
  }
  // Its connection was deleted, so there is nothing to take a commit from.
  if (module.publishing_mechanism === 'branch' && module.vcs_repository_id === null) {
    throw new Invalid(`${addressOf(module)} has no VCS repository any more`, VERSION)
  }
}
