// The requests and responses of the routes that show what a change would do.
import { Type } from 'typebox'
import { operationsOf } from '../../../platform/http/index.ts'
import { identifierOf, nullable, one, oneOf, resourceSchema, Timestamp, text } from '../../../platform/http/json-api/index.ts'
import { LifecycleBody } from '../management/lifecycle-operations.ts'

const registryModule = Type.Object({ 'registry-module': Type.Object({ data: identifierOf('registry-modules') }) })

const consumers = Type.Object(
  {
    count: Type.Integer({ description: 'Users, teams and organizations whose tokens downloaded it in the last 30 days' }),
    named: Type.Array(Type.Object({ kind: oneOf(['users', 'teams', 'organizations']), name: Type.String() }), {
      description: 'Those of the organization that the caller may know, at most 20',
    }),
  },
  { title: 'RecentConsumers' },
)

const scope = {
  modules: Type.Array(Type.Object({ provider: Type.String(), versions: Type.Integer() }), {
    description: 'The modules that go, with all their versions',
  }),
  versions: Type.Integer({ description: 'How many versions go' }),
  consumers,
}
const modulesScope = Type.Object(
  { ...scope, 'recent-downloads': Type.Integer({ description: 'In the last 30 days, from midnight UTC' }) },
  { title: 'ModulesDeletionPreview' },
)

export const DeletionPreviewResource = resourceSchema('DeletionPreview', 'deletion-previews', {
  attributes: Type.Object({
    version: nullable(
      Type.Object(
        {
          ...scope,
          version: Type.String(),
          'versions-left': Type.Integer({ description: 'Versions that stay; with 0, the module goes too' }),
          downloads: Type.Integer({ description: 'Since it was published' }),
          tags: Type.Array(Type.String(), { description: 'Tags that stay in the repository and do not import the version again' }),
        },
        { title: 'VersionDeletionPreview' },
      ),
    ),
    provider: modulesScope,
    name: modulesScope,
    'restorable-until': Timestamp,
  }),
  relationships: registryModule,
})

export const PREVIEW_DELETION = operationsOf('Module deletion')('previewRegistryModuleDeletion', 'Preview a deletion in its three scopes', {
  query: Type.Object({ module_version: text('The version of the smallest scope') }),
  answers: one(DeletionPreviewResource),
})

export const LifecyclePreviewResource = resourceSchema('LifecyclePreview', 'lifecycle-previews', {
  attributes: Type.Object({
    version: Type.String(),
    'listed-as': nullable(
      Type.Object(
        {
          version: Type.String(),
          deprecation: Type.Optional(Type.Object({ reason: Type.String(), link: Type.String() })),
        },
        { description: 'The version in the answer to `versions`; null when it is not listed', title: 'ListedVersion' },
      ),
    ),
    refusal: Type.Union([Type.String(), Type.Null()], {
      description: 'What `terraform init` prints, because the download is refused with it; null when it is not refused',
    }),
    'spares-known-consumers': Type.Boolean({ description: 'Whether those who downloaded it before may do so again' }),
  }),
  relationships: registryModule,
})

export const PREVIEW_LIFECYCLE = operationsOf('Module versions')(
  'previewRegistryModuleVersionChange',
  'Preview what clients get of a version once it is deprecated or revoked',
  { body: LifecycleBody, answers: one(LifecyclePreviewResource) },
)
