// /login/link: an operator's link signs a user in once. Opening it shows a button: what previews links must not spend it.
import type { FastifyInstance } from 'fastify'
import { type CookieNames, setCookie } from '../../platform/http/browser-session/index.ts'
import { field, html } from '../../platform/http/html/index.ts'
import type { SignInLinks } from '../sign-in-links.ts'
import { SHOW_SIGN_IN_LINK, USE_SIGN_IN_LINK } from './operations.ts'
import { formTokenField } from './visitor.ts'

export interface SignInLinkParts {
  signInLinks: SignInLinks
  cookies: CookieNames
  startPage: string
}

const PATH = '/login/link'

export function serveSignInLink(scope: FastifyInstance, { signInLinks, cookies, startPage }: SignInLinkParts): void {
  scope.get<{ Querystring: Record<string, unknown> }>(PATH, SHOW_SIGN_IN_LINK, async ({ query, visitor }, reply) => {
    const secret = typeof query['secret'] === 'string' ? query['secret'] : ''
    const { username } = await signInLinks.user(secret)
    const body = html`<form method="post" action="${PATH}">
${formTokenField(visitor)}<input type="hidden" name="secret" value="${secret}">
<p>This link works once.</p>
<button autofocus>Sign in as ${username}</button>
</form>`
    return reply.page({ title: 'Sign in', body })
  })

  scope.post(PATH, USE_SIGN_IN_LINK, async (request, reply) => {
    const session = await signInLinks.use(field(request.body, 'secret'))
    return reply
      .header('set-cookie', [setCookie(cookies.session, session, cookies), setCookie(cookies.visitor, '', cookies)])
      .redirect(startPage, 303)
  })
}
