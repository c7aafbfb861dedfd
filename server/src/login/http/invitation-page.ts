// /login/invitation: whoever holds the link to an invitation joins with a new account, or as the user who is signed in.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Invalid } from '../../kernel/index.ts'
import { type CookieNames, setCookie } from '../../platform/http/browser-session/index.ts'
import { field, html, type Markup } from '../../platform/http/html/index.ts'
import type { InvitationLinks } from '../invitation-links.ts'
import type { Sessions } from '../sessions.ts'
import { SHOW_INVITATION, USE_INVITATION } from './operations.ts'
import { accountHeader, requirePasswords } from './sign-in.ts'
import { formTokenField } from './visitor.ts'

export interface InvitationPageParts {
  invitationLinks: Pick<InvitationLinks, 'invitation' | 'register' | 'join'>
  sessions: Pick<Sessions, 'start'>
  cookies: CookieNames
  startPage: string
  /** whether somebody without an account makes one with a password */
  localSignIn: boolean
}

export const INVITATION_PATH = '/login/invitation'

interface Shown extends Pick<InvitationPageParts, 'localSignIn'> {
  secret: string
  organization: string
  email: string
  username?: string
  problems?: readonly string[]
}

export function serveInvitationPage(scope: FastifyInstance, parts: InvitationPageParts): void {
  const { invitationLinks, sessions, cookies, startPage, localSignIn } = parts

  scope.get<{ Querystring: Record<string, unknown> }>(INVITATION_PATH, SHOW_INVITATION, async (request, reply) => {
    const secret = typeof request.query['secret'] === 'string' ? request.query['secret'] : ''
    return invitationPage(request, reply, { secret, localSignIn, ...(await invitationLinks.invitation(secret)) })
  })

  scope.post(INVITATION_PATH, USE_INVITATION, async (request, reply) => {
    const { body, visitor } = request
    const secret = field(body, 'secret')
    const invitation = await invitationLinks.invitation(secret)
    const username = field(body, 'username').trim()
    try {
      if (visitor.account !== undefined) {
        await invitationLinks.join(secret, visitor.account.subject)
        return reply.redirect(startPage, 303)
      }
      requirePasswords(parts)
      const wanted = { username, password: field(body, 'password'), confirmation: field(body, 'confirmation') }
      const { user, proof } = await invitationLinks.register(secret, wanted)
      const session = await sessions.start(user, proof)
      return reply
        .header('set-cookie', [setCookie(cookies.session, session, cookies), setCookie(cookies.visitor, '', cookies)])
        .redirect(startPage, 303)
    } catch (error) {
      if (!(error instanceof Invalid)) throw error
      const problems = error.problems.map(({ detail }) => detail)
      return invitationPage(request, reply.code(422), { secret, localSignIn, ...invitation, username, problems })
    }
  })
}

function invitationPage(request: FastifyRequest, reply: FastifyReply, shown: Shown): FastifyReply {
  const { organization, email, problems = [] } = shown
  const { account } = request.visitor
  const body = html`<p>Somebody in the organization <strong>${organization}</strong> invites ${email}. This link works once.</p>
<p>Join only an organization that you know. Its members then see your user name, its owners see what you do in it and from where, and
its rules apply to what you do in it. You can leave at any time.</p>
${problems.map((problem) => html`<p class="problem" role="alert">${problem}.</p>`)}
<form method="post" action="${INVITATION_PATH}">
${formTokenField(request.visitor)}<input type="hidden" name="secret" value="${shown.secret}">
${account === undefined ? newAccount(shown) : html`<button autofocus>Join ${organization} as ${account.user.username}</button>`}
</form>`
  return reply.page({ title: `Join ${organization}`, header: accountHeader(request), body })
}

function newAccount({ secret, organization, localSignIn, username = '' }: Shown): Markup {
  const signIn = `/login?return_to=${encodeURIComponent(`${INVITATION_PATH}?secret=${secret}`)}`
  if (!localSignIn) return html`<p><a class="button" href="${signIn}">Sign in to join ${organization}</a></p>`
  return html`<p>Have an account on this server? <a href="${signIn}">Sign in</a> to join with it. Otherwise, make one:</p>
<label for="username">User name</label>
<input id="username" name="username" value="${username}" autocomplete="username" autocapitalize="none" spellcheck="false" maxlength="60" required autofocus>
<label for="password">Password (at least 12 characters)</label>
<input id="password" name="password" type="password" autocomplete="new-password" minlength="12" required>
<label for="confirmation">Confirm password</label>
<input id="confirmation" name="confirmation" type="password" autocomplete="new-password" minlength="12" required>
<button>Make an account and join ${organization}</button>`
}
