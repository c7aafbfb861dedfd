// What the routes of the registry protocol read and answer.
import { type TProperties, Type } from 'typebox'
import { operationsOf } from '../../../platform/http/index.ts'
import { DownloadSummary, ModuleDetails, ModuleList, VersionList } from './registry-schema.ts'

const operation = operationsOf('Registry protocol')
const optional = (description: string) => Type.Optional(Type.String({ description }))

const listing = (extra: TProperties) => ({
  query: Type.Object({
    offset: Type.Optional(Type.Integer({ minimum: 0, default: 0, description: 'How many modules to skip' })),
    limit: Type.Optional(Type.Integer({ minimum: 0, maximum: 100, default: 15, description: 'How many modules to show' })),
    provider: optional('Only modules for this provider'),
    verified: Type.Optional(Type.Boolean({ description: 'True: only verified modules, of which there are none' })),
    ...extra,
  }),
  answers: { 200: { description: 'A part of the list', schema: ModuleList } },
})
const namespace = { namespace: optional('Only modules of this namespace') }

export const LIST_MODULES = operation('registryListModules', 'List modules', listing(namespace))
export const SEARCH_MODULES = operation(
  'registrySearchModules',
  'Search modules',
  listing({ ...namespace, q: Type.String({ description: 'A part of what modules say of themselves' }) }),
)
export const LIST_NAMESPACE = operation('registryListNamespace', 'List the modules of a namespace', listing({}))
export const LIST_NAME = operation('registryListName', 'List the modules of a name, for all providers', listing({}))

const details = { answers: { 200: { description: 'Everything about one version', schema: ModuleDetails } } }
export const READ_LATEST = operation('registryReadLatestVersion', 'Read the latest version of a module', { answers: details.answers })
export const READ_VERSION = operation('registryReadVersion', 'Read a version of a module', { answers: details.answers })

export const DOWNLOAD_LATEST = operation('registryDownloadLatestVersion', 'Go to the download of the latest version', {
  answers: { 302: { description: 'Its address', headers: { Location: 'The address of its download' } } },
})
export const READ_DOWNLOADS = operation('registryReadDownloads', 'Read how often a module was downloaded', {
  answers: { 200: { description: 'The counts', schema: DownloadSummary } },
})

export const LIST_VERSIONS = operation('registryListVersions', 'List the versions of a module', {
  answers: { 200: { description: 'All published versions', schema: VersionList } },
})
export const DOWNLOAD_VERSION = operation('registryDownloadVersion', 'Read where the archive of a version is', {
  answers: { 204: { description: 'The header says it', headers: { 'X-Terraform-Get': 'A signed address of the archive' } } },
  failures: [403],
})

const absent = (id: string) =>
  operation(id, 'Ask the public registry for a module', { description: 'Always 404: the public registry is not asked.', answers: {} })
export const PUBLIC_MODULE = absent('publicRegistryReadModule')
export const PUBLIC_VERSIONS = absent('publicRegistryListVersions')
export const PUBLIC_VERSION = absent('publicRegistryReadVersion')
