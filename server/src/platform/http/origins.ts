// Remembers for the length of a request where it came from.
import type { FastifyInstance } from 'fastify'
import type { RequestOrigins } from '../request-origin/index.ts'

/**
 * After the body was read: what runs on another event of the connection would not be under it. Not for requests that only read:
 * they change nothing, so nobody asks.
 */
export function noteOrigins(scope: FastifyInstance, origins: RequestOrigins): void {
  scope.addHook('preHandler', (request, _reply, done) => {
    if (request.method === 'GET' || request.method === 'HEAD') return done()
    origins.run({ requestId: request.id, remoteAddress: request.ip }, done)
  })
}
