// The HTTP server all protocols hang on: timeouts, request ids, and an orderly end.
import { randomUUID } from 'node:crypto'
import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import Fastify, { type FastifyError, type FastifyInstance, type FastifyReply } from 'fastify'
import { Malformed } from '../../kernel/index.ts'
import type { Logger } from '../observability/index.ts'
import { sendJsonApiFailure } from './json-api/index.ts'
import { oneByOne } from './one-by-one.ts'
import { answerFailures } from './registry-protocol/index.ts'

/** Where JSON:API is spoken, and as which product. */
export interface JsonApiPlace {
  /** of addresses, without a slash at the end */
  prefix: string
  appName: string
}

export interface ServerOptions {
  logger: Logger
  tls: { cert: Buffer; key: Buffer } | undefined
  shortcut?: Shortcut
  /** whose `X-Forwarded-For` says where a request comes from */
  trustedProxies?: readonly string[]
  /** whether the process works on something else than requests */
  isWorking?: () => boolean
  /** below it even addresses that nobody can read are answered in JSON:API */
  jsonApi?: JsonApiPlace
}

/** Sees every request before the routes do. @returns whether it answered */
export type Shortcut = (...[request, response]: Parameters<RequestListener>) => boolean

const REQUEST_TIMEOUT = 5 * 60_000
const HEADERS_TIMEOUT = 20_000
/** How often connections are held against both. */
const TIMEOUT_CHECK = 5000
const MAX_CONNECTIONS = 10_000
/** Longer than the minute that load balancers keep idle connections, so that it is they who close them. */
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
    // Bodies are validated, never converted: a string where a boolean belongs is the client's mistake to hear about.
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
          // Once the server is closing, only the routes know to say so.
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

/** These hooks are called back, not awaited: a promise for each of them would cost more than the rest of a prepared answer. */
function identifyRequests(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id)
    done()
  })
}

/** Before sending and not after it: listening for the end of every answer is not free. */
function logFailures(app: FastifyInstance, logger: Logger): void {
  app.addHook('onSend', (request, reply, payload, done) => {
    if (reply.statusCode >= 500) {
      const { method, routeOptions } = request
      logger.warn({ request_id: request.id, method, route: routeOptions.url, status: reply.statusCode }, 'request answered with an error')
    }
    done(null, payload)
  })
}

/** Addresses that reach no protocol's scope: `%ZZ` is none, and no name is longer than the limit. */
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

/** No name or text has it, and PostgreSQL fails on it wherever it ends up. Outside of the protocols' scopes nobody else would answer. */
function refuseNul(app: FastifyInstance, logger: Logger): void {
  answerFailures(app, logger)
  app.addHook('onRequest', ({ url }, _reply, done) => {
    done(url.includes('%00') ? new Malformed('The address must not include the NUL character') : undefined)
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
  app.addHook('onSend', (_request, reply, payload, done) => {
    if (closing !== undefined) reply.header('connection', 'close')
    done(null, payload)
  })
}
