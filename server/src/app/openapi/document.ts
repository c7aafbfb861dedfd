// Renders the OpenAPI 3.1 document of the server from its routes: https://spec.openapis.org/oas/v3.1.1.html
import type { Answer, Operation } from '../../platform/http/index.ts'
import type { CollectedRoute } from './collected-routes.ts'
import { HEADERS, SECURITY_SCHEMES } from './components.ts'
import { exampleOf } from './examples.ts'
import { FAILURE_SCHEMAS, failureResponse } from './failures.ts'
import { parametersOf, templateOf } from './parameters.ts'
import { type Protocol, protocolOf } from './protocols.ts'
import { type SchemaComponents, schemaComponents } from './schemas.ts'
import { tagObjects } from './tags.ts'

export interface OpenApiDocument {
  openapi: string
  info: object
  servers: readonly object[]
  tags: readonly object[]
  paths: Record<string, Record<string, unknown>>
  components: Record<string, Record<string, unknown>>
}

interface Components {
  schemas: SchemaComponents
  responses: Record<string, object>
}

const INFO = {
  title: 'Terrace',
  description: 'A self-hosted private registry for Terraform and OpenTofu modules, with the API of HCP Terraform.',
  // That of the management API, as in its response headers.
  version: '2.6',
  license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
}

/** Sorts by address, so that a diff can compare two documents. */
export function openApiDocument(routes: readonly CollectedRoute[]): OpenApiDocument {
  const paths: OpenApiDocument['paths'] = {}
  const components: Components = { schemas: schemaComponents(), responses: {} }
  for (const route of routes.toSorted(byAddress)) {
    const path = templateOf(route.url)
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: describe(route, components) }
  }
  return {
    openapi: '3.1.1',
    info: INFO,
    servers: [{ url: '/', description: 'The host that serves this document' }],
    tags: tagObjects(routes.map(({ operation }) => operation.tag)),
    paths,
    components: {
      schemas: sorted({ ...components.schemas.all, ...FAILURE_SCHEMAS }),
      responses: sorted(components.responses),
      headers: HEADERS,
      securitySchemes: SECURITY_SCHEMES,
    },
  }
}

function describe({ url, method, operation }: CollectedRoute, components: Components) {
  const protocol = protocolOf(url)
  const parameters = parametersOf(url, operation, components.schemas)
  return {
    operationId: operation.id,
    summary: operation.summary,
    ...(operation.description === undefined ? {} : { description: operation.description }),
    tags: [operation.tag],
    security: method === 'GET' ? protocol.security : (protocol.changeSecurity ?? protocol.security),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...requestBody(operation, protocol, components.schemas),
    responses: { ...successes(operation, protocol, components.schemas), ...failures(method, operation, { protocol, components }) },
  }
}

function requestBody({ body, reads = body }: Operation, { requestType }: Protocol, schemas: SchemaComponents) {
  if (reads === undefined) return {}
  const isText = 'properties' in reads
  const content = { schema: schemas.refer(reads), ...(isText ? { example: exampleOf(reads) } : {}) }
  return { requestBody: { required: true, content: { [requestType]: content } } }
}

function successes({ answers }: Operation, protocol: Protocol, schemas: SchemaComponents) {
  return Object.fromEntries(Object.entries(answers).map(([status, answer]) => [status, success(answer, protocol, schemas)]))
}

function success({ schema, type, alternatives = {}, ...answer }: Answer, protocol: Protocol, schemas: SchemaComponents) {
  const common = Object.entries(protocol.headers).map(([name, component]) => [name, { $ref: `#/components/headers/${component}` }])
  const own = Object.entries(answer.headers ?? {}).map(([name, text]) => [
    name,
    { description: text, required: true, schema: { type: 'string' } },
  ])
  const bodies = { ...(schema === undefined ? {} : { [type ?? protocol.answerType]: schema }), ...alternatives }
  const content = Object.fromEntries(Object.entries(bodies).map(([mediaType, body]) => [mediaType, { schema: schemas.refer(body) }]))
  return {
    description: answer.description,
    headers: Object.fromEntries([...common, ...own]),
    ...(Object.keys(content).length === 0 ? {} : { content }),
  }
}

function failures(method: string, operation: Operation, { protocol, components }: { protocol: Protocol; components: Components }) {
  const changing = method === 'GET' ? [] : protocol.changeFailures
  const statuses = new Set([...protocol.failures, ...changing, ...(operation.failures ?? [])])
  return Object.fromEntries(
    [...statuses].map((status) => {
      const { name, response } = failureResponse(protocol.failureStyle, status)
      components.responses[name] = response
      return [status, { $ref: `#/components/responses/${name}` }]
    }),
  )
}

function sorted<Value>(members: Record<string, Value>): Record<string, Value> {
  return Object.fromEntries(Object.entries(members).toSorted(([one], [other]) => (one < other ? -1 : 1)))
}

function byAddress(one: CollectedRoute, other: CollectedRoute): number {
  const [a, b] = [`${one.url} ${one.method}`, `${other.url} ${other.method}`]
  return a < b ? -1 : a > b ? 1 : 0
}
