// Saves a module and its repository, whether a person or the server publishes it.
import { uniquely } from '../../database/index.ts'
import { Invalid, type VcsRepositoryId } from '../../kernel/index.ts'
import type { Organization } from '../../organizations/index.ts'
import type { Subject } from '../../permissions/index.ts'
import type { LocatedRepository, VcsRepositories } from '../../vcs/index.ts'
import { auditedModule } from '../changes/audited.ts'
import type { ModuleChanges } from '../changes/module-changes.ts'
import { setNoCode } from '../no-code/no-code-module-rows.ts'
import { newVersion } from '../registry-module/new-version.ts'
import type { RegistryModule } from '../registry-module/registry-module.ts'
import { newModule } from './new-module.ts'
import type { Publication } from './publication.ts'
import { storedTestConfig } from './test-config.ts'

export interface PublishLocatedParts {
  repositories: Pick<VcsRepositories, 'connect'>
  changes: ModuleChanges
}

/** Everything that is decided before a module is saved. The caller has checked the permission of `by`. */
export interface Decided {
  by: Subject | 'system'
  organization: Pick<Organization, 'id' | 'name'>
  publication: Publication
  located: LocatedRepository
}

/** @throws Invalid when the module already exists, or the organization has as much as it may */
export async function publishLocated(parts: PublishLocatedParts, decided: Decided): Promise<RegistryModule> {
  const { organization, publication } = decided
  return await uniquely(
    () => save(parts, decided),
    () =>
      new Invalid(
        `Module ${organization.name}/${publication.name}/${publication.provider} has already been published`,
        '/data/attributes/name',
      ),
  )
}

function save(
  { changes, repositories }: PublishLocatedParts,
  { by, organization, publication, located }: Decided,
): Promise<RegistryModule> {
  return changes.together(async (transaction) => {
    const { tx, now } = transaction
    const repositoryId = await repositories.connect(tx, located)
    return await transaction.create(
      moduleOf(organization, publication, repositoryId, now),
      async ({ module, addVersions, requestSync }) => {
        if (publication.branch !== null && publication.initialVersion !== null) {
          const first = { version: publication.initialVersion, branch: publication.branch, source: located.serviceProvider, now }
          await addVersions([newVersion(module.id, first)])
        }
        if (publication.noCode) await setNoCode(tx, module, true, now)
        await requestSync(repositoryId, 'publish')
        return { subject: by, action: 'create', ...auditedModule(module, describe(publication)) }
      },
    )
  })
}

/** For the audit trail. */
function describe({ identifier, mechanism, branch, noCode }: Publication): Record<string, unknown> {
  return { repository: identifier, publishing_mechanism: mechanism, branch, no_code: noCode }
}

function moduleOf(
  organization: Pick<Organization, 'id' | 'name'>,
  publication: Publication,
  repositoryId: VcsRepositoryId,
  now: number,
): RegistryModule {
  return {
    ...newModule(organization, publication, now),
    publishingMechanism: publication.mechanism,
    noCode: publication.noCode,
    vcsRepositoryId: repositoryId,
    displayIdentifier: publication.displayIdentifier,
    branch: publication.branch,
    initialVersion: publication.initialVersion,
    tagPrefix: publication.tagPrefix,
    sourceDirectory: publication.sourceDirectory,
    ingressSubmodules: publication.ingressSubmodules,
    testConfig: storedTestConfig(publication.mechanism, publication.testConfig),
  }
}
