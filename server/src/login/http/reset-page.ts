// /login/reset: a user without a password, or who forgot it, chooses one with an administrator's link.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Invalid } from '../../kernel/index.ts'
import { type CookieNames, setCookie } from '../../platform/http/browser-session/index.ts'
import { field, html } from '../../platform/http/html/index.ts'
import type { ResetLinks } from '../reset-links.ts'
import type { Sessions } from '../sessions.ts'
import { RESET_PASSWORD, SHOW_RESET } from './operations.ts'
import { requirePasswords } from './sign-in.ts'
import { formTokenField } from './visitor.ts'

export interface ResetPageParts {
  resetLinks: Pick<ResetLinks, 'user' | 'use'>
  sessions: Pick<Sessions, 'start'>
  cookies: CookieNames
  startPage: string
  localSignIn: boolean
}

export const RESET_PATH = '/login/reset'

export function serveResetPage(scope: FastifyInstance, parts: ResetPageParts): void {
  const { resetLinks, sessions, cookies, startPage } = parts

  scope.get<{ Querystring: Record<string, unknown> }>(RESET_PATH, SHOW_RESET, async (request, reply) => {
    requirePasswords(parts)
    const secret = typeof request.query['secret'] === 'string' ? request.query['secret'] : ''
    return resetPage(request, reply, { secret, username: (await resetLinks.user(secret)).username })
  })

  scope.post(RESET_PATH, RESET_PASSWORD, async (request, reply) => {
    requirePasswords(parts)
    const { body } = request
    const secret = field(body, 'secret')
    const { username } = await resetLinks.user(secret)
    try {
      const wanted = { password: field(body, 'password'), confirmation: field(body, 'confirmation') }
      const { user, proof } = await resetLinks.use(secret, wanted)
      const session = await sessions.start(user, proof)
      return reply
        .header('set-cookie', [setCookie(cookies.session, session, cookies), setCookie(cookies.visitor, '', cookies)])
        .redirect(startPage, 303)
    } catch (error) {
      if (!(error instanceof Invalid)) throw error
      return resetPage(request, reply.code(422), { secret, username, problems: error.problems.map(({ detail }) => detail) })
    }
  })
}

function resetPage(
  { visitor }: FastifyRequest,
  reply: FastifyReply,
  { secret, username, problems = [] }: { secret: string; username: string; problems?: readonly string[] },
): FastifyReply {
  // The user name is for password managers, which then know whose password to keep.
  const body = html`<p>Choose a password for <strong>${username}</strong>. All browsers where ${username} is signed in are signed out; tokens keep working.</p>
${problems.map((problem) => html`<p class="problem" role="alert">${problem}.</p>`)}
<form method="post" action="${RESET_PATH}">
${formTokenField(visitor)}<input type="hidden" name="secret" value="${secret}">
<input name="username" value="${username}" autocomplete="username" hidden>
<label for="password">Password (at least 12 characters)</label>
<input id="password" name="password" type="password" autocomplete="new-password" minlength="12" required autofocus>
<label for="confirmation">Confirm password</label>
<input id="confirmation" name="confirmation" type="password" autocomplete="new-password" minlength="12" required>
<button>Set password and sign in</button>
</form>`
  return reply.page({ title: 'Choose a password', body })
}
