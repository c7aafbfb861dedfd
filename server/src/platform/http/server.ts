// The HTTP server for all protocols: timeouts, request ids, and graceful shutdown.
import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { Server as TlsServer } from 'node:tls'
import Fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { Logger } from '../observability/index.ts'
import { type AccessLog, logRequests } from './access-log.ts'
import { challengeFor, type HeadersOfEveryAnswer, headersOfEveryAnswer, rawHeadersOfEveryAnswer } from './every-answer.ts'
import type { HttpFailure } from './failures/status.ts'
import { oneByOne } from './one-by-one.ts'
import { answerParserErrors } from './parser-errors.ts'
import { refuseUnreadable } from './readable-requests.ts'
import { answerFailures } from './registry-protocol/index.ts'
import { createRequestIds } from './request-ids.ts'
import { meterRequest, meterRequests, type RequestMeter } from './request-meter.ts'
import { meteredShortcut, type Shortcut } from './shortcut.ts'
import { type FailurePage, isForPeople, type JsonApiPlace, type UnroutedAnswer, unroutedAnswer } from './unrouted.ts'

export interface ServerOptions {
  logger: Logger
  tls: { cert: Buffer; key: Buffer } | undefined
  /** not used while there is an access log, which only the routes can write */
  shortcut?: Shortcut
  accessLog?: AccessLog | undefined
  /** told of every request when it has ended */
  meter?: RequestMeter | undefined
  /** the proxies whose `X-Forwarded-For` is trusted */
  trustedProxies?: readonly string[]
  /** whether the process works on something else than requests */
  isWorking?: () => boolean
  /** below its prefix, even malformed addresses get JSON:API errors */
  jsonApi?: JsonApiPlace
  /** for people who open an address that nothing answers; without, they get JSON as programs do */
  failurePage?: FailurePage
}

/** @returns undefined for programs */
type PageOf = (failure: HttpFailure, request: FastifyRequest) => UnroutedAnswer | undefined

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
  accessLog,
  meter,
  trustedProxies = [],
  jsonApi,
  failurePage,
  isWorking = () => false,
}: ServerOptions): FastifyInstance {
  const newRequestId = createRequestIds()
  const everyAnswer = headersOfEveryAnswer(tls !== undefined)
  const rawHeaders = rawHeadersOfEveryAnswer(tls !== undefined)
  const metered = shortcut === undefined || meter === undefined ? shortcut : meteredShortcut(shortcut, meter)
  const pageOf: PageOf = (failure, { url, headers }) => (isForPeople(failure, url, headers) ? failurePage?.(headers) : undefined)
  const logRefused: AccessLog['refused'] =
    accessLog?.refused ??
    (({ requestId, ...fields }) => logger.debug({ request_id: requestId, ...fields }, 'the HTTP parser refused a request'))
  const onRefused: AccessLog['refused'] = (refused) => {
    meter?.({ method: undefined, route: undefined, status: refused.status, seconds: 0 })
    logRefused(refused)
  }
  const app = Fastify({
    genReqId: newRequestId,
    trustProxy: trustedProxies.length === 0 ? false : [...trustedProxies],
    frameworkErrors: (error, request, reply) => {
      accessLog?.begin(request, reply)
      if (meter !== undefined) meterRequest(request, reply, meter)
      answerUnroutable(error, request, reply.headers(everyAnswer(request.id)), { jsonApi, pageOf })
    },
    clientErrorHandler: answerParserErrors({
      newRequestId,
      headers: everyAnswer,
      answer: (failure, url) => unroutedAnswer(failure, url, jsonApi),
      onRefused,
    }),
    // A request that came on an open connection is still answered, and the connection closed.
    return503OnClosing: false,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: MAX_PARAMETER_LENGTH },
    serverFactory: (routes) =>
      listener(tls, accessLog === undefined ? metered : undefined, {
        routes: oneByOne(routes, isWorking),
        headers: () => rawHeaders(newRequestId()),
      }),
    // Validates without coercion: a string in place of a boolean is an error to report.
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false, allErrors: true } },
  })
  if (accessLog !== undefined) logRequests(app, accessLog)
  if (meter !== undefined) meterRequests(app, meter)
  identifyRequests(app, everyAnswer)
  answerFailures(app, logger, { instead: pageOf })
  refuseUnreadable(app)
  finishRefusals(app, logger)
  closePromptly(app)
  return app
}

function listener(
  tls: ServerOptions['tls'],
  shortcut: Shortcut | undefined,
  { routes, headers }: { routes: RequestListener; headers: () => string[] },
): Server {
  const listen: RequestListener =
    shortcut === undefined
      ? routes
      : (request, response) => {
          // During shutdown only the routes answer correctly.
          const isForRoutes = !server.listening || request.headers.host === undefined
          const answered = isForRoutes ? undefined : shortcut(request, response, headers)
          if (answered === undefined) routes(request, response)
          else if (typeof answered !== 'string') void answered.then((route) => route ?? routes(request, response))
        }
  const options = {
    requestTimeout: REQUEST_TIMEOUT,
    headersTimeout: HEADERS_TIMEOUT,
    connectionsCheckingInterval: TIMEOUT_CHECK,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT,
    // Node would answer without a body; a hook of the routes refuses it.
    requireHostHeader: false,
  }
  const server = tls === undefined ? createHttpServer(options, listen) : createHttpsServer({ ...options, ...tls }, listen)
  // Nothing here has expectations to meet. Node would answer without a body.
  server.on('checkExpectation', listen)
  server.maxConnections = MAX_CONNECTIONS
  return server
}

/** Connections that are open keep the previous certificate. Nothing happens where plain HTTP is served. */
export function reloadCertificate({ server }: FastifyInstance, tls: ServerOptions['tls']): void {
  if (tls !== undefined && server instanceof TlsServer) server.setSecureContext(tls)
}

/** These hooks use callbacks: a promise for each would cost more than the rest of a prepared answer. */
function identifyRequests(app: FastifyInstance, everyAnswer: HeadersOfEveryAnswer): void {
  app.addHook('onRequest', (request, reply, done) => {
    reply.headers(everyAnswer(request.id))
    done()
  })
}

/** What refusals of all protocols need. Runs before sending, because listening for the end of every response is not free. */
function finishRefusals(app: FastifyInstance, logger: Logger): void {
  app.addHook('onSend', (request, reply, payload, done) => {
    const { statusCode: status } = reply
    if (status === 401) reply.header('www-authenticate', challengeFor(request.headers.authorization))
    if (status >= 500) {
      const { method, routeOptions } = request
      logger.warn({ request_id: request.id, method, route: routeOptions.url, status }, 'request answered with an error')
    }
    done(null, payload)
  })
}

/** Answers addresses that reach no protocol's scope: malformed ones such as `%ZZ`, and parameters longer than the limit. */
function answerUnroutable(
  { code }: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
  { jsonApi, pageOf }: { jsonApi: JsonApiPlace | undefined; pageOf: PageOf },
): void {
  const failure =
    code === 'FST_ERR_BAD_URL'
      ? { status: 400, title: 'bad request', problems: [{ detail: 'The address is malformed' }] }
      : { status: 404, title: 'not found', problems: [{ detail: 'Not Found' }] }
  const { headers, body } = pageOf(failure, request) ?? unroutedAnswer(failure, request.url, jsonApi)
  void reply.code(failure.status).headers(headers).send(body)
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
