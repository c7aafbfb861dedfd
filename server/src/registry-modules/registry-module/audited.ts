// What the audit trail says a change was about.
import type { AuditPlace, AuditResource } from '../../audit-trail/index.ts'
import { addressOf, type RegistryModule } from './registry-module.ts'
import type { RegistryModuleVersion } from './registry-module-version.ts'

export interface AuditedThing {
  resource: AuditResource
  organizationId: Extract<AuditPlace, { organizationId: unknown }>['organizationId']
}

type ModuleNamed = Pick<RegistryModule, 'id' | 'organization_id' | 'registry_name' | 'namespace' | 'name' | 'provider'>

export function auditedModule(module: ModuleNamed, meta: Readonly<Record<string, unknown>> = {}): AuditedThing {
  const { id, organization_id: organizationId, registry_name: registry } = module
  return { resource: { type: 'registry_module', id, meta: { module: addressOf(module), registry, ...meta } }, organizationId }
}

export function auditedVersion(
  module: ModuleNamed,
  { id, version, commit_sha: commit }: Pick<RegistryModuleVersion, 'id' | 'version' | 'commit_sha'>,
  meta: Readonly<Record<string, unknown>> = {},
): AuditedThing {
  const { organizationId } = auditedModule(module)
  return {
    resource: { type: 'registry_module_version', id, meta: { module: addressOf(module), version, commit, ...meta } },
    organizationId,
  }
}
