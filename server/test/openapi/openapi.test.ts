// Compares the OpenAPI document with the routes and with its committed copy.
// After a change of routes, `npm test -- server/test/openapi --update` regenerates docs/openapi.json.
import { expect, it } from 'vitest'
import { type Api, describeApi } from '../support/api.ts'

interface Parameter {
  name: string
  in: string
  required: boolean
  schema: object
}
interface Operation {
  operationId: string
  summary: string
  tags: string[]
  security: Record<string, string[]>[]
  parameters?: Parameter[]
  requestBody?: { content: Record<string, { schema?: Record<string, unknown> }> }
  responses: Record<string, { description?: string; $ref?: string }>
}
interface OpenApi {
  openapi: string
  info: { title: string; version: string }
  paths: Record<string, Record<string, Operation>>
  components: Record<string, Record<string, unknown>>
}

const COPY = '../../../docs/openapi.json'

async function documentOf(api: Api): Promise<OpenApi> {
  const { status, headers, json } = await api.anonymous.get('/api/v2/openapi.json')
  expect([status, headers['content-type']]).toEqual([200, 'application/json; charset=utf-8'])
  return json as unknown as OpenApi
}

function operationsOf({ paths }: OpenApi): [path: string, method: string, operation: Operation][] {
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => [path, method, operation] as [string, string, Operation]),
  )
}

describeApi('the OpenAPI document', (start) => {
  it('has every route, and nothing else', async () => {
    const api = await start()
    const described = operationsOf(await documentOf(api)).map(([path, method]) => `${method.toUpperCase()} ${path}`)
    const routes = api.routes.map((route) => route.replaceAll(/:(\w+)/g, '{$1}').replace('*', '{path}'))
    expect(described).toEqual(expect.arrayContaining([...routes, 'GET /', 'GET /livez', 'GET /.well-known/terraform.json']))
    for (const each of described) {
      const [method = '', path = ''] = each.split(' ')
      const url = path.replace('{path}', '*').replaceAll(/\{(\w+)\}/g, ':$1')
      const route = { method: method as 'GET', url }
      const exists = api.app.http.hasRoute(route) || api.app.http.hasRoute({ ...route, constraints: { source: true } })
      expect([each, exists]).toEqual([each, true])
    }
  })

  it('is valid OpenAPI 3.1', async () => {
    const document = await documentOf(await start())
    expect(document).toMatchObject({
      openapi: expect.stringMatching(/^3\.1\.\d$/),
      info: { title: 'Terrace', version: expect.any(String) },
    })
    const shapes = Object.keys(document.paths).map((path) => path.replaceAll(/\{\w+\}/g, '{}'))
    expect(shapes.filter((shape, index) => shapes.indexOf(shape) !== index)).toEqual([])
    const operations = operationsOf(document)
    // Client generators ignore case and separators.
    const names = operations.map(([, , { operationId }]) => operationId.toLowerCase().replaceAll(/[^a-z0-9]/g, ''))
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
    for (const [path, method, operation] of operations) {
      expect(['get', 'put', 'post', 'delete', 'patch']).toContain(method)
      expect(operation.summary).toMatch(/^[A-Z]/)
      const named = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path').map(({ name }) => name)
      expect([path, named]).toEqual([path, [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)])
      for (const [code, response] of Object.entries(operation.responses)) {
        expect(code).toMatch(/^[1-5]\d\d$/)
        expect([path, code, response.$ref ?? response.description]).toEqual([path, code, expect.any(String)])
      }
      for (const scheme of operation.security.flatMap(Object.keys)) expect(document.components['securitySchemes']).toHaveProperty(scheme)
    }
    for (const [, reference] of JSON.stringify(document).matchAll(/"\$ref":"#\/components\/([^"]+)"/g)) {
      const [kind = '', name = ''] = (reference ?? '').split('/')
      expect(document.components[kind]).toHaveProperty(name)
    }
  })

  it('shows the schemas that validate requests', async () => {
    const api = await start()
    const { paths } = await documentOf(api)
    const body = paths['/api/v2/organizations']?.['post']?.requestBody?.content['application/vnd.api+json']?.schema
    expect(body).toMatchObject({ properties: { data: { properties: { attributes: { required: ['name', 'email'] } } } } })
    const owner = await api.user('ada')
    const answer = await owner.post('/api/v2/organizations', 'organizations', {})
    expect(answer.errors.map(({ source }) => source?.pointer)).toEqual(['/data/attributes/name', '/data/attributes/email'])
  })

  it('is the one in docs/openapi.json', async () => {
    const document = await documentOf(await start())
    await expect(`${JSON.stringify(document, null, 2)}\n`).toMatchFileSnapshot(COPY)
  })
})
