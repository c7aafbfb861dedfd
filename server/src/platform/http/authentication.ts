// Turns the bearer token of a request into the subject every service asks permissions for.
import type { FastifyInstance } from 'fastify'
import { Unauthenticated } from '../../kernel/index.ts'
import { ANONYMOUS, type Subject } from '../../permissions/index.ts'
import { bearerToken } from './bearer.ts'

declare module 'fastify' {
  interface FastifyRequest {
    subject: Subject
    /** why the request is not let in; it ends with it after its client's limit was charged */
    refusal: unknown
  }
}

export interface Authentication {
  /** the subject of a token accepted a moment ago, without waiting */
  authenticateCached(token: string): Subject | undefined
  /** @throws Unauthenticated when the token is unknown, expired or revoked */
  authenticate(token: string): Promise<Subject>
}

/**
 * Adds `request.subject` to every route of the scope. Without a usable token a request ends with 401, whatever it asks for or
 * sends: nobody learns from anything else what there is.
 */
export function authenticateRequests(scope: FastifyInstance, authentication: Authentication): void {
  scope.decorateRequest('subject')
  scope.decorateRequest('refusal')
  scope.addHook('onRequest', (request, _reply, done) => {
    request.subject = ANONYMOUS
    const token = bearerToken(request.headers.authorization)
    if (token === undefined) {
      request.refusal = new Unauthenticated('a token is needed')
      return done()
    }
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
