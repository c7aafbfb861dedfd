// /app/settings/password: users change their own password with the current one.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Passwords } from '../../accounts/index.ts'
import { Invalid } from '../../kernel/index.ts'
import { type CookieNames, setCookie } from '../../platform/http/browser-session/index.ts'
import { field, html } from '../../platform/http/html/index.ts'
import type { Sessions } from '../sessions.ts'
import type { SingleSignOn } from '../single-sign-on/index.ts'
import { CHANGE_PASSWORD, SHOW_PASSWORD } from './operations.ts'
import { accountHeader, redirectToSignIn } from './sign-in.ts'
import { formTokenField } from './visitor.ts'

export interface PasswordPageParts {
  passwords: Passwords
  sessions: Sessions
  cookies: CookieNames
  singleSignOn: Pick<SingleSignOn, 'name'> | undefined
}

const PATH = '/app/settings/password'
const CHANGED = `${PATH}?changed`

export function servePasswordPage(scope: FastifyInstance, { passwords, sessions, cookies, singleSignOn }: PasswordPageParts): void {
  scope.get<{ Querystring: Record<string, unknown> }>(PATH, SHOW_PASSWORD, (request, reply) => {
    if (request.visitor.account === undefined) return redirectToSignIn(reply, PATH)
    return passwordPage(request, reply, { changed: 'changed' in request.query, singleSignOn })
  })

  scope.post(PATH, CHANGE_PASSWORD, async (request, reply) => {
    const { account } = request.visitor
    if (account === undefined) return redirectToSignIn(reply, PATH)
    const { body, ip } = request
    const wanted = { current: field(body, 'current'), password: field(body, 'password'), confirmation: field(body, 'confirmation') }
    try {
      const { proof } = await passwords.change(account.subject, wanted, ip)
      // Every session has ended with the old password. This browser has just proved that it may have a new one.
      const secret = await sessions.start(account.user, proof)
      return reply.header('set-cookie', setCookie(cookies.session, secret, cookies)).redirect(CHANGED, 303)
    } catch (error) {
      if (!(error instanceof Invalid)) throw error
      return passwordPage(request, reply.code(422), { problems: error.problems.map(({ detail }) => detail), singleSignOn })
    }
  })
}

function passwordPage(
  request: FastifyRequest,
  reply: FastifyReply,
  {
    changed = false,
    problems = [],
    singleSignOn,
  }: { changed?: boolean; problems?: readonly string[] } & Pick<PasswordPageParts, 'singleSignOn'>,
): FastifyReply {
  const done = html`<p class="notice" role="status">The password was changed. All other browsers are signed out; tokens keep working.</p>`
  // The user name is for password managers, which then know whose password to keep.
  const body = html`${changed && done}${problems.map((problem) => html`<p class="problem" role="alert">${problem}.</p>`)}
<form method="post" action="${PATH}">
${formTokenField(request.visitor)}
<input name="username" value="${request.visitor.account?.user.username}" autocomplete="username" hidden>
<label for="current">Current password</label>
<input id="current" name="current" type="password" autocomplete="current-password" required>
<label for="password">New password (at least 12 characters)</label>
<input id="password" name="password" type="password" autocomplete="new-password" minlength="12" required>
<label for="confirmation">Confirm new password</label>
<input id="confirmation" name="confirmation" type="password" autocomplete="new-password" minlength="12" required>
<button>Change password</button>
</form>
<p class="quiet-text"><a href="/app/settings/tokens">Tokens</a>${singleSignOn !== undefined && html` <a href="/app/settings/single-sign-on">Single sign-on</a>`}</p>`
  return reply.page({ title: 'Password', header: accountHeader(request), body })
}
