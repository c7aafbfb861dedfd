// The published thing: `namespace/name/provider` with its versions, and where they come from.
import type { CamelCased, Schema } from '../../database/index.ts'
import type { OrganizationId, RegistryModuleId } from '../../kernel/index.ts'

type Columns = CamelCased<Schema['registry_modules']>

/** The states are the API's own words. */
export interface RegistryModule extends Omit<Columns, 'noCode' | 'ingressSubmodules' | 'webhookUuid'> {
  noCode: boolean
  ingressSubmodules: boolean
}

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
