// The one place that gives the archivist's failures a status. Bodies are small: clients show only the number.
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { Conflict, type DomainError, Forbidden, Invalid, LimitExceeded, NotFound, Unavailable } from '../../kernel/index.ts'

const STATUS: readonly [new (...args: never[]) => DomainError, number][] = [
  [NotFound, 404],
  [Forbidden, 403],
  [Conflict, 409],
  [Invalid, 422],
  [LimitExceeded, 413],
  [Unavailable, 503],
]

/** Answers `{"errors": ["…"]}`; what is not the client's doing is logged and not described. */
export function sendError(error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply): void {
  const status = statusOf(error)
  if (status >= 500) request.log.error({ err: error }, 'object request failed')
  if (status === 413) abandonBody(request, reply)
  reply.code(status).send({ errors: [status === 500 ? 'internal error' : error.message] })
}

function statusOf(error: Error): number {
  const known = STATUS.find(([kind]) => error instanceof kind)
  if (known !== undefined) return known[1]
  // The client went away in the middle of its upload; nobody reads this answer.
  if ('code' in error && error.code === 'ECONNRESET') return 400
  return 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : 500
}

/** Lets the client get the answer although it is still sending, and the connection end with it. */
function abandonBody(request: FastifyRequest, reply: FastifyReply): void {
  reply.header('connection', 'close')
  request.raw.resume()
}
