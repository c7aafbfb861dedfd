// Recognises the visitor of a page, and checks that a form comes from one of our pages in the same browser.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { User, Users } from '../../accounts/index.ts'
import { Forbidden, Unauthenticated } from '../../kernel/index.ts'
import type { Subject } from '../../permissions/index.ts'
import { type CookieNames, csrfTokenOf, isCsrfTokenOf, readCookie, setCookie } from '../../platform/http/browser-session/index.ts'
import { field, html, type Markup } from '../../platform/http/html/index.ts'
import { looksLikeSecret, newSecret } from '../secrets.ts'
import type { SessionAuthenticator } from '../session-authenticator.ts'

export interface Visitor {
  /** undefined when not signed in */
  account: { user: User; subject: Extract<Subject, { kind: 'user' }> } | undefined
  /** of the cookie that says who it is: a session's, or a visitor's */
  secret: string
}

declare module 'fastify' {
  interface FastifyRequest {
    visitor: Visitor
  }
}

export interface VisitorParts {
  sessionAuthenticator: SessionAuthenticator
  users: Users
  publicUrl: string
  cookies: CookieNames
}

const FORM_TOKEN = 'form_token'

/** Adds `request.visitor` to every route of the scope, and refuses forms that were not shown to this visitor. */
export function recogniseVisitors(scope: FastifyInstance, parts: VisitorParts): void {
  scope.decorateRequest('visitor')
  scope.addHook('onRequest', async (request, reply) => {
    request.visitor = await visitorOf(request, reply, parts)
  })
  scope.addHook('preHandler', async (request) => {
    if (request.method !== 'POST') return
    requireOwnOrigin(request, parts.publicUrl)
    if (!isCsrfTokenOf(request.visitor.secret, field(request.body, FORM_TOKEN))) {
      throw new Forbidden('This form is out of date: go back, reload the page, and submit it again.')
    }
  })
}

/** The hidden field that every form needs. */
export function formTokenField({ secret }: Visitor): Markup {
  return html`<input type="hidden" name="${FORM_TOKEN}" value="${csrfTokenOf(secret)}">`
}

async function visitorOf({ headers }: FastifyRequest, reply: FastifyReply, parts: VisitorParts): Promise<Visitor> {
  const { cookies } = parts
  const session = readCookie(headers.cookie, cookies.session)
  const account = session === undefined ? undefined : await accountOf(session, parts)
  if (session !== undefined && account !== undefined) return { account, secret: session }
  const known = readCookie(headers.cookie, cookies.visitor) ?? ''
  const secret = looksLikeSecret(known) ? known : newSecret()
  if (secret !== known) reply.header('set-cookie', setCookie(cookies.visitor, secret, cookies))
  return { account: undefined, secret }
}

async function accountOf(session: string, { sessionAuthenticator, users }: VisitorParts): Promise<Visitor['account']> {
  try {
    const subject = await sessionAuthenticator.authenticate(session)
    return { subject, user: await users.current(subject) }
  } catch (error) {
    if (error instanceof Unauthenticated) return undefined
    throw error
  }
}

/**
 * Browsers send the origin of every form. Behind a proxy that changes `Host`, the public address counts. A page that came over
 * plain HTTP may be anybody's, whatever its host.
 */
function requireOwnOrigin({ headers }: FastifyRequest, publicUrl: string): void {
  const { origin = '' } = headers
  const own = new URL(publicUrl)
  const sent = URL.canParse(origin) ? new URL(origin) : undefined
  if (sent?.protocol === own.protocol && (sent.host === own.host || sent.host === headers.host)) return
  throw new Forbidden(`This form was not sent from a page of ${publicUrl}.`)
}
