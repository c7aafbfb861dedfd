// GET /api/v2/openapi.json: the API of this server, for programs.
import type { FastifyInstance } from 'fastify'
import type { CollectedRoute } from './collected-routes.ts'
import { openApiDocument } from './document.ts'
import { READ_OPENAPI } from './server-operations.ts'

/** @param routes the document describes those registered before the first request */
export function serveOpenApi(app: FastifyInstance, routes: readonly CollectedRoute[]): void {
  let text: string | undefined
  app.get('/api/v2/openapi.json', READ_OPENAPI, (_request, reply) => {
    text ??= JSON.stringify(openApiDocument(routes))
    return reply.type('application/json; charset=utf-8').send(text)
  })
}
