import { newId } from '../../kernel/index.ts'
import type { Organization } from '../../organizations/index.ts'
import type { RegistryModule } from '../registry-module/registry-module.ts'
import { searchText } from '../registry-module/search-text.ts'

/** A private module without versions, and without a repository until one is set. */
export function newModule(
  organization: Pick<Organization, 'id' | 'name'>,
  { name, provider }: { name: string; provider: string },
  now: number,
): RegistryModule {
  const address = { namespace: organization.name, name, provider }
  return {
    id: newId('registry-module'),
    organizationId: organization.id,
    registryName: 'private',
    ...address,
    status: 'pending',
    publishingMechanism: 'non_vcs',
    noCode: false,
    vcsRepositoryId: null,
    displayIdentifier: null,
    branch: null,
    initialVersion: null,
    tagPrefix: null,
    sourceDirectory: null,
    ingressSubmodules: false,
    testConfig: null,
    searchText: searchText({ ...address, description: '' }),
    description: '',
    latestVersion: null,
    statusDetail: null,
    createdAt: now,
    updatedAt: now,
  }
}
