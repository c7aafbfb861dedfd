// What this domain needs from those above it; app/ plugs the implementations in.

import type { OrganizationId, RegistryModuleId } from '../../kernel/index.ts'

/** Where tests could run. This domain only checks that a pool exists. */
export interface AgentPools {
  find(id: string): Promise<{ organizationId: OrganizationId; name: string } | undefined>
}

/** Told after every committed change to a module or its versions. */
export interface CatalogueChanges {
  moduleChanged(id: RegistryModuleId): void
}
