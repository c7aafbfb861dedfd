// The published thing: `namespace/name/provider` with its versions, and where they come from.
import type { Schema } from '../../database/index.ts'
import type { OrganizationId, RegistryModuleId } from '../../kernel/index.ts'

/** The field names are the table's; the states are the API's own words. */
export type RegistryModule = Schema['registry_modules']

/** How Terraform writes a module's address, without the host. */
export interface ModuleAddress {
  namespace: string
  name: string
  provider: string
}

/** What a permission check needs to know of a module. */
export interface ModuleOwner {
  id: RegistryModuleId
  organizationId: OrganizationId
}

export function addressOf({ namespace, name, provider }: ModuleAddress): string {
  return `${namespace}/${name}/${provider}`
}
