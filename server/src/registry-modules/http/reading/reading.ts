// /api/v2/…/registry-modules: modules, versions and what is in them, in parts of bounded size. HCP Terraform has no counterpart.
import type { FastifyInstance } from 'fastify'
import { sliceOf } from '../../../kernel/index.ts'
import { pagedDocument, pageOf, parameter } from '../../../platform/http/json-api/index.ts'
import type { DownloadCounts } from '../../catalogue/download-counts.ts'
import type { ModuleInspections } from '../../catalogue/module-inspections.ts'
import type { ModuleSummaries } from '../../catalogue/module-summaries.ts'
import { MODULE_ORDERS, MODULE_STATES } from '../../catalogue/module-summary-rows.ts'
import type { RegistryModules } from '../../catalogue/registry-modules.ts'
import { FAILED, type VersionStatus } from '../../registry-module/registry-module-version.ts'
import { COLLECTION, MODULE, type ModuleParams, readByPath } from '../management/module-routes.ts'
import { VERSION_STATUSES } from '../management/module-schema.ts'
import { listedVersionDocument } from '../management/version-document.ts'
import { downloadsDocument } from './downloads-document.ts'
import { labelsOf, textsOf, wordOf, wordsOf } from './filters.ts'
import { inspectionDocument } from './inspection-document.ts'
import { INSPECTION_PARTS } from './inspection-schema.ts'
import {
  INSPECTION_VIEWS,
  LIST_INSPECTIONS,
  LIST_VERSIONS,
  READ_DOWNLOADS,
  READ_INSPECTION,
  READ_SUMMARY,
  SEARCH_MODULES,
  VERSION_STATES,
} from './reading-operations.ts'
import { summaryDocument } from './summary-document.ts'

export interface ReadingRoutes {
  modules: RegistryModules
  summaries: ModuleSummaries
  inspections: ModuleInspections
  downloads: Pick<DownloadCounts, 'weeks'>
  publicUrl: string
}

type VersionParams = ModuleParams & { version: string }

const INSPECTION = `${MODULE}/versions/:version/inspection`

export function serveReading(scope: FastifyInstance, routes: ReadingRoutes): void {
  serveLists(scope, routes)
  serveInspections(scope, routes)
  serveDownloads(scope, routes)
}

function serveDownloads(scope: FastifyInstance, { modules, downloads }: ReadingRoutes): void {
  scope.get<{ Params: ModuleParams }>(`${MODULE}/downloads`, READ_DOWNLOADS, async (request) => {
    const module = await readByPath({ modules }, request)
    return { data: downloadsDocument(module, await downloads.weeks(module.id)) }
  })
}

function serveInspections(scope: FastifyInstance, { modules, inspections, publicUrl }: ReadingRoutes): void {
  scope.get<{ Params: VersionParams }>(`${INSPECTION}s`, LIST_INSPECTIONS, async (request) => {
    const view = wordOf(request.query, 'view', INSPECTION_VIEWS) ?? 'terraform'
    const directories = await inspections.directories(await readByPath({ modules }, request), request.params.version, view)
    const page = sliceOf(directories, pageOf(request.query))
    return pagedDocument(page, (directory) => inspectionDocument(directory), publicUrl + request.url)
  })

  scope.get<{ Params: VersionParams }>(INSPECTION, READ_INSPECTION, async (request) => {
    const { query, params } = request
    const view = wordOf(query, 'view', INSPECTION_VIEWS) ?? 'terraform'
    const parts = wordsOf(query, 'parts', INSPECTION_PARTS) ?? INSPECTION_PARTS
    const module = await readByPath({ modules }, request)
    const found = await inspections.directory(module, params.version, view, parameter(query, 'path') ?? '')
    return { data: inspectionDocument(found, parts) }
  })
}

function serveLists(scope: FastifyInstance, { modules, summaries, publicUrl }: ReadingRoutes): void {
  scope.get<{ Params: { organization: string } }>(`${COLLECTION}/search`, SEARCH_MODULES, async ({ query, params, subject, url }) => {
    const filter = {
      ...given('q', parameter(query, 'q')),
      ...given('providers', textsOf(query, 'filter[provider]')),
      ...given('registryName', wordOf(query, 'filter[registry_name]', ['private', 'public'])),
      ...given('owner', parameter(query, 'filter[organization_name]')),
      ...given('states', wordsOf(query, 'filter[status]', MODULE_STATES)),
      ...given('labels', labelsOf(query, 'filter[label]')),
    }
    const order = wordOf(query, 'sort', MODULE_ORDERS) ?? 'name'
    const page = await summaries.list(subject, params.organization, filter, order, pageOf(query))
    return pagedDocument(page, summaryDocument, publicUrl + url)
  })

  scope.get<{ Params: ModuleParams }>(`${MODULE}/summary`, READ_SUMMARY, async (request) => ({
    data: summaryDocument(await summaries.of(await readByPath({ modules }, request))),
  }))

  scope.get<{ Params: ModuleParams }>(`${MODULE}/versions`, LIST_VERSIONS, async (request) => {
    const states = wordsOf(request.query, 'filter[status]', VERSION_STATES)
    const module = await readByPath({ modules }, request)
    const page = await modules.versions(module, states && statusesOf(states), pageOf(request.query))
    return pagedDocument(page, listedVersionDocument, publicUrl + request.url)
  })
}

function statusesOf(states: readonly (typeof VERSION_STATES)[number][]): VersionStatus[] {
  return VERSION_STATUSES.filter(
    (status) => states.includes(status) || (states.includes('failed') && FAILED.some((each) => each === status)),
  )
}

function given<Key extends string, Value>(key: Key, value: Value | undefined): { [name in Key]?: Value } {
  return value === undefined ? {} : ({ [key]: value } as { [name in Key]: Value })
}
