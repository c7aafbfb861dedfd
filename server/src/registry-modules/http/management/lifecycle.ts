// PATCH of one version: deprecating, revoking and taking it back, in the shapes of HCP Terraform's API.
import type { FastifyInstance } from 'fastify'
import { type Static, Type } from 'typebox'
import { Invalid } from '../../../kernel/index.ts'
import { bodyOf, type Document } from '../../../platform/http/json-api/index.ts'
import type { ModulePath, RegistryModules } from '../../catalogue/registry-modules.ts'
import type { LifecycleChange, VersionLifecycles } from '../../lifecycle/version-lifecycles.ts'
import type { VersionUploads } from '../../publishing/version-uploads.ts'
import type { RegistryModule } from '../../registry-module/registry-module.ts'
import type { RegistryModuleVersion } from '../../registry-module/registry-module-version.ts'
import { versionDocument } from './version-document.ts'

export interface LifecycleRoutes {
  modules: RegistryModules
  lifecycles: VersionLifecycles
  uploads: VersionUploads
}

interface Params extends Omit<ModulePath, 'registryName'> {
  registry: string
  version: string
}

const text = Type.Optional(Type.String())

const LifecycleBody = bodyOf(
  ['module-versions', 'module-version', 'registry-module-versions', 'registry-module-version'],
  Type.Object({
    deprecation: Type.Optional(Type.Object({ 'deprecated-status': Type.Enum(['Deprecated', 'Undeprecated']), reason: text, link: text })),
    revocation: Type.Optional(
      // `replacement` is ours.
      Type.Object({ status: Type.Enum(['Revoked', 'Unrevoked']), message: text, link: text, replacement: text }),
    ),
  }),
)

export function serveLifecycle(scope: FastifyInstance, { modules, lifecycles, uploads }: LifecycleRoutes): void {
  scope.patch<{ Params: Params; Body: Static<typeof LifecycleBody> }>(
    '/organizations/:organization/registry-modules/:registry/:namespace/:name/:provider/:version',
    { schema: { body: LifecycleBody } },
    async ({ subject, params, body }) => {
      const { registry: registryName, version, ...address } = params
      const module = await modules.read(subject, { ...address, registryName })
      const change = changeOf(body.data.attributes)
      const changed = await lifecycles.change(subject, module, version, change)
      return 'deprecation' in change ? deprecationDocument(changed) : revocationDocument(changed, module, uploads)
    },
  )
}

function changeOf({ deprecation, revocation }: Static<typeof LifecycleBody>['data']['attributes']): LifecycleChange {
  if ((deprecation === undefined) === (revocation === undefined)) {
    throw new Invalid('Exactly one of deprecation and revocation must be given', '/data/attributes')
  }
  if (deprecation !== undefined) {
    const { reason = '', link = '' } = deprecation
    return { deprecation: deprecation['deprecated-status'] === 'Deprecated' ? { reason, link } : null }
  }
  const { message = '', link = '', replacement = '' } = revocation ?? {}
  return { revocation: revocation?.status === 'Revoked' ? { message, link, replacement } : null }
}

function deprecationDocument(version: RegistryModuleVersion): Document {
  const deprecation = version.deprecation
  const data = { id: version.id, type: 'module-versions', attributes: { version: version.version } }
  if (deprecation === null) return { data }
  // A version has at most one deprecation, so it needs no id of its own.
  const identifier = { id: version.id, type: 'deprecations' }
  const { link, reason } = deprecation
  return {
    data: { ...data, relationships: { deprecation: { data: identifier } } },
    included: [{ ...identifier, attributes: { link, reason } }],
  }
}

function revocationDocument(version: RegistryModuleVersion, module: RegistryModule, uploads: VersionUploads): Document {
  return { data: versionDocument(version, uploads.urlFor(version, module.publishingMechanism !== 'non_vcs')) }
}
