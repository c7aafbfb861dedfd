// Makes a Fastify scope speak JSON:API: media type, leniency towards clients, error documents, headers of HCP Terraform.
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Malformed } from '../../../kernel/index.ts'
import type { Logger } from '../../observability/index.ts'
import { foreseen } from '../failures/foreseen.ts'
import type { HttpFailure } from '../failures/status.ts'
import { failUnknownAddresses } from '../failures/unknown-address.ts'
import { utf8Text } from '../texts/index.ts'
import { addressOfCreated } from './created.ts'
import { type BodySchema, normaliseBody } from './requests.ts'
import { violationsOf } from './validation.ts'

const MEDIA_TYPE = 'application/vnd.api+json; charset=utf-8'
const MAX_BODY = 1024 * 1024
/** in one answer */
const MAX_PROBLEMS = 100

const HCP = 'HCP Terraform'

/**
 * Terraform's cloud backend compares the API version. The provider skips its version checks for `HCP Terraform`; for any other
 * name, it expects a Terraform Enterprise release. Nothing is kept anywhere: one answer has a new token in it, others change any time.
 */
function headersOf(appName: string): Record<string, string> {
  const release = appName === HCP ? {} : { 'x-tfe-current-version': '1.1.0' }
  return { 'tfp-api-version': '2.6', 'tfp-appname': appName, ...release, 'cache-control': 'no-store' }
}

/** @param appName the product name that clients receive */
export function speakJsonApi(scope: FastifyInstance, logger: Logger, appName: string): void {
  const headers = headersOf(appName)
  scope.removeAllContentTypeParsers()
  // Clients send JSON under several media types, and a media type without a body. Only the content counts.
  scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: MAX_BODY }, (request, body, done) => {
    if (body.length === 0) return done(null, undefined)
    try {
      done(null, normaliseBody(JSON.parse(utf8Text(body)), bodySchemaOf(request)))
    } catch (error) {
      done(error instanceof Malformed ? error : new Malformed('The request body is not valid JSON'))
    }
  })
  scope.setSchemaErrorFormatter(violationsOf)
  // A missing body counts as an empty one, so that the error lists every missing member.
  scope.addHook('preValidation', async (request) => {
    request.body ??= {}
  })
  // Early, for responses that bypass the framework.
  scope.addHook('onRequest', async (_request, reply) => {
    reply.headers(headers)
  })
  scope.addHook('preSerialization', async (request, reply, payload) => {
    if (reply.statusCode === 201 && !reply.hasHeader('location'))
      reply.header('location', addressOfCreated(request.routeOptions.url, payload))
    return payload
  })
  scope.addHook('onSend', async (_request, reply, payload) => {
    // What a route says about keeping its answer holds.
    reply.headers({ ...headers, 'cache-control': String(reply.getHeader('cache-control') ?? headers['cache-control']) })
    if (typeof payload === 'string') reply.type(MEDIA_TYPE)
    return payload
  })
  scope.setErrorHandler((error, request, reply) => {
    const failure = foreseen(error, request, reply, logger)
    return reply.code(failure?.status ?? 500).send(errorDocument(failure ?? unforeseen(request.id)))
  })
  failUnknownAddresses(scope)
}

/** The answer to a request that reaches no route of the scope. */
export function jsonApiFailure(failure: HttpFailure, appName: string): { headers: Record<string, string>; body: string } {
  return { headers: { ...headersOf(appName), 'content-type': MEDIA_TYPE }, body: JSON.stringify(errorDocument(failure)) }
}

function bodySchemaOf({ routeOptions }: FastifyRequest): BodySchema | undefined {
  return routeOptions.schema?.body as BodySchema | undefined
}

function unforeseen(requestId: string): HttpFailure {
  return { status: 500, title: 'internal error', problems: [{ detail: `The server failed unexpectedly (request ${requestId})` }] }
}

/**
 * `status` is a string, because a number breaks the official clients. go-tfe compares the title, which HCP Terraform writes in the
 * plural for errors about a whole resource.
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
