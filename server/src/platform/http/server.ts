// The HTTP server all protocols hang on: timeouts, request ids, and an orderly end.
import { randomUUID } from 'node:crypto'
import Fastify, { type FastifyInstance } from 'fastify'
import type { Logger } from '../observability/index.ts'

export interface ServerOptions {
  logger: Logger
  tls: { cert: Buffer; key: Buffer } | undefined
}

const REQUEST_TIMEOUT = 5 * 60_000
const IDLE_CHECK = 100
const LONGEST_PARAMETER = 1024

export function createServer({ logger, tls }: ServerOptions): FastifyInstance {
  const options = {
    genReqId: () => randomUUID(),
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: LONGEST_PARAMETER },
    requestTimeout: REQUEST_TIMEOUT,
    // Bodies are validated, never converted: a string where a boolean belongs is the client's mistake to hear about.
    ajv: { customOptions: { coerceTypes: false as const, removeAdditional: false as const, allErrors: true } },
  }
  // One static type for both kinds of server: nothing that is registered cares which it is.
  const app = tls ? (Fastify({ ...options, https: tls }) as unknown as FastifyInstance) : Fastify(options)
  identifyRequests(app)
  logFailures(app, logger)
  closePromptly(app)
  return app
}

function identifyRequests(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id)
  })
}

function logFailures(app: FastifyInstance, logger: Logger): void {
  app.addHook('onResponse', async (request, reply) => {
    if (reply.statusCode < 500) return
    const { method, routeOptions } = request
    logger.warn(
      { request_id: request.id, method, route: routeOptions.url, status: reply.statusCode, duration_ms: reply.elapsedTime },
      'request answered with an error',
    )
  })
}

/** Without this, closing waits for idle keep-alive connections until they time out. */
function closePromptly(app: FastifyInstance): void {
  let closing: NodeJS.Timeout | undefined
  app.addHook('preClose', async () => {
    app.server.closeIdleConnections()
    closing = setInterval(() => app.server.closeIdleConnections(), IDLE_CHECK)
    closing.unref()
  })
  app.addHook('onClose', async () => clearInterval(closing))
  app.addHook('onSend', async (_request, reply, payload) => {
    if (closing !== undefined) reply.header('connection', 'close')
    return payload
  })
}
