// /login/single-sign-on: a link leads to the identity provider, which sends the browser back to the callback.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { NotFound } from '../../kernel/index.ts'
import { type CookieNames, setCookie } from '../../platform/http/browser-session/index.ts'
import { html } from '../../platform/http/html/index.ts'
import { foreseen } from '../../platform/http/index.ts'
import type { Logger } from '../../platform/observability/index.ts'
import type { FirstRun } from '../first-run.ts'
import type { Sessions } from '../sessions.ts'
import { reasonOf, type SingleSignOn } from '../single-sign-on/index.ts'
import { FINISH_SINGLE_SIGN_ON, START_SINGLE_SIGN_ON } from './operations.ts'
import { pathOfSetUp } from './set-up-page.ts'
import { endSession, returnTarget, SINGLE_SIGN_ON } from './sign-in.ts'

export interface SingleSignOnRoutes {
  /** undefined without an identity provider */
  singleSignOn: SingleSignOn | undefined
  firstRun: Pick<FirstRun, 'isOpen'>
  sessions: Sessions
  cookies: CookieNames
  startPage: string
  logger: Logger
}

export function serveSingleSignOn(scope: FastifyInstance, parts: SingleSignOnRoutes): void {
  const { firstRun, sessions, cookies, startPage, logger } = parts

  scope.get<{ Querystring: Record<string, unknown> }>(SINGLE_SIGN_ON, START_SINGLE_SIGN_ON, async (request, reply) => {
    const singleSignOn = offered(parts.singleSignOn)
    const setUp = await pathOfSetUp(firstRun)
    if (setUp !== undefined) return reply.redirect(setUp)
    const returnTo = returnTarget(request.query['return_to'], startPage)
    const { account, secret } = request.visitor
    if (account !== undefined) return reply.redirect(returnTo)
    try {
      return reply.redirect(await singleSignOn.begin({ secret, address: request.ip }, { returnTo }))
    } catch (error) {
      return failurePage(error, { request, reply, logger })
    }
  })

  scope.get(`${SINGLE_SIGN_ON}/callback`, FINISH_SINGLE_SIGN_ON, async (request, reply) => {
    const singleSignOn = offered(parts.singleSignOn)
    const { account, secret } = request.visitor
    const query = request.url.includes('?') ? request.url.slice(request.url.indexOf('?')) : ''
    try {
      const outcome = await singleSignOn.finish({ secret, address: request.ip }, query, account?.user)
      if (outcome.kind === 'linked') return reply.redirect(outcome.returnTo)
      // Always a new session, whatever the browser came with; the former ends.
      await endSession(request, sessions)
      return reply
        .header('set-cookie', [setCookie(cookies.session, outcome.session, cookies), setCookie(cookies.visitor, '', cookies)])
        .redirect(outcome.returnTo, 303)
    } catch (error) {
      return failurePage(error, { request, reply, logger })
    }
  })
}

/** @throws NotFound without an identity provider */
export function offered(singleSignOn: SingleSignOn | undefined): SingleSignOn {
  if (singleSignOn === undefined) throw new NotFound('This server has no identity provider')
  return singleSignOn
}

/** Says what to do, and leads back. What nobody foresaw goes on as it is. */
function failurePage(
  error: unknown,
  { request, reply, logger }: { request: FastifyRequest; reply: FastifyReply; logger: Logger },
): FastifyReply {
  const failure = foreseen(error, request, reply, logger)
  if (failure === undefined) throw error
  const { status, problems } = failure
  logger.warn({ request_id: request.id, remote_address: request.ip, reason: reasonOf(error) }, 'a single sign-on was refused')
  const body = html`${problems.map(({ detail }) => html`<p class="problem" role="alert">${detail}.</p>`)}
<p><a href="/login">Back to the sign-in page</a></p>`
  return reply.code(status).page({ title: 'You are not signed in', body })
}
