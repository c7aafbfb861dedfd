// A module of the registry, `namespace/name/provider`, and the source of its versions.
import type { CamelCased, Schema } from '../../database/index.ts'
import type { OrganizationId, RegistryModuleId } from '../../kernel/index.ts'

type Columns = CamelCased<Schema['registry_modules']>

/** The API defines the names of the states. */
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

/** The part of a module that a permission check needs. */
export interface ModuleOwner {
  id: RegistryModuleId
  organizationId: OrganizationId
}

export function addressOf({ namespace, name, provider }: ModuleAddress): string {
  return `${namespace}/${name}/${provider}`
}
