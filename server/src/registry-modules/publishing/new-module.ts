import { randomUUID } from 'node:crypto'
import { newId } from '../../kernel/index.ts'
import type { Organization } from '../../organizations/index.ts'
import type { RegistryModule } from '../registry-module/registry-module.ts'
import { searchText } from '../registry-module/search-text.ts'

/** A private module that nothing was published for yet; without a repository until one is set. */
export function newModule(
  organization: Pick<Organization, 'id' | 'name'>,
  { name, provider }: { name: string; provider: string },
  now: number,
): RegistryModule {
  const address = { namespace: organization.name, name, provider }
  return {
    id: newId('registry-module'),
    organization_id: organization.id,
    registry_name: 'private',
    ...address,
    status: 'pending',
    publishing_mechanism: 'non_vcs',
    no_code: 0,
    vcs_repository_id: null,
    display_identifier: null,
    branch: null,
    initial_version: null,
    tag_prefix: null,
    source_directory: null,
    ingress_submodules: 0,
    webhook_uuid: randomUUID(),
    test_config: null,
    search_text: searchText({ ...address, description: '' }),
    description: '',
    latest_version: null,
    status_detail: null,
    created_at: now,
    updated_at: now,
  }
}
