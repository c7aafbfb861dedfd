// The request and response of the route that deprecates and revokes versions.
import { Type } from 'typebox'
import { operationsOf } from '../../../platform/http/index.ts'
import { bodyOf, identifierOf, one, resourceSchema } from '../../../platform/http/json-api/index.ts'
import { VersionResource } from './module-schema.ts'

const text = Type.Optional(Type.String())

export const LifecycleBody = bodyOf(
  ['module-versions', 'module-version', 'registry-module-versions', 'registry-module-version'],
  Type.Object({
    deprecation: Type.Optional(Type.Object({ 'deprecated-status': Type.Enum(['Deprecated', 'Undeprecated']), reason: text, link: text })),
    revocation: Type.Optional(
      // `replacement` is ours.
      Type.Object({ status: Type.Enum(['Revoked', 'Unrevoked']), message: text, link: text, replacement: text }),
    ),
  }),
)

/** The deprecation of a version, or its reversal. */
export const DeprecatedVersion = resourceSchema('DeprecatedVersion', 'module-versions', {
  attributes: Type.Object({ version: Type.String() }),
  relationships: Type.Optional(Type.Object({ deprecation: Type.Object({ data: identifierOf('deprecations') }) })),
})

export const Deprecation = resourceSchema('Deprecation', 'deprecations', {
  attributes: Type.Object({ link: Type.String(), reason: Type.String() }),
})

export const CHANGE_VERSION = operationsOf('Module versions')(
  'updateRegistryModuleVersion',
  'Deprecate or revoke a module version, or reverse this',
  {
    body: LifecycleBody,
    answers: one(Type.Union([VersionResource, DeprecatedVersion]), { included: [Deprecation] }),
  },
)
