// One line for each request, for operators who want it.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Logger } from '../observability/index.ts'

export interface AccessLog {
  /** Begins to measure a request. */
  begin(request: FastifyRequest, reply: FastifyReply): void
  /** Notes a request that no route has seen. */
  refused(refused: { requestId: string; status: number; code: string }): void
}

/** @param subjectOf who asks: the id of a user, a team or an organization */
export function createAccessLog(logger: Logger, subjectOf: (request: FastifyRequest) => string | null): AccessLog {
  return {
    begin(request, reply) {
      const began = performance.now()
      // Comes for every request, also when the client has left or the route writes the answer itself.
      reply.raw.once('close', () => {
        const { method, id, ip, routeOptions } = request
        const fields = {
          request_id: id,
          method,
          // The template: addresses have ids in them that work like secrets, such as those of webhooks.
          route: routeOptions.url ?? null,
          status: reply.raw.headersSent ? reply.raw.statusCode : null,
          duration_ms: Math.round((performance.now() - began) * 10) / 10,
          remote_address: ip,
          subject: subjectOf(request),
        }
        logger.info(fields, 'request')
      })
    },
    refused({ requestId, status, code }) {
      logger.info({ request_id: requestId, method: null, route: null, status, code }, 'request')
    },
  }
}

/** Call it before any other hook, so that a refused request has a line as well. */
export function logRequests(app: FastifyInstance, log: AccessLog): void {
  app.addHook('onRequest', (request, reply, done) => {
    log.begin(request, reply)
    done()
  })
}
