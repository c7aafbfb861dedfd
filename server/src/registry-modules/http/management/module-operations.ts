// What the routes of modules and their versions read and answer.
import { Type } from 'typebox'
import { operationsOf } from '../../../platform/http/index.ts'
import {
  accepted,
  choice,
  created,
  including,
  listOf,
  one,
  pageOfMany,
  paging,
  TagBindingResource,
  text,
} from '../../../platform/http/json-api/index.ts'
import { ModuleResource, TagResource, VersionResource } from './module-schema.ts'
import { NoCodeResource } from './no-code-document.ts'
import { CreateModuleBody, CreateVersionBody, PublishBody, UpdateModuleBody } from './schemas.ts'

const module = operationsOf('Registry modules')

export const MODULE_INCLUSIONS = ['no-code-modules'] as const

export const LIST_MODULES = module('listRegistryModules', 'List registry modules', {
  query: Type.Object({
    ...paging(),
    ...including(MODULE_INCLUSIONS),
    q: text('A part of the name, the namespace, the provider or the description'),
    'filter[provider]': text('The exact provider'),
    'filter[registry_name]': choice(['private', 'public'], 'Only modules of this registry'),
    'filter[organization_name]': text('The exact namespace'),
  }),
  answers: pageOfMany(ModuleResource, { included: [NoCodeResource] }),
})
export const READ_MODULE = module('readRegistryModule', 'Read a registry module', { answers: one(ModuleResource) })
export const READ_MODULE_BY_NAME = module('readRegistryModuleByName', 'Read a private module, the older way', {
  answers: one(ModuleResource),
})
export const READ_MODULE_BY_ID = module('readRegistryModuleById', 'Read a registry module by its id', { answers: one(ModuleResource) })
export const PUBLISH = module('publishRegistryModule', 'Publish a repository', {
  body: PublishBody,
  answers: created(ModuleResource),
  failures: [503],
})
export const PUBLISH_THE_OLDER_WAY = module('publishRegistryModuleOlder', 'Publish a repository, the older way', {
  body: PublishBody,
  answers: created(ModuleResource),
  failures: [503],
})
export const CREATE_MODULE = module('createRegistryModule', 'Create a module without a repository', {
  body: CreateModuleBody,
  answers: created(ModuleResource),
})
export const UPDATE_MODULE = module('updateRegistryModule', 'Change a registry module', {
  body: UpdateModuleBody,
  answers: one(ModuleResource),
  failures: [503],
})
export const LIST_TAG_BINDINGS = module('listTagBindings', 'List the labels of a module', { answers: listOf(TagBindingResource) })

const version = operationsOf('Module versions')
const newVersion = { body: CreateVersionBody, answers: created(VersionResource), failures: [403, 503] }

export const CREATE_VERSION = version('createRegistryModuleVersion', 'Create a version', newVersion)
export const CREATE_VERSION_THE_OLDER_WAY = version('createRegistryModuleVersionOlder', 'Create a version, the older way', newVersion)
export const READ_VERSION = version('readRegistryModuleVersion', 'Read a version', {
  query: Type.Object({ module_version: Type.String({ examples: ['1.2.0'], description: 'Which version' }) }),
  answers: one(VersionResource),
})
export const LIST_TAGS = version('listRegistryModuleTags', "List the tags of a module's repository, and what became of them", {
  query: Type.Object(paging()),
  answers: pageOfMany(TagResource),
})
export const RESYNC = version('resyncRegistryModule', 'Look at the tags of the repository now', { answers: accepted(ModuleResource) })
export const RETRY = version('retryRegistryModule', 'Try failed versions again', {
  query: Type.Object({ module_version: text('Only this version') }),
  answers: accepted(ModuleResource),
})
