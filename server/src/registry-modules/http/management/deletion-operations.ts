// What the routes of deletion and the trash read and answer.
import { Type } from 'typebox'
import { operationsOf } from '../../../platform/http/index.ts'
import { identifierOf, NOTHING, one, oneOf, pageOfMany, paging, resourceSchema, Timestamp } from '../../../platform/http/json-api/index.ts'
import { ModuleResource } from './module-schema.ts'

const operation = operationsOf('Module deletion')
const nothing = { answers: NOTHING }

export const DELETE_MODULES = operation('deleteRegistryModules', 'Delete the modules of a name, for all providers', nothing)
export const DELETE_MODULE = operation('deleteRegistryModule', 'Delete a module', nothing)
export const DELETE_VERSION = operation('deleteRegistryModuleVersion', 'Delete a version of a module', nothing)

export const DELETE_THE_OLDER_WAY = {
  modules: operation('deleteRegistryModulesOlder', 'Delete the modules of a name, the older way', nothing),
  module: operation('deleteRegistryModuleOlder', 'Delete a module, the older way', nothing),
  version: operation('deleteRegistryModuleVersionOlder', 'Delete a version of a module, the older way', nothing),
}

export const DeletedModuleResource = resourceSchema('DeletedRegistryModule', 'deleted-registry-modules', {
  attributes: Type.Object({
    'registry-name': oneOf(['private', 'public']),
    namespace: Type.String(),
    name: Type.String(),
    provider: Type.String(),
    version: Type.Union([Type.String(), Type.Null()], { description: 'Null: the whole module was deleted' }),
    'version-count': Type.Integer(),
    'deleted-by': Type.String(),
    'deleted-at': Timestamp,
    'expires-at': Timestamp,
  }),
  relationships: Type.Object({ organization: Type.Object({ data: identifierOf('organizations') }) }),
})

export const LIST_DELETED = operation('listDeletedRegistryModules', 'List what was deleted and can be restored', {
  query: Type.Object(paging()),
  answers: pageOfMany(DeletedModuleResource),
})
export const RESTORE = operation('restoreDeletedRegistryModule', 'Restore what was deleted', { answers: one(ModuleResource) })
