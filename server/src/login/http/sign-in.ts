// /login and /logout: from a user name and a password to a session, and back.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Passwords } from '../../accounts/index.ts'
import { Unauthenticated } from '../../kernel/index.ts'
import { field, html, type Markup } from '../../platform/http/html/index.ts'
import type { Sessions } from '../sessions.ts'
import { type CookieNames, setCookie } from './cookies.ts'
import { formTokenField } from './visitor.ts'

export interface SignInParts {
  passwords: Passwords
  sessions: Sessions
  cookies: CookieNames
}

/** Where somebody goes who came for nothing in particular. */
const START = '/app/settings/tokens'
/** What can be returned to after signing in; any other address would let a link lead away from here. */
const RETURN_PATHS = new Set(['/oauth/authorize', START, '/app/settings/password'])
/** Signing in at a git host, which begins with being signed in here. */
const CONNECT_PATH = /^\/auth\/[0-9a-f-]{36}$/

export function serveSignIn(scope: FastifyInstance, { passwords, sessions, cookies }: SignInParts): void {
  scope.get<{ Querystring: Record<string, unknown> }>('/login', (request, reply) => {
    const target = returnTarget(request.query['return_to'])
    return request.visitor.account === undefined ? signInPage(request, reply, { target }) : reply.redirect(target)
  })

  scope.post('/login', async (request, reply) => {
    const target = returnTarget(field(request.body, 'return_to'))
    const username = field(request.body, 'username').trim()
    try {
      const user = await passwords.authenticate({ username, password: field(request.body, 'password'), address: request.ip })
      // Whatever the browser came with, the session is a new one; the former is over.
      await endSession(request, sessions)
      const secret = await sessions.start(user)
      return reply
        .header('set-cookie', [setCookie(cookies.session, secret, cookies), setCookie(cookies.visitor, '', cookies)])
        .redirect(target, 303)
    } catch (error) {
      if (!(error instanceof Unauthenticated)) throw error
      return signInPage(request, reply.code(401), { target, username, problem: error.message })
    }
  })

  scope.post('/logout', async (request, reply) => {
    await endSession(request, sessions)
    return reply.header('set-cookie', setCookie(cookies.session, '', cookies)).redirect('/login', 303)
  })
}

async function endSession({ visitor: { account } }: FastifyRequest, sessions: Sessions): Promise<void> {
  if (account !== undefined) await sessions.end(account.sessionSecret, account.user)
}

/** Sends somebody who is not signed in to the form, and back to where they wanted to go. */
export function redirectToSignIn(reply: FastifyReply, returnTo: string): FastifyReply {
  return reply.redirect(`/login?return_to=${encodeURIComponent(returnTo)}`, 303)
}

/** For the header of pages: who is signed in, and the way out. */
export function accountHeader({ visitor }: FastifyRequest): Markup | undefined {
  if (visitor.account === undefined) return undefined
  return html`<form method="post" action="/logout">${formTokenField(visitor)}
<span>Signed in as <strong>${visitor.account.user.username}</strong></span>
<a href="/app/settings/password">Password</a> <button class="quiet">Sign out</button></form>`
}

function signInPage(
  { visitor }: FastifyRequest,
  reply: FastifyReply,
  { target, username = '', problem }: { target: string; username?: string; problem?: string },
): FastifyReply {
  const body = html`${problem !== undefined && html`<p class="problem" role="alert">${problem}.</p>`}
<form method="post" action="/login">
${formTokenField(visitor)}<input type="hidden" name="return_to" value="${target}">
<label for="username">User name</label>
<input id="username" name="username" value="${username}" autocomplete="username" autocapitalize="none" spellcheck="false" required autofocus>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required>
<button>Sign in</button>
</form>
<p class="quiet-text">No password yet, or forgotten? Whoever runs this server sets a new one with <code>terrace admin set-password</code>.</p>`
  return reply.page({ title: 'Sign in', body })
}

function returnTarget(wanted: unknown): string {
  const base = 'http://localhost'
  if (typeof wanted !== 'string' || !wanted.startsWith('/') || !URL.canParse(wanted, base)) return START
  const { origin, pathname, search } = new URL(wanted, base)
  return origin === base && (RETURN_PATHS.has(pathname) || CONNECT_PATH.test(pathname)) ? `${pathname}${search}` : START
}
