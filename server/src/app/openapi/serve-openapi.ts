// GET /api/v2/openapi.json: what this server can be asked, for programs.
import type { FastifyInstance } from 'fastify'
import type { CollectedRoute } from './collected-routes.ts'
import { openApiDocument } from './document.ts'
import { READ_OPENAPI } from './server-operations.ts'

/** @param routes those registered until the first request are described */
export function serveOpenApi(app: FastifyInstance, routes: readonly CollectedRoute[]): void {
  let text: string | undefined
  app.get('/api/v2/openapi.json', READ_OPENAPI, (_request, reply) => {
    text ??= JSON.stringify(openApiDocument(routes))
    return reply.type('application/json; charset=utf-8').send(text)
  })
}
