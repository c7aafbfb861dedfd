// Makes a Fastify scope speak JSON:API: media type, leniency towards clients, error documents, HCP's headers.
import type { FastifyInstance, FastifyReply } from 'fastify'
import { Malformed, TooManyAttempts } from '../../../kernel/index.ts'
import type { Logger } from '../../observability/index.ts'
import { type HttpFailure, httpFailure } from '../failures/status.ts'
import { normaliseBody } from './requests.ts'
import { violationsOf } from './validation.ts'

const MEDIA_TYPE = 'application/vnd.api+json; charset=utf-8'
const MAX_BODY = 1024 * 1024
/** in one answer */
const MAX_PROBLEMS = 100

const HCP = 'HCP Terraform'

/**
 * Terraform's cloud backend compares the API version; the provider skips its version checks when the name is HCP's, and
 * looks for the release of a Terraform Enterprise otherwise.
 */
function headersOf(appName: string): Record<string, string> {
  return { 'tfp-api-version': '2.6', 'tfp-appname': appName, ...(appName === HCP ? {} : { 'x-tfe-current-version': '1.1.0' }) }
}

/** @param appName the product clients are told they talk to */
export function speakJsonApi(scope: FastifyInstance, logger: Logger, appName: string): void {
  const headers = headersOf(appName)
  scope.removeAllContentTypeParsers()
  // Clients send JSON under several types, and a type without a body: what counts is whether there is JSON.
  scope.addContentTypeParser('*', { parseAs: 'string', bodyLimit: MAX_BODY }, (_request, body, done) => {
    if (body === '') return done(null, undefined)
    try {
      done(null, normaliseBody(JSON.parse(String(body))))
    } catch (error) {
      done(error instanceof Malformed ? error : new Malformed('The request body is not valid JSON'))
    }
  })
  scope.setSchemaErrorFormatter(violationsOf)
  // A missing body is an empty one: what it lacks is then said member by member.
  scope.addHook('preValidation', async (request) => {
    request.body ??= {}
  })
  // Early, for answers that are written without the framework.
  scope.addHook('onRequest', async (_request, reply) => {
    reply.headers(headers)
  })
  scope.addHook('onSend', async (_request, reply, payload) => {
    reply.headers(headers)
    if (typeof payload === 'string') reply.type(MEDIA_TYPE)
    return payload
  })
  scope.setErrorHandler((error, request, reply) => {
    const failure = httpFailure(error)
    if (failure === undefined) logger.error({ err: error, request_id: request.id }, 'request failed')
    if (error instanceof TooManyAttempts) reply.header('retry-after', String(error.retryAfterSeconds))
    return reply.code(failure?.status ?? 500).send(errorDocument(failure ?? unforeseen(request.id)))
  })
  scope.setNotFoundHandler((_request, reply) =>
    reply.code(404).send(errorDocument({ status: 404, title: 'not found', problems: [{ detail: 'There is nothing at this address' }] })),
  )
}

/** For what never comes to a route of the scope, because its address cannot be read. */
export function sendJsonApiFailure(reply: FastifyReply, failure: HttpFailure, appName: string): void {
  void reply.code(failure.status).headers(headersOf(appName)).type(MEDIA_TYPE).send(errorDocument(failure))
}

function unforeseen(requestId: string): HttpFailure {
  return { status: 500, title: 'internal error', problems: [{ detail: `The server failed unexpectedly (request ${requestId})` }] }
}

/**
 * `status` is a string: a number there breaks the official clients' decoding. go-tfe compares the title of what HCP says
 * of a whole resource, which is in the plural.
 */
function errorDocument({ status, title, problems }: HttpFailure): unknown {
  const rest = problems.length - MAX_PROBLEMS
  const told = rest > 0 ? [...problems.slice(0, MAX_PROBLEMS), { detail: `There are ${rest} more problems` }] : problems
  return {
    errors: told.map(({ detail, pointer }) => ({
      status: String(status),
      title: detail.startsWith('Validation failed: ') ? 'invalid attributes' : title,
      detail,
      ...(pointer === undefined ? {} : { source: { pointer } }),
    })),
  }
}
