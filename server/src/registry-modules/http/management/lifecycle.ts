// PATCH of a version: deprecates, revokes, or reverts either, in the shapes of HCP Terraform's API.
import type { FastifyInstance } from 'fastify'
import type { Static } from 'typebox'
import { Invalid } from '../../../kernel/index.ts'
import type { ModuleViews } from '../../catalogue/module-views.ts'
import type { ModulePath, RegistryModules } from '../../catalogue/registry-modules.ts'
import type { LifecycleChange, VersionLifecycles } from '../../lifecycle/version-lifecycles.ts'
import type { VersionUploads } from '../../publishing/version-uploads.ts'
import type { RegistryModule } from '../../registry-module/registry-module.ts'
import type { RegistryModuleVersion } from '../../registry-module/registry-module-version.ts'
import { CHANGE_VERSION, type DeprecatedVersion, type Deprecation, type LifecycleBody } from './lifecycle-operations.ts'
import type { VersionResource } from './module-schema.ts'
import { versionDocument } from './version-document.ts'

export interface LifecycleRoutes {
  modules: RegistryModules
  lifecycles: VersionLifecycles
  uploads: VersionUploads
  views: ModuleViews
}

interface Params extends Omit<ModulePath, 'registryName'> {
  registry: string
  version: string
}

export function serveLifecycle(scope: FastifyInstance, routes: LifecycleRoutes): void {
  const { modules, lifecycles } = routes

  scope.patch<{ Params: Params; Body: Static<typeof LifecycleBody> }>(
    '/organizations/:organization/registry-modules/:registry/:namespace/:name/:provider/:version',
    CHANGE_VERSION,
    async ({ subject, params, body }) => {
      const { registry: registryName, version, ...address } = params
      const module = await modules.read(subject, { ...address, registryName })
      const change = changeOf(body.data.attributes)
      const changed = await lifecycles.change(subject, module, version, change)
      return 'deprecation' in change ? deprecationDocument(changed) : await revocationDocument(changed, module, routes)
    },
  )
}

/** @throws Invalid */
export function changeOf({ deprecation, revocation }: Static<typeof LifecycleBody>['data']['attributes']): LifecycleChange {
  if ((deprecation === undefined) === (revocation === undefined)) {
    throw new Invalid('Exactly one of deprecation and revocation must be set', '/data/attributes')
  }
  if (deprecation !== undefined) {
    const { reason = '', link = '' } = deprecation
    return { deprecation: deprecation['deprecated-status'] === 'Deprecated' ? { reason, link } : null }
  }
  const { message = '', link = '', replacement = '' } = revocation ?? {}
  return { revocation: revocation?.status === 'Revoked' ? { message, link, replacement } : null }
}

interface DeprecationDocument {
  data: Static<typeof DeprecatedVersion>
  included?: Static<typeof Deprecation>[]
}

function deprecationDocument(version: RegistryModuleVersion): DeprecationDocument {
  const deprecation = version.deprecation
  const data = { id: version.id, type: 'module-versions' as const, attributes: { version: version.version } }
  if (deprecation === null) return { data }
  // A version has at most one deprecation, so it needs no id of its own.
  const identifier = { id: version.id, type: 'deprecations' as const }
  const { link, reason } = deprecation
  return {
    data: { ...data, relationships: { deprecation: { data: identifier } } },
    included: [{ ...identifier, attributes: { link, reason } }],
  }
}

async function revocationDocument(
  version: RegistryModuleVersion,
  module: RegistryModule,
  { uploads, views }: LifecycleRoutes,
): Promise<{ data: Static<typeof VersionResource> }> {
  const upload = uploads.urlFor(version, module.publishingMechanism !== 'non_vcs')
  return { data: versionDocument(version, upload, await views.diagnosticsOf(version)) }
}
