// Tracks the origin of each request while the server handles it.
import type { FastifyInstance } from 'fastify'
import type { RequestOrigins } from '../request-origin/index.ts'

/**
 * Runs after the body is read, because reading continues on another event of the connection and would lose the context. Skips
 * requests that only read: they change nothing, so nothing records their origin.
 */
export function noteOrigins(scope: FastifyInstance, origins: RequestOrigins): void {
  scope.addHook('preHandler', (request, _reply, done) => {
    if (request.method === 'GET' || request.method === 'HEAD') return done()
    origins.run({ requestId: request.id, remoteAddress: request.ip, userAgent: request.headers['user-agent'] }, done)
  })
}
