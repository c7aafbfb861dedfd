// The OpenAPI 3.1 document of the server, made from its routes: https://spec.openapis.org/oas/v3.1.1.html
import type { CollectedRoute } from './collected-routes.ts'
import { COMPONENTS } from './components.ts'
import { type Operation, operationOf } from './operations.ts'
import { type Protocol, protocolOf } from './protocols.ts'

export interface OpenApiDocument {
  openapi: string
  info: { title: string; version: string }
  paths: Record<string, Record<string, unknown>>
  components: typeof COMPONENTS
}

/** Of the management API, as its answers' headers say. */
const API_VERSION = '2.6'

/** Sorted by address, so that two documents can be compared line by line. */
export function openApiDocument(routes: readonly CollectedRoute[]): OpenApiDocument {
  const paths: OpenApiDocument['paths'] = {}
  for (const route of routes.toSorted(byAddress)) {
    const path = templateOf(route.url)
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: describe(route) }
  }
  return { openapi: '3.1.1', info: { title: 'Terrace', version: API_VERSION }, paths, components: COMPONENTS }
}

function describe(route: CollectedRoute) {
  const protocol = protocolOf(route.url)
  const operation = operationOf(route)
  const parameters = [...pathParameters(route.url), ...queryParameters(route.querystring)]
  return {
    operationId: operationId(route),
    summary: operation.summary,
    tags: [protocol.tag],
    security: protocol.security,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...requestBody(route, protocol),
    responses: responses(route, protocol, operation),
  }
}

/** @returns `/teams/{id}` for `/teams/:id` */
function templateOf(url: string): string {
  return url.replaceAll(/:(\w+)/g, '{$1}').replace('*', '{path}')
}

function pathParameters(url: string) {
  const names = [...templateOf(url).matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
  return names.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } }))
}

function queryParameters(schema: unknown) {
  const { properties = {}, required = [] } = (schema ?? {}) as { properties?: Record<string, unknown>; required?: readonly string[] }
  return Object.entries(properties).map(([name, value]) => ({ name, in: 'query', required: required.includes(name), schema: value }))
}

/** A route without a schema checks the body by itself, or needs none. */
function requestBody({ method, body }: CollectedRoute, { requestType }: Protocol) {
  if (body !== undefined) return { requestBody: { required: true, content: { [requestType]: { schema: body } } } }
  return method === 'GET' || method === 'DELETE' ? {} : { requestBody: { content: { [requestType]: {} } } }
}

function responses({ method, body }: CollectedRoute, protocol: Protocol, { status, answer }: Operation) {
  const sending = method === 'GET' ? {} : protocol.sendingFailures
  const failures = { ...protocol.failures, ...sending, ...(body === undefined ? {} : { 422: 'Invalid' }) }
  const references = Object.entries(failures).map(([code, name]) => [code, { $ref: `#/components/responses/${name}` }])
  return { [status]: success(protocol, answer), ...Object.fromEntries(references) }
}

function success({ answerType }: Protocol, answer: Operation['answer']) {
  if (answer === 'none') return { description: 'Done' }
  if (answerType !== 'application/vnd.api+json') return { description: 'Done', content: { [answerType]: {} } }
  const name = answer === 'list' ? 'ResourceListDocument' : 'ResourceDocument'
  return { description: 'Done', content: { [answerType]: { schema: { $ref: `#/components/schemas/${name}` } } } }
}

/** @returns such as `get_api_v2_teams_byId`; unique, because `_` stands for `/` and for nothing else */
function operationId({ method, url }: CollectedRoute): string {
  const segments = url
    .replaceAll(/:(\w+)/g, 'by-$1')
    .replace('*', 'by-path')
    .split('/')
    .slice(1)
  return [method.toLowerCase(), ...segments.map(camelCase)].join('_')
}

function camelCase(segment: string): string {
  const [first = '', ...others] = segment.split(/[^A-Za-z0-9]+/).filter((word) => word !== '')
  return first + others.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')
}

function byAddress(one: CollectedRoute, other: CollectedRoute): number {
  const [a, b] = [`${one.url} ${one.method}`, `${other.url} ${other.method}`]
  return a < b ? -1 : a > b ? 1 : 0
}
