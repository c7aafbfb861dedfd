// The requests and responses of the routes that only read, and that HCP Terraform lacks.
import { Type } from 'typebox'
import { operationsOf } from '../../../platform/http/index.ts'
import { choice, choices, one, pageOfMany, paging, text, texts } from '../../../platform/http/json-api/index.ts'
import { MODULE_ORDERS, MODULE_STATES } from '../../catalogue/module-summary-rows.ts'
import { ListedVersionResource, VERSION_STATUSES } from '../management/module-schema.ts'
import { DownloadsResource } from './downloads-document.ts'
import { INSPECTION_PARTS, InspectionResource } from './inspection-schema.ts'
import { SummaryResource } from './summary-document.ts'

const module = operationsOf('Registry modules')
const version = operationsOf('Module versions')

/** Words of `filter[status]`: `failed` stands for every status of a failure. */
export const VERSION_STATES = [...VERSION_STATUSES, 'failed'] as const

export const SEARCH_MODULES = module('searchRegistryModules', 'List registry modules without their versions', {
  query: Type.Object({
    ...paging(),
    q: text('Part of the name, namespace, provider or description to search for'),
    'filter[provider]': texts('Exact providers, any of them'),
    'filter[registry_name]': choice(['private', 'public'], 'The registry'),
    'filter[organization_name]': text('The organization that owns the module'),
    'filter[status]': choices(MODULE_STATES, 'Any of these; `failed`: has failed versions, `deprecated`: the latest version is'),
    'filter[label]': texts('Labels, all of them: `key`, or `key=value`'),
    sort: choice(MODULE_ORDERS, 'The order, `name` when absent; `updated-at`: when a version was last published'),
  }),
  answers: pageOfMany(SummaryResource),
  failures: [422],
})
export const READ_SUMMARY = module('readRegistryModuleSummary', 'Read a registry module without its versions', {
  answers: one(SummaryResource),
})
export const READ_DOWNLOADS = module('readRegistryModuleDownloads', 'Read how often a module was downloaded, week by week', {
  answers: one(DownloadsResource),
})
export const LIST_VERSIONS = version('listRegistryModuleVersions', 'List the versions of a module, newest first', {
  query: Type.Object({ ...paging(), 'filter[status]': choices(VERSION_STATES, 'Any of these; `failed`: whatever failed') }),
  answers: pageOfMany(ListedVersionResource),
  failures: [422],
})

export const INSPECTION_VIEWS = ['terraform', 'opentofu'] as const
const view = choice(
  INSPECTION_VIEWS,
  'The tool whose rules select the files, `terraform` when absent; `opentofu` matters where there are `.tofu` files',
)

export const LIST_INSPECTIONS = version('listModuleInspections', 'List the root, submodules and examples of a version', {
  query: Type.Object({ ...paging(), view }),
  answers: pageOfMany(InspectionResource),
  failures: [422],
})
export const READ_INSPECTION = version('readModuleInspection', 'Read what is in the root, a submodule or an example of a version', {
  query: Type.Object({
    path: text('The path of the submodule or example; the root when absent'),
    parts: choices(INSPECTION_PARTS, 'The parts to return, all of them when absent'),
    view,
  }),
  answers: one(InspectionResource),
  failures: [422],
})
