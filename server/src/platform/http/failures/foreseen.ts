// What every protocol does about a failed request before it writes a body of its own.
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Unavailable } from '../../../kernel/index.ts'
import type { Logger } from '../../observability/index.ts'
import { type HttpFailure, httpFailure } from './status.ts'

/**
 * Logs what only the operator may know, and tells the client when to try again.
 * @returns how to answer, or undefined for an error nobody foresaw
 */
export function foreseen(error: unknown, request: FastifyRequest, reply: FastifyReply, logger: Logger): HttpFailure | undefined {
  const failure = httpFailure(error)
  const fields = { err: error, request_id: request.id }
  if (failure === undefined) logger.error(fields, 'request failed')
  if (error instanceof Unavailable) logger.warn(fields, 'request cannot be answered now')
  if (failure?.retryAfterSeconds !== undefined) reply.header('retry-after', String(failure.retryAfterSeconds))
  return failure
}
