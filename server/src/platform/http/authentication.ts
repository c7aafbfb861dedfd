// Resolves a request to the subject whose permissions services check: by a bearer token or a browser session.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Unauthenticated } from '../../kernel/index.ts'
import { ANONYMOUS, type Subject } from '../../permissions/index.ts'
import { bearerToken } from './bearer.ts'
import { cookieNames, readCookie, requireOwnPage } from './browser-session/index.ts'

declare module 'fastify' {
  interface FastifyRequest {
    subject: Subject
    /** why authentication failed; the request ends with it, after it counts against the client's rate limit */
    refusal: unknown
  }
}

/** Verifies the secrets of one kind of credential. */
export interface Authentication {
  /** the cached subject of a recently accepted secret, synchronously */
  authenticateCached(secret: string): Subject | undefined
  /** @throws Unauthenticated when the secret is unknown, expired or revoked */
  authenticate(secret: string): Promise<Subject>
}

export interface Credentials {
  tokens: Authentication
  sessions: Authentication
  /** the only origin whose pages may use sessions */
  publicUrl: string
}

type Credential = { kind: 'token' | 'session'; secret: string }

/** Authenticates the requests of all protocols. */
export interface RequestAuthentication {
  /** @throws Unauthenticated without a credential, Forbidden when another site's page uses a session */
  credentialOf(request: Pick<FastifyRequest, 'method' | 'headers'>): Credential
  recogniseCached(credential: Credential): Subject | undefined
  /** @throws Unauthenticated */
  recognise(credential: Credential): Promise<Subject>
}

/** The header wins, even when its token is invalid: a cookie never replaces it. */
export function createRequestAuthentication({ tokens, sessions, publicUrl }: Credentials): RequestAuthentication {
  const cookies = cookieNames(publicUrl)
  const sourceOf = (kind: Credential['kind']) => (kind === 'token' ? tokens : sessions)
  return {
    credentialOf(request) {
      const { authorization, cookie } = request.headers
      if (authorization === undefined) {
        const session = readCookie(cookie, cookies.session)
        if (session === undefined) throw new Unauthenticated('a token is required')
        requireOwnPage(request, session, publicUrl)
        return { kind: 'session', secret: session }
      }
      const token = bearerToken(authorization)
      if (token === undefined) throw new Unauthenticated('a token is required')
      return { kind: 'token', secret: token }
    },
    recogniseCached: ({ kind, secret }) => sourceOf(kind).authenticateCached(secret),
    recognise: ({ kind, secret }) => sourceOf(kind).authenticate(secret),
  }
}

/**
 * Adds `request.subject` to every route of the scope. Without a usable credential, a request ends with 401 or 403 before anything
 * else, so that no other answer reveals what exists.
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

/** Caches treat responses to an `Authorization` header as private, but not responses to a cookie. */
function keepPrivate(reply: FastifyReply): void {
  reply.header('cache-control', 'no-store')
}
