// Refuses requests that no route can read, before anything looks at them.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Malformed } from '../../kernel/index.ts'
import { failUnknownAddresses, unknownAddress } from './failures/unknown-address.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** codings (`Content-Encoding`) of bodies that the route understands */
    codings?: readonly string[]
  }
}

/** The body is encoded in a way that the route does not understand. */
export class UnsupportedCoding extends Error {
  override readonly name = 'UnsupportedCoding'
  readonly statusCode = 415
}

export function refuseUnreadable(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => done(problemOf(request, reply)))
  // After every limit, and before the body: whoever makes up addresses must not fill the memory.
  app.addHook('preParsing', (request, _reply, body, done) => {
    if (request.is404) done(unknownAddress())
    else done(null, body)
  })
  failUnknownAddresses(app)
}

function problemOf(request: FastifyRequest, reply: FastifyReply): Error | undefined {
  const { url, headers, raw } = request
  // No name or text contains it, and PostgreSQL cannot store it.
  if (url.includes('%00')) return new Malformed('The address must not contain the NUL character')
  if (headers.host === undefined && raw.httpVersion === '1.1') return new Malformed('The Host header is missing')
  const coding = headers['content-encoding']?.trim().toLowerCase()
  return coding === undefined || coding === '' || coding === 'identity' ? undefined : problemOfCoding(coding, request, reply)
}

function problemOfCoding(coding: string, { headers, routeOptions }: FastifyRequest, reply: FastifyReply): Error | undefined {
  const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
  const { codings = [] } = routeOptions.config ?? {}
  if (!hasBody || codings.includes(coding)) return undefined
  reply.header('accept-encoding', ['identity', ...codings].join(', '))
  return new UnsupportedCoding(`The Content-Encoding ${coding.slice(0, 60)} is not supported; send the body as it is`)
}
