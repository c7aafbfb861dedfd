// The resource of an audit event about a module or a version.
import type { AuditPlace, AuditResource } from '../../audit-trail/index.ts'
import { addressOf, type RegistryModule } from '../registry-module/registry-module.ts'
import type { RegistryModuleVersion } from '../registry-module/registry-module-version.ts'

export interface AuditedThing {
  resource: AuditResource
  organizationId: Extract<AuditPlace, { organizationId: unknown }>['organizationId']
}

type ModuleNamed = Pick<RegistryModule, 'id' | 'organizationId' | 'registryName' | 'namespace' | 'name' | 'provider'>

export function auditedModule(module: ModuleNamed, meta: Readonly<Record<string, unknown>> = {}): AuditedThing {
  const { id, organizationId, registryName: registry } = module
  return { resource: { type: 'registry_module', id, meta: { module: addressOf(module), registry, ...meta } }, organizationId }
}

export function auditedVersion(
  module: ModuleNamed,
  { id, version, commitSha: commit }: Pick<RegistryModuleVersion, 'id' | 'version' | 'commitSha'>,
  meta: Readonly<Record<string, unknown>> = {},
): AuditedThing {
  const { organizationId } = auditedModule(module)
  return {
    resource: { type: 'registry_module_version', id, meta: { module: addressOf(module), version, commit, ...meta } },
    organizationId,
  }
}
