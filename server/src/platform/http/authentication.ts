// Turns the bearer token of a request into the subject every service asks permissions for.
import type { FastifyInstance } from 'fastify'
import { ANONYMOUS, type Subject } from '../../permissions/index.ts'
import { bearerToken } from './bearer.ts'

declare module 'fastify' {
  interface FastifyRequest {
    subject: Subject
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
  scope.addHook('onRequest', (request, _reply, done) => {
    const token = bearerToken(request.headers.authorization)
    const subject = token === undefined ? ANONYMOUS : authentication.authenticateCached(token)
    if (subject === undefined) {
      authentication.authenticate(token ?? '').then((found) => {
        request.subject = found
        done()
      }, done)
      return
    }
    request.subject = subject
    done()
  })
}
