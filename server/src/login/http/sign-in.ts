// /login and /logout: a user name and a password start a session, and the button ends it.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Passwords } from '../../accounts/index.ts'
import { Forbidden, Unauthenticated } from '../../kernel/index.ts'
import { type CookieNames, setCookie } from '../../platform/http/browser-session/index.ts'
import { field, html, type Markup } from '../../platform/http/html/index.ts'
import type { FirstRun } from '../first-run.ts'
import type { Sessions } from '../sessions.ts'
import type { SingleSignOn } from '../single-sign-on/index.ts'
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
  /** undefined without an identity provider */
  singleSignOn: Pick<SingleSignOn, 'name' | 'signOutUrl'> | undefined
  /** whether a user name and a password sign in */
  localSignIn: boolean
}

/** Where signing in at the identity provider begins. */
export const SINGLE_SIGN_ON = '/login/single-sign-on'

/**
 * Where signing in may return to: pages for people, of this server alone. Authorizing a connection at a git host begins with
 * being signed in here.
 */
const RETURN_PATHS = [/^\/app(?:\/|$)/, /^\/login\/invitation$/, /^\/oauth\/authorize$/, /^\/auth\/[0-9a-f-]{36}$/]

export function serveSignIn(scope: FastifyInstance, parts: SignInParts): void {
  const { firstRun, passwords, sessions, cookies, startPage, singleSignOn } = parts

  scope.get<{ Querystring: Record<string, unknown> }>('/login', SHOW_SIGN_IN, async (request, reply) => {
    const setUp = await pathOfSetUp(firstRun)
    if (setUp !== undefined) return reply.redirect(setUp)
    const target = returnTarget(request.query['return_to'], startPage)
    if (request.visitor.account !== undefined) return reply.redirect(target)
    const notice = 'signed_out' in request.query && singleSignOn !== undefined ? await signedOutNotice(singleSignOn) : undefined
    return signInPage(request, reply, { ...parts, target, notice })
  })

  // Where HCP Terraform has its form.
  scope.get('/session', OPEN_SIGN_IN, async (_request, reply) => reply.redirect('/login'))

  scope.post('/login', SIGN_IN_OPERATION, async (request, reply) => {
    requirePasswords(parts)
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
      return signInPage(request, reply.code(401), { ...parts, target, username, problem: error.message })
    }
  })

  scope.post('/logout', SIGN_OUT, async (request, reply) => {
    await endSession(request, sessions)
    const next = singleSignOn === undefined ? '/login' : '/login?signed_out'
    return reply.header('set-cookie', setCookie(cookies.session, '', cookies)).redirect(next, 303)
  })
}

/** Where the operator has switched passwords off. @throws Forbidden */
export function requirePasswords({ localSignIn }: Pick<SignInParts, 'localSignIn'>): void {
  if (!localSignIn) throw new Forbidden('Passwords sign nobody in on this server: use single sign-on')
}

export async function endSession({ visitor: { account, secret } }: FastifyRequest, sessions: Sessions): Promise<void> {
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

interface SignInPage extends Pick<SignInParts, 'singleSignOn' | 'localSignIn'> {
  target: string
  username?: string
  problem?: string
  notice?: Markup | undefined
}

function signInPage(request: FastifyRequest, reply: FastifyReply, page: SignInPage): FastifyReply {
  const { singleSignOn, localSignIn, problem, notice } = page
  const body = html`${problem !== undefined && html`<p class="problem" role="alert">${problem}.</p>`}${notice}
${singleSignOn !== undefined && linkTo(singleSignOn, page.target)}${localSignIn ? passwordForm(request, page) : WITHOUT_PASSWORDS}`
  return reply.page({ title: 'Sign in', body })
}

const WITHOUT_PASSWORDS = html`<p class="quiet-text">Cannot get in? The operator of this server can send you a link that signs you in once.</p>`

/** A link and no form: the policy lets forms lead to this server alone, also by redirects. */
function linkTo({ name }: Pick<SingleSignOn, 'name'>, target: string): Markup {
  return html`<p><a class="button" href="${SINGLE_SIGN_ON}?return_to=${encodeURIComponent(target)}">Sign in with ${name}</a></p>
`
}

function passwordForm({ visitor }: FastifyRequest, { target, username = '', singleSignOn }: SignInPage): Markup {
  return html`<form method="post" action="/login">
${formTokenField(visitor)}<input type="hidden" name="return_to" value="${target}">
<label for="username">User name</label>
<input id="username" name="username" value="${username}" autocomplete="username" autocapitalize="none" spellcheck="false" required${singleSignOn === undefined && html` autofocus`}>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required>
<button>Sign in</button>
</form>
<p class="quiet-text">No password yet, or forgotten? An administrator of this site sends you a link with which you choose one.</p>`
}

async function signedOutNotice(singleSignOn: Pick<SingleSignOn, 'name' | 'signOutUrl'>): Promise<Markup> {
  const { name } = singleSignOn
  const url = await singleSignOn.signOutUrl()
  const link = url !== undefined && html` <a href="${url}">Sign out of ${name}</a>`
  return html`<p class="notice" role="status">You are signed out here, and perhaps still signed in at ${name}.${link}</p>
`
}

/** @returns the start page instead of anything that is no page for people of this server */
export function returnTarget(wanted: unknown, startPage: string): string {
  const base = 'http://localhost'
  if (typeof wanted !== 'string' || !wanted.startsWith('/') || !URL.canParse(wanted, base)) return startPage
  const { origin, pathname, search, hash } = new URL(wanted, base)
  return origin === base && RETURN_PATHS.some((path) => path.test(pathname)) ? `${pathname}${search}${hash}` : startPage
}
