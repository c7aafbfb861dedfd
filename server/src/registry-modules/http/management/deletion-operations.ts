// The requests and responses of the routes for deletion and the trash.
import { Type } from 'typebox'
import { operationsOf } from '../../../platform/http/index.ts'
import { identifierOf, NOTHING, one, oneOf, pageOfMany, paging, resourceSchema, Timestamp } from '../../../platform/http/json-api/index.ts'
import { ModuleResource } from './module-schema.ts'

const operation = operationsOf('Module deletion')
const nothing = { answers: NOTHING }

export const DELETE_MODULES = operation('deleteRegistryModules', 'Delete a module for all providers', nothing)
export const DELETE_MODULE = operation('deleteRegistryModule', 'Delete a module for one provider', nothing)
export const DELETE_VERSION = operation('deleteRegistryModuleVersion', 'Delete a module version', nothing)

export const DELETE_THE_OLDER_WAY = {
  modules: operation('deleteRegistryModulesOlder', 'Delete a module for all providers (legacy address)', nothing),
  module: operation('deleteRegistryModuleOlder', 'Delete a module for one provider (legacy address)', nothing),
  version: operation('deleteRegistryModuleVersionOlder', 'Delete a module version (legacy address)', nothing),
}

export const DeletedModuleResource = resourceSchema('DeletedRegistryModule', 'deleted-registry-modules', {
  attributes: Type.Object({
    'registry-name': oneOf(['private', 'public']),
    namespace: Type.String(),
    name: Type.String(),
    provider: Type.String(),
    version: Type.Union([Type.String(), Type.Null()], { description: 'Null when the whole module was deleted' }),
    'version-count': Type.Integer(),
    'deleted-by': Type.String(),
    'deleted-by-name': Type.Union([Type.String(), Type.Null()], {
      description: 'Null when there is no such user, team or organization any more',
    }),
    'deleted-at': Timestamp,
    'expires-at': Timestamp,
  }),
  relationships: Type.Object({ organization: Type.Object({ data: identifierOf('organizations') }) }),
})

export const LIST_DELETED = operation('listDeletedRegistryModules', 'List deleted modules and versions that can be restored', {
  query: Type.Object(paging()),
  answers: pageOfMany(DeletedModuleResource),
})
export const RESTORE = operation('restoreDeletedRegistryModule', 'Restore a deleted module or version', { answers: one(ModuleResource) })
export const PURGE = operation('purgeDeletedRegistryModule', 'Delete a deleted module or version for good', nothing)
