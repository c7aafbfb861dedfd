// The requests and responses of the routes for the registry protocol.
import { type TProperties, Type } from 'typebox'
import { operationsOf } from '../../../platform/http/index.ts'
import { DownloadSummary, ModuleDetails, ModuleList, VersionList } from './registry-schema.ts'

const operation = operationsOf('Registry protocol')
const optional = (description: string) => Type.Optional(Type.String({ description }))

const listing = (extra: TProperties) => ({
  query: Type.Object({
    offset: Type.Optional(Type.Integer({ minimum: 0, default: 0, description: 'Number of modules to skip' })),
    limit: Type.Optional(Type.Integer({ minimum: 0, maximum: 100, default: 15, description: 'Maximum number of modules to return' })),
    provider: optional('Only modules for this provider'),
    verified: Type.Optional(Type.Boolean({ description: 'Only verified modules; there are none' })),
    ...extra,
  }),
  answers: { 200: { description: 'Part of the list', schema: ModuleList } },
})
const namespace = { namespace: optional('Only modules of this namespace') }

export const LIST_MODULES = operation('registryListModules', 'List modules', listing(namespace))
export const SEARCH_MODULES = operation(
  'registrySearchModules',
  'Search modules',
  listing({ ...namespace, q: Type.String({ description: 'The search query' }) }),
)
export const LIST_NAMESPACE = operation('registryListNamespace', 'List the modules of a namespace', listing({}))
export const LIST_NAME = operation('registryListName', 'List the latest version of a module for each provider', listing({}))

const details = { answers: { 200: { description: 'The details of one version', schema: ModuleDetails } } }
export const READ_LATEST = operation('registryReadLatestVersion', 'Read the latest version of a module', { answers: details.answers })
export const READ_VERSION = operation('registryReadVersion', 'Read a module version', { answers: details.answers })

export const DOWNLOAD_LATEST = operation('registryDownloadLatestVersion', 'Redirect to the download of the latest version', {
  answers: { 302: { description: 'Redirect to the download', headers: { Location: 'The address of the download' } } },
})
export const READ_DOWNLOADS = operation('registryReadDownloads', 'Read the download counts of a module', {
  answers: { 200: { description: 'The counts', schema: DownloadSummary } },
})

export const LIST_VERSIONS = operation('registryListVersions', 'List the versions of a module', {
  answers: { 200: { description: 'All published versions', schema: VersionList } },
})
export const DOWNLOAD_VERSION = operation('registryDownloadVersion', 'Read the source address of a module version', {
  answers: { 204: { description: 'The header has the address', headers: { 'X-Terraform-Get': 'The signed URL of the archive' } } },
  failures: [403],
})

const absent = (id: string) =>
  operation(id, 'Read a module of the public registry', {
    description: 'Always 404: the server does not query the public registry.',
    answers: {},
  })
export const PUBLIC_MODULE = absent('publicRegistryReadModule')
export const PUBLIC_VERSIONS = absent('publicRegistryListVersions')
export const PUBLIC_VERSION = absent('publicRegistryReadVersion')
