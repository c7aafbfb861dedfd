// Who is looking at a page, and whether a form really comes from one of our pages in the same browser.
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { AccountRoles, User, Users } from '../../accounts/index.ts'
import { Forbidden } from '../../kernel/index.ts'
import type { Subject } from '../../permissions/index.ts'
import { field, html, type Markup } from '../../platform/http/html/index.ts'
import { looksLikeSecret, newSecret } from '../secrets.ts'
import type { Sessions } from '../sessions.ts'
import { type CookieNames, readCookie, setCookie } from './cookies.ts'

export interface Visitor {
  /** undefined when not signed in */
  account: { user: User; subject: Extract<Subject, { kind: 'user' }>; sessionSecret: string } | undefined
  /** to be sent back by every form that is shown to this visitor */
  formToken: string
}

declare module 'fastify' {
  interface FastifyRequest {
    visitor: Visitor
  }
}

export interface VisitorParts {
  sessions: Sessions
  roles: AccountRoles
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
    if (!sameText(field(request.body, FORM_TOKEN), request.visitor.formToken)) {
      throw new Forbidden('This form is out of date: go back, load the page again, and send it once more.')
    }
  })
}

/** The hidden field every form has to have. */
export function formTokenField({ formToken }: Visitor): Markup {
  return html`<input type="hidden" name="${FORM_TOKEN}" value="${formToken}">`
}

async function visitorOf(request: FastifyRequest, reply: FastifyReply, parts: VisitorParts): Promise<Visitor> {
  const { cookies } = parts
  const sessionSecret = readCookie(request.headers.cookie, cookies.session)
  const account = sessionSecret === undefined ? undefined : await accountOf(sessionSecret, parts)
  if (account !== undefined) return { account, formToken: formTokenFor(account.sessionSecret) }
  const known = readCookie(request.headers.cookie, cookies.visitor) ?? ''
  const visitor = looksLikeSecret(known) ? known : newSecret()
  if (visitor !== known) reply.header('set-cookie', setCookie(cookies.visitor, visitor, cookies))
  return { account: undefined, formToken: formTokenFor(visitor) }
}

async function accountOf(sessionSecret: string, { sessions, roles, users }: VisitorParts): Promise<Visitor['account']> {
  const userId = await sessions.userOf(sessionSecret)
  const standing = userId === undefined ? undefined : await roles.rolesOf(userId)
  if (userId === undefined || standing === undefined) return undefined
  const subject = { kind: 'user' as const, userId, ...standing }
  return { user: await users.current(subject), subject, sessionSecret }
}

/** Nobody can compute it without the cookie, and the cookie cannot be computed from it. */
function formTokenFor(cookie: string): string {
  return createHmac('sha256', cookie).update('form').digest('base64url')
}

/** Browsers say with every form where it was. Behind a proxy that changes `Host`, the public address counts. */
function requireOwnOrigin({ headers }: FastifyRequest, publicUrl: string): void {
  const { origin = '' } = headers
  const host = URL.canParse(origin) ? new URL(origin).host : undefined
  if (host !== undefined && (host === new URL(publicUrl).host || host === headers.host)) return
  throw new Forbidden(`This form was not sent from a page of ${publicUrl}.`)
}

function sameText(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}
