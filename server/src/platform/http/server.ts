// The HTTP server for all protocols: timeouts, request ids, and graceful shutdown.
import { randomUUID } from 'node:crypto'
import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { Server as TlsServer } from 'node:tls'
import Fastify, { type FastifyError, type FastifyInstance, type FastifyReply } from 'fastify'
import { Malformed } from '../../kernel/index.ts'
import type { Logger } from '../observability/index.ts'
import { sendJsonApiFailure } from './json-api/index.ts'
import { oneByOne } from './one-by-one.ts'
import { answerFailures } from './registry-protocol/index.ts'

/** The address prefix of JSON:API, and the product name that clients receive. */
export interface JsonApiPlace {
  /** of addresses, without a slash at the end */
  prefix: string
  appName: string
}

export interface ServerOptions {
  logger: Logger
  tls: { cert: Buffer; key: Buffer } | undefined
  shortcut?: Shortcut
  /** the proxies whose `X-Forwarded-For` is trusted */
  trustedProxies?: readonly string[]
  /** whether the process works on something else than requests */
  isWorking?: () => boolean
  /** below its prefix, even malformed addresses get JSON:API errors */
  jsonApi?: JsonApiPlace
}

/** Handles requests before the routes. @returns whether it answered */
export type Shortcut = (...[request, response]: Parameters<RequestListener>) => boolean

const REQUEST_TIMEOUT = 5 * 60_000
const HEADERS_TIMEOUT = 20_000
/** How often the server checks connections against both timeouts. */
const TIMEOUT_CHECK = 5000
const MAX_CONNECTIONS = 10_000
/** Longer than the usual minute of load balancers, so that they close idle connections first. */
const KEEP_ALIVE_TIMEOUT = 72_000
const IDLE_CHECK = 100
const MAX_PARAMETER_LENGTH = 1024

export function createServer({
  logger,
  tls,
  shortcut,
  trustedProxies = [],
  jsonApi,
  isWorking = () => false,
}: ServerOptions): FastifyInstance {
  const app = Fastify({
    genReqId: newRequestId,
    trustProxy: trustedProxies.length === 0 ? false : [...trustedProxies],
    frameworkErrors: (error, request, reply) =>
      answerUnroutable(error, reply, jsonApi !== undefined && request.url.startsWith(`${jsonApi.prefix}/`) ? jsonApi : undefined),
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: MAX_PARAMETER_LENGTH },
    serverFactory: (routes) => listener(tls, shortcut, oneByOne(routes, isWorking)),
    // Validates without coercion: a string in place of a boolean is an error to report.
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false, allErrors: true } },
  })
  identifyRequests(app)
  refuseNul(app, logger)
  logFailures(app, logger)
  closePromptly(app)
  return app
}

export function newRequestId(): string {
  return randomUUID()
}

function listener(tls: ServerOptions['tls'], shortcut: Shortcut | undefined, routes: RequestListener): Server {
  const listen: RequestListener =
    shortcut === undefined
      ? routes
      : (request, response) => {
          // During shutdown only the routes answer correctly.
          if (!server.listening || !shortcut(request, response)) routes(request, response)
        }
  const options = {
    requestTimeout: REQUEST_TIMEOUT,
    headersTimeout: HEADERS_TIMEOUT,
    connectionsCheckingInterval: TIMEOUT_CHECK,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT,
  }
  const server = tls === undefined ? createHttpServer(options, listen) : createHttpsServer({ ...options, ...tls }, listen)
  server.maxConnections = MAX_CONNECTIONS
  return server
}

/** Connections that are open keep the previous certificate. Nothing happens where plain HTTP is served. */
export function reloadCertificate({ server }: FastifyInstance, tls: ServerOptions['tls']): void {
  if (tls !== undefined && server instanceof TlsServer) server.setSecureContext(tls)
}

/** These hooks use callbacks: a promise for each would cost more than the rest of a prepared answer. */
function identifyRequests(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id)
    done()
  })
}

/** Runs before sending, because listening for the end of every response is not free. */
function logFailures(app: FastifyInstance, logger: Logger): void {
  app.addHook('onSend', (request, reply, payload, done) => {
    if (reply.statusCode >= 500) {
      const { method, routeOptions } = request
      logger.warn({ request_id: request.id, method, route: routeOptions.url, status: reply.statusCode }, 'request answered with an error')
    }
    done(null, payload)
  })
}

/** Answers addresses that reach no protocol's scope: malformed ones such as `%ZZ`, and parameters longer than the limit. */
function answerUnroutable({ code }: FastifyError, reply: FastifyReply, jsonApi: JsonApiPlace | undefined): void {
  const unreadable = code === 'FST_ERR_BAD_URL'
  const status = unreadable ? 400 : 404
  if (jsonApi === undefined) {
    void reply.code(status).send({ errors: [unreadable ? 'Bad Request' : 'Not Found'] })
    return
  }
  const detail = unreadable ? 'The address is malformed' : 'not found'
  sendJsonApiFailure(reply, { status, title: unreadable ? 'bad request' : 'not found', problems: [{ detail }] }, jsonApi.appName)
}

/** Refuses NUL in addresses: no name or text contains it, and PostgreSQL cannot store it. */
function refuseNul(app: FastifyInstance, logger: Logger): void {
  answerFailures(app, logger)
  app.addHook('onRequest', ({ url }, _reply, done) => {
    done(url.includes('%00') ? new Malformed('The address must not contain the NUL character') : undefined)
  })
}

/** Otherwise closing waits until idle keep-alive connections time out. */
function closePromptly(app: FastifyInstance): void {
  let closing: NodeJS.Timeout | undefined
  app.addHook('preClose', async () => {
    app.server.closeIdleConnections()
    closing = setInterval(() => app.server.closeIdleConnections(), IDLE_CHECK)
    closing.unref()
  })
  app.addHook('onClose', async () => clearInterval(closing))
  app.addHook('onSend', (_request, reply, payload, done) => {
    if (closing !== undefined) reply.header('connection', 'close')
    done(null, payload)
  })
}
