// Turns a request into the subject every service asks permissions for: by a bearer token, or by the session of a browser.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Unauthenticated } from '../../kernel/index.ts'
import { ANONYMOUS, type Subject } from '../../permissions/index.ts'
import { bearerToken } from './bearer.ts'
import { cookieNames, readCookie, requireOwnPage } from './browser-session/index.ts'

declare module 'fastify' {
  interface FastifyRequest {
    subject: Subject
    /** why the request is not let in; it ends with it after its client's limit was charged */
    refusal: unknown
  }
}

/** Recognises the secrets of one kind of credential. */
export interface Authentication {
  /** the subject of a secret accepted a moment ago, without waiting */
  authenticateCached(secret: string): Subject | undefined
  /** @throws Unauthenticated when the secret is unknown, expired or revoked */
  authenticate(secret: string): Promise<Subject>
}

export interface Credentials {
  tokens: Authentication
  sessions: Authentication
  /** where sessions are good, and no other page may use them */
  publicUrl: string
}

type Credential = { kind: 'token' | 'session'; secret: string }

/** How requests are authenticated: one for all protocols. */
export interface RequestAuthentication {
  /** @throws Unauthenticated without a credential, Forbidden for a session that another site's page uses */
  credentialOf(request: Pick<FastifyRequest, 'method' | 'headers'>): Credential
  recogniseCached(credential: Credential): Subject | undefined
  /** @throws Unauthenticated */
  recognise(credential: Credential): Promise<Subject>
}

/** The header wins: whoever sends one means it, also when it is wrong, and a cookie never stands in for it. */
export function createRequestAuthentication({ tokens, sessions, publicUrl }: Credentials): RequestAuthentication {
  const cookies = cookieNames(publicUrl)
  const sourceOf = (kind: Credential['kind']) => (kind === 'token' ? tokens : sessions)
  return {
    credentialOf(request) {
      const { authorization, cookie } = request.headers
      if (authorization === undefined) {
        const session = readCookie(cookie, cookies.session)
        if (session === undefined) throw new Unauthenticated('a token is needed')
        requireOwnPage(request, session, publicUrl)
        return { kind: 'session', secret: session }
      }
      const token = bearerToken(authorization)
      if (token === undefined) throw new Unauthenticated('a token is needed')
      return { kind: 'token', secret: token }
    },
    recogniseCached: ({ kind, secret }) => sourceOf(kind).authenticateCached(secret),
    recognise: ({ kind, secret }) => sourceOf(kind).authenticate(secret),
  }
}

/**
 * Adds `request.subject` to every route of the scope. Without a usable credential a request ends with 401 or 403, whatever it asks
 * for or sends: nobody learns from anything else what there is.
 */
export function authenticateRequests(scope: FastifyInstance, authentication: RequestAuthentication): void {
  scope.decorateRequest('subject')
  scope.decorateRequest('refusal')
  scope.addHook('onRequest', (request, reply, done) => {
    request.subject = ANONYMOUS
    const credential = credentialOrRefusal(request, authentication)
    const cached = credential && authentication.recogniseCached(credential)
    if (credential?.kind === 'session') keepPrivate(reply)
    if (credential === undefined || cached !== undefined) {
      request.subject = cached ?? ANONYMOUS
      return done()
    }
    authentication.recognise(credential).then(
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

function credentialOrRefusal(request: FastifyRequest, authentication: RequestAuthentication): Credential | undefined {
  try {
    return authentication.credentialOf(request)
  } catch (error) {
    request.refusal = error
    return undefined
  }
}

/** Caches know that an answer to a token is private, and not that one to a cookie is. */
function keepPrivate(reply: FastifyReply): void {
  reply.header('cache-control', 'no-store')
}
