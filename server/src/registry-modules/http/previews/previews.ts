// What a deletion, deprecation or revocation would do. HCP Terraform has no counterpart.
import type { FastifyInstance } from 'fastify'
import type { Static } from 'typebox'
import { parameter, timestamp } from '../../../platform/http/json-api/index.ts'
import type { RegistryModules } from '../../catalogue/registry-modules.ts'
import type { LifecyclePreview } from '../../lifecycle/lifecycle-preview.ts'
import type { VersionLifecycles } from '../../lifecycle/version-lifecycles.ts'
import type { DeletionPreview, DeletionPreviews, ModulesPreview, VersionPreview } from '../../trash/deletion-previews.ts'
import { changeOf } from '../management/lifecycle.ts'
import type { LifecycleBody } from '../management/lifecycle-operations.ts'
import { MODULE, type ModuleParams, pathOf, readByPath } from '../management/module-routes.ts'
import { type DeletionPreviewResource, type LifecyclePreviewResource, PREVIEW_DELETION, PREVIEW_LIFECYCLE } from './preview-operations.ts'

export interface PreviewRoutes {
  modules: RegistryModules
  deletionPreviews: DeletionPreviews
  lifecycles: VersionLifecycles
}

type VersionParams = ModuleParams & { version: string }

export function servePreviews(scope: FastifyInstance, { modules, deletionPreviews, lifecycles }: PreviewRoutes): void {
  scope.get<{ Params: ModuleParams }>(`${MODULE}/deletion-preview`, PREVIEW_DELETION, async ({ subject, params, query }) => {
    const { organization, ...target } = pathOf(params)
    const version = parameter(query, 'module_version')?.replaceAll(' ', '+')
    return { data: deletionDocument(await deletionPreviews.of(subject, organization, target, version)) }
  })

  scope.post<{ Params: VersionParams; Body: Static<typeof LifecycleBody> }>(
    `${MODULE}/:version/actions/preview`,
    PREVIEW_LIFECYCLE,
    async (request) => {
      const module = await readByPath({ modules }, request)
      const change = changeOf(request.body.data.attributes)
      return { data: lifecycleDocument(await lifecycles.preview(request.subject, module, request.params.version, change)) }
    },
  )
}

function deletionDocument({ module, version, provider, name, restorableUntil }: DeletionPreview): Static<typeof DeletionPreviewResource> {
  return {
    id: module.id,
    type: 'deletion-previews',
    attributes: {
      version: version && versionOf(version),
      provider: modulesOf(provider),
      name: modulesOf(name),
      'restorable-until': timestamp(restorableUntil),
    },
    relationships: { 'registry-module': { data: { id: module.id, type: 'registry-modules' } } },
  }
}

type Attributes = Static<typeof DeletionPreviewResource>['attributes']

function versionOf({ version, modules, versions, versionsLeft, downloads, consumers, tags }: VersionPreview): Attributes['version'] {
  return { version, modules, versions, 'versions-left': versionsLeft, downloads, consumers, tags }
}

function modulesOf({ modules, versions, recentDownloads, consumers }: ModulesPreview): Attributes['provider'] {
  return { modules, versions, 'recent-downloads': recentDownloads, consumers }
}

function lifecycleDocument({
  version: { id, version, registryModuleId },
  listedAs,
  refusal,
  sparesKnownConsumers,
}: LifecyclePreview): Static<typeof LifecyclePreviewResource> {
  return {
    id,
    type: 'lifecycle-previews',
    attributes: { version, 'listed-as': listedAs, refusal, 'spares-known-consumers': sparesKnownConsumers },
    relationships: { 'registry-module': { data: { id: registryModuleId, type: 'registry-modules' } } },
  }
}
