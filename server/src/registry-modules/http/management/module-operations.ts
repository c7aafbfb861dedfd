// The requests and responses of the routes for modules and their versions.
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
    q: text('Part of the name, namespace, provider or description to search for'),
    'filter[provider]': text('The exact provider'),
    'filter[registry_name]': choice(['private', 'public'], 'The registry'),
    'filter[organization_name]': text('The organization that owns the module'),
  }),
  answers: pageOfMany(ModuleResource, { included: [NoCodeResource] }),
})
export const READ_MODULE = module('readRegistryModule', 'Read a registry module', { answers: one(ModuleResource) })
export const READ_MODULE_BY_NAME = module('readRegistryModuleByName', 'Read a private registry module (legacy address)', {
  answers: one(ModuleResource),
})
export const READ_MODULE_BY_ID = module('readRegistryModuleById', 'Read a registry module by id', { answers: one(ModuleResource) })
export const PUBLISH = module('publishRegistryModule', 'Publish a module from a repository', {
  body: PublishBody,
  answers: created(ModuleResource),
})
export const PUBLISH_THE_OLDER_WAY = module('publishRegistryModuleOlder', 'Publish a module from a repository (legacy address)', {
  body: PublishBody,
  answers: created(ModuleResource),
})
export const CREATE_MODULE = module('createRegistryModule', 'Create a module without a repository', {
  body: CreateModuleBody,
  answers: created(ModuleResource),
})
export const UPDATE_MODULE = module('updateRegistryModule', 'Update a registry module', {
  body: UpdateModuleBody,
  answers: one(ModuleResource),
})
export const LIST_TAG_BINDINGS = module('listTagBindings', 'List the tag bindings of a module', { answers: listOf(TagBindingResource) })

const version = operationsOf('Module versions')
const newVersion = { body: CreateVersionBody, answers: created(VersionResource), failures: [403] }

export const CREATE_VERSION = version('createRegistryModuleVersion', 'Create a module version', newVersion)
export const CREATE_VERSION_THE_OLDER_WAY = version(
  'createRegistryModuleVersionOlder',
  'Create a module version (legacy address)',
  newVersion,
)
export const READ_VERSION = version('readRegistryModuleVersion', 'Read a module version', {
  query: Type.Object({ module_version: Type.String({ examples: ['1.2.0'], description: 'The version' }) }),
  answers: one(VersionResource),
})
export const LIST_TAGS = version('listRegistryModuleTags', "List the tags of a module's repository with their import status", {
  query: Type.Object({ 'filter[version]': text('Only those of this version'), ...paging() }),
  answers: pageOfMany(TagResource),
})
export const RESYNC = version('resyncRegistryModule', "Sync the module's repository now", { answers: accepted(ModuleResource) })
export const IMPORT_TAG = version('importRegistryModuleTag', 'Import a tag whose version was deleted or never imported', {
  query: Type.Object({ tag: Type.String({ examples: ['v1.2.0'], description: 'The name of the tag' }) }),
  answers: accepted(ModuleResource),
})
export const RETRY = version('retryRegistryModule', 'Retry the import of failed versions', {
  query: Type.Object({ module_version: text('Only this version') }),
  answers: accepted(ModuleResource),
})
