// Tests the check that compares responses in all other tests with the API document.
import Fastify from 'fastify'
import { expect, test } from 'vitest'
import { AnswerChecker, checkAnswersWith } from '../support/described-answers.ts'

const DOCUMENT = {
  paths: {
    '/things/{id}': {
      get: {
        parameters: [{ name: 'q', in: 'query' }],
        responses: {
          200: {
            headers: { 'X-Count': { required: true } },
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Thing' } } },
          },
          204: {},
        },
      },
    },
  },
  components: { schemas: { Thing: { type: 'object', required: ['name'], properties: { name: { type: 'string' } } } } },
}

const AS_DESCRIBED = { status: 200, body: '{"name":"a"}', type: 'application/json', count: '1', reads: 'q' }

test.each([
  ['nothing, when everything is as described', {}, []],
  ['a member that is not described', { body: '{"name":"a","size":1}' }, ['GET /things/{id} 200 /size', 'GET /things/{id} 200  must not']],
  ['a member that is missing', { body: '{}' }, ['GET /things/{id} 200  must have required']],
  ['a member of another type', { body: '{"name":1}' }, ['GET /things/{id} 200 /name must be string']],
  ['a status', { status: 418 }, ['GET /things/{id} 418 is not described']],
  ['a media type', { type: 'text/plain' }, ['GET /things/{id} 200 is of the type text/plain']],
  ['a header that is missing', { count: undefined }, ['GET /things/{id} 200 has no header X-Count']],
  ['a query parameter that is read', { reads: 'colour' }, ['GET /things/{id} reads the query parameter colour']],
] satisfies [string, Partial<Record<keyof typeof AS_DESCRIBED, unknown>>, string[]][])(
  'reports %s',
  async (_what, difference, expected) => {
    const { status, body, type, count, reads } = { ...AS_DESCRIBED, ...difference }
    const problems: string[] = []
    const http = Fastify()
    const checker = new AnswerChecker(DOCUMENT, (problem) => problems.push(problem))
    checkAnswersWith(http, async () => checker)
    http.get('/things/:id', async ({ query }, reply) => {
      void (query as Record<string, unknown>)[reads]
      if (count !== undefined) reply.header('x-count', count)
      return reply.code(status).type(type).send(body)
    })
    const ended = new Promise<void>((resolve) => http.addHook('onResponse', async () => resolve()))
    await http.inject('/things/1?colour=red')
    await ended
    await http.close()
    expect(problems.map((problem) => expected.find((beginning) => problem.startsWith(beginning)) ?? problem)).toEqual(expected)
  },
)
