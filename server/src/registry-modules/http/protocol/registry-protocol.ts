// /api/registry/v1/modules: the module registry protocol and the read-only API of the public registry around it.
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Static } from 'typebox'
import { Malformed } from '../../../kernel/index.ts'
import { parameter } from '../../../platform/http/json-api/index.ts'
import type { DownloadCounts } from '../../catalogue/download-counts.ts'
import type { PublishedSlice, RegistryReading, Window } from '../../catalogue/registry-reading.ts'
import { type HotPath, serveHotPath } from './hot-path.ts'
import {
  DOWNLOAD_LATEST,
  LIST_MODULES,
  LIST_NAME,
  LIST_NAMESPACE,
  READ_DOWNLOADS,
  READ_LATEST,
  READ_VERSION,
  SEARCH_MODULES,
} from './protocol-operations.ts'
import { detailsJson, summaryJson } from './registry-json.ts'
import type { ModuleList } from './registry-schema.ts'

interface ModuleParams {
  namespace: string
  name: string
  provider: string
}

/** The public registry's page size. */
const DEFAULT_LIMIT = 15
const MAX_LIMIT = 100
const MAX_OFFSET = 1_000_000

export function serveRegistryProtocol(
  scope: FastifyInstance,
  parts: HotPath & { reading: RegistryReading; downloads: DownloadCounts },
): void {
  serveHotPath(scope, parts)
  serveDownloadSummary(scope, parts)
  serveLists(scope, parts.reading)
  serveDetails(scope, parts.reading)
}

function serveLists(scope: FastifyInstance, reading: RegistryReading): void {
  const list = async (request: FastifyRequest, extra: { namespace?: string; name?: string; q?: string }) => {
    const window = windowOf(request.query)
    const provider = parameter(request.query, 'provider')
    const namespace = extra.namespace ?? parameter(request.query, 'namespace')
    // Private modules are never verified.
    if (parameter(request.query, 'verified') === 'true') return listJson(request, { items: [], totalCount: 0 }, window)
    const filter = { ...extra, ...(namespace === undefined ? {} : { namespace }), ...(provider === undefined ? {} : { provider }) }
    return listJson(request, await reading.list(request.subject, filter, window), window)
  }

  scope.get('/', LIST_MODULES, (request) => list(request, {}))

  scope.get('/search', SEARCH_MODULES, (request) => {
    const q = parameter(request.query, 'q')
    if (q === undefined) throw new Malformed('the query parameter q is missing')
    return list(request, { q })
  })

  scope.get<{ Params: Pick<ModuleParams, 'namespace'> }>('/:namespace', LIST_NAMESPACE, (request) => list(request, request.params))

  scope.get<{ Params: Pick<ModuleParams, 'namespace' | 'name'> }>('/:namespace/:name', LIST_NAME, (request) =>
    list(request, request.params),
  )
}

function serveDetails(scope: FastifyInstance, reading: RegistryReading): void {
  scope.get<{ Params: ModuleParams }>('/:namespace/:name/:provider', READ_LATEST, async ({ subject, params }) =>
    detailsJson(await reading.details(subject, params)),
  )

  scope.get<{ Params: ModuleParams & { version: string } }>(
    '/:namespace/:name/:provider/:version',
    READ_VERSION,
    async ({ subject, params }) => detailsJson(await reading.details(subject, params, params.version)),
  )

  scope.get<{ Params: ModuleParams }>('/:namespace/:name/:provider/download', DOWNLOAD_LATEST, async ({ subject, params, url }, reply) => {
    const version = await reading.latestVersion(subject, params)
    const path = new URL(url, 'http://localhost').pathname.replace(/\/download\/?$/, '')
    return reply.redirect(`${path}/${version}/download`, 302)
  })
}

/** In the shape of the public registry's `/v2/modules`. */
function serveDownloadSummary(
  scope: FastifyInstance,
  { reading, downloads }: { reading: RegistryReading; downloads: DownloadCounts },
): void {
  scope.get<{ Params: ModuleParams }>('/:namespace/:name/:provider/downloads/summary', READ_DOWNLOADS, async ({ subject, params }) => {
    const { id } = await reading.find(subject, params)
    return { data: { type: 'module-downloads-summary', id, attributes: await downloads.summary(id) } }
  })
}

function windowOf(query: unknown): Window {
  return {
    offset: Math.min(MAX_OFFSET, wholeNumber(parameter(query, 'offset'), 0)),
    limit: Math.min(MAX_LIMIT, Math.max(1, wholeNumber(parameter(query, 'limit'), DEFAULT_LIMIT))),
  }
}

function wholeNumber(text: string | undefined, fallback: number): number {
  const number = Number(text ?? fallback)
  if (!Number.isInteger(number) || number < 0) throw new Malformed(`limit and offset must be non-negative integers; got "${text}"`)
  return number
}

function listJson(request: FastifyRequest, { items, totalCount }: PublishedSlice, { offset, limit }: Window): Static<typeof ModuleList> {
  const next = offset + limit < totalCount ? offset + limit : undefined
  const meta = {
    limit,
    current_offset: offset,
    ...(next === undefined ? {} : { next_offset: next, next_url: nextUrl(request.url, next, limit) }),
    ...(offset > 0 ? { prev_offset: Math.max(0, offset - limit) } : {}),
  }
  return { meta, modules: items.map(summaryJson) }
}

function nextUrl(current: string, offset: number, limit: number): string {
  const url = new URL(current, 'http://localhost')
  url.searchParams.set('offset', String(offset))
  url.searchParams.set('limit', String(limit))
  url.searchParams.sort()
  return url.pathname + url.search
}
