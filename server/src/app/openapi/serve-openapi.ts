// GET /api/v2/openapi.json: the API of this server, for programs.
import type { FastifyInstance } from 'fastify'
import { type PreparedText, prepareText } from '../../platform/http/index.ts'
import type { CollectedRoute } from './collected-routes.ts'
import { openApiDocument } from './document.ts'
import { READ_OPENAPI } from './server-operations.ts'

/** @param routes the document describes those registered before the first request */
export function serveOpenApi(app: FastifyInstance, routes: readonly CollectedRoute[]): void {
  let answer: PreparedText | undefined
  app.get('/api/v2/openapi.json', READ_OPENAPI, (request, reply) => {
    answer ??= prepareText(JSON.stringify(openApiDocument(routes)), { type: 'application/json; charset=utf-8', cacheControl: 'no-cache' })
    return answer(request, reply)
  })
}
