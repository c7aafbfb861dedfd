// Turns the bearer token of a request into the subject every service asks permissions for.
import type { FastifyInstance } from 'fastify'
import { ANONYMOUS, type Subject } from '../../permissions/index.ts'
import { bearerToken } from './bearer.ts'

declare module 'fastify' {
  interface FastifyRequest {
    subject: Subject
    /** why the token was not accepted; the request ends with it after its client's limit was charged */
    refusal: unknown
  }
}

export interface Authentication {
  /** the subject of a token accepted a moment ago, without waiting */
  authenticateCached(token: string): Subject | undefined
  /** @throws Unauthenticated when the token is unknown, expired or revoked */
  authenticate(token: string): Promise<Subject>
}

/** Adds `request.subject` to every route of the scope. A request without a token is anonymous; services decide what that may do. */
export function authenticateRequests(scope: FastifyInstance, authentication: Authentication): void {
  scope.decorateRequest('subject')
  scope.decorateRequest('refusal')
  scope.addHook('onRequest', (request, _reply, done) => {
    request.subject = ANONYMOUS
    const token = bearerToken(request.headers.authorization)
    if (token === undefined) return done()
    const cached = authentication.authenticateCached(token)
    if (cached !== undefined) {
      request.subject = cached
      return done()
    }
    authentication.authenticate(token).then(
      (found) => {
        request.subject = found
        done()
      },
      (error: unknown) => {
        request.refusal = error
        done()
      },
    )
  })
  scope.addHook('preParsing', (request, _reply, payload, done) => {
    if (request.refusal === undefined) done(null, payload)
    else done(request.refusal as Error)
  })
}
