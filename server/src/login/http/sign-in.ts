// /login and /logout: a user name and a password start a session, and the button ends it.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Passwords } from '../../accounts/index.ts'
import { Unauthenticated } from '../../kernel/index.ts'
import { type CookieNames, setCookie } from '../../platform/http/browser-session/index.ts'
import { field, html, type Markup } from '../../platform/http/html/index.ts'
import type { FirstRun } from '../first-run.ts'
import type { Sessions } from '../sessions.ts'
import { OPEN_SIGN_IN, SHOW_SIGN_IN, SIGN_IN_OPERATION, SIGN_OUT } from './operations.ts'
import { pathOfSetUp } from './set-up-page.ts'
import { formTokenField } from './visitor.ts'

export interface SignInParts {
  firstRun: Pick<FirstRun, 'isOpen'>
  passwords: Passwords
  sessions: Sessions
  cookies: CookieNames
  /** where people arrive who wanted no other page */
  startPage: string
}

/**
 * Where signing in may return to: pages for people, of this server alone. Authorizing a connection at a git host begins with
 * being signed in here.
 */
const RETURN_PATHS = [/^\/app(?:\/|$)/, /^\/login\/invitation$/, /^\/oauth\/authorize$/, /^\/auth\/[0-9a-f-]{36}$/]

export function serveSignIn(scope: FastifyInstance, { firstRun, passwords, sessions, cookies, startPage }: SignInParts): void {
  scope.get<{ Querystring: Record<string, unknown> }>('/login', SHOW_SIGN_IN, async (request, reply) => {
    const setUp = await pathOfSetUp(firstRun)
    if (setUp !== undefined) return reply.redirect(setUp)
    const target = returnTarget(request.query['return_to'], startPage)
    return request.visitor.account === undefined ? signInPage(request, reply, { target }) : reply.redirect(target)
  })

  // Where HCP Terraform has its form.
  scope.get('/session', OPEN_SIGN_IN, async (_request, reply) => reply.redirect('/login'))

  scope.post('/login', SIGN_IN_OPERATION, async (request, reply) => {
    const target = returnTarget(field(request.body, 'return_to'), startPage)
    const username = field(request.body, 'username').trim()
    try {
      const { user, proof } = await passwords.authenticate({ username, password: field(request.body, 'password'), address: request.ip })
      // Always a new session, whatever the browser came with; the former ends.
      await endSession(request, sessions)
      const secret = await sessions.start(user, proof)
      return reply
        .header('set-cookie', [setCookie(cookies.session, secret, cookies), setCookie(cookies.visitor, '', cookies)])
        .redirect(target, 303)
    } catch (error) {
      if (!(error instanceof Unauthenticated)) throw error
      return signInPage(request, reply.code(401), { target, username, problem: error.message })
    }
  })

  scope.post('/logout', SIGN_OUT, async (request, reply) => {
    await endSession(request, sessions)
    return reply.header('set-cookie', setCookie(cookies.session, '', cookies)).redirect('/login', 303)
  })
}

async function endSession({ visitor: { account, secret } }: FastifyRequest, sessions: Sessions): Promise<void> {
  if (account !== undefined) await sessions.end(secret, account.user)
}

/** Leads to the form, and from there back to the wanted page. */
export function redirectToSignIn(reply: FastifyReply, returnTo: string): FastifyReply {
  return reply.redirect(`/login?return_to=${encodeURIComponent(returnTo)}`, 303)
}

/** For the header of pages: the signed-in user, and the button to sign out. */
export function accountHeader({ visitor }: FastifyRequest): Markup | undefined {
  if (visitor.account === undefined) return undefined
  return html`<form method="post" action="/logout">${formTokenField(visitor)}
<span>Signed in as <strong>${visitor.account.user.username}</strong></span>
<a href="/app/settings/tokens">Tokens</a> <a href="/app/settings/memberships">Organizations</a>
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
<p class="quiet-text">No password yet, or forgotten? An administrator of this site sends you a link with which you choose one.</p>`
  return reply.page({ title: 'Sign in', body })
}

function returnTarget(wanted: unknown, startPage: string): string {
  const base = 'http://localhost'
  if (typeof wanted !== 'string' || !wanted.startsWith('/') || !URL.canParse(wanted, base)) return startPage
  const { origin, pathname, search, hash } = new URL(wanted, base)
  return origin === base && RETURN_PATHS.some((path) => path.test(pathname)) ? `${pathname}${search}${hash}` : startPage
}
