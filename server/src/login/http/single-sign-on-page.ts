// /app/settings/single-sign-on: users link their account to the one they have at the identity provider.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ProviderUser, ProviderUsers } from '../../accounts/index.ts'
import { NotFound } from '../../kernel/index.ts'
import { html, type Markup } from '../../platform/http/html/index.ts'
import type { SingleSignOn } from '../single-sign-on/index.ts'
import { LINK_IDENTITY, SHOW_IDENTITY, UNLINK_IDENTITY } from './operations.ts'
import { accountHeader, redirectToSignIn } from './sign-in.ts'
import { offered } from './single-sign-on.ts'
import { formTokenField, type Visitor } from './visitor.ts'

export interface SingleSignOnPageParts {
  /** undefined without an identity provider */
  singleSignOn: SingleSignOn | undefined
  providerUsers: Pick<ProviderUsers, 'ofUser' | 'unlink'>
}

type Account = NonNullable<Visitor['account']>
type Identity = Pick<ProviderUser, 'issuer' | 'subject'>

const PATH = '/app/settings/single-sign-on'

export function serveSingleSignOnPage(scope: FastifyInstance, { singleSignOn, providerUsers }: SingleSignOnPageParts): void {
  const show = async (request: FastifyRequest, reply: FastifyReply, { user }: Account) => {
    const [identity] = await providerUsers.ofUser(user.id)
    const body = identity === undefined ? unlinked(request, singleSignOn) : linked(request, identity)
    return reply.page({ title: 'Single sign-on', header: accountHeader(request), body })
  }

  scope.get(PATH, SHOW_IDENTITY, async (request, reply) => {
    const { account } = request.visitor
    return account === undefined ? redirectToSignIn(reply, PATH) : await show(request, reply, account)
  })

  // Answers with a link: a form may lead to no other host, and nothing but this form may begin to link.
  scope.post(PATH, LINK_IDENTITY, async (request, reply) => {
    const { account, secret } = request.visitor
    if (account === undefined) return redirectToSignIn(reply, PATH)
    const provider = offered(singleSignOn)
    const url = await provider.begin({ secret, address: request.ip }, { returnTo: PATH, linking: account.user })
    const body = html`<p>Sign in there as yourself. From then on, that account signs you in here as <strong>${account.user.username}</strong>.</p>
<p><a class="button" href="${url}">Continue to ${provider.name}</a></p>`
    return reply.page({ title: 'Link your account', header: accountHeader(request), body })
  })

  scope.post(`${PATH}/unlink`, UNLINK_IDENTITY, async (request, reply) => {
    const { account } = request.visitor
    if (account === undefined) return redirectToSignIn(reply, PATH)
    try {
      await providerUsers.unlink('user', account.user)
    } catch (error) {
      // For one that is gone the answer is the page as well.
      if (!(error instanceof NotFound)) throw error
    }
    return reply.redirect(PATH, 303)
  })
}

function linked({ visitor }: FastifyRequest, { issuer, subject }: Identity): Markup {
  return html`<p>You sign in here with the account <code>${subject}</code> at <code>${issuer}</code>.</p>
<form method="post" action="${PATH}/unlink">${formTokenField(visitor)}
<p>Without it you need a password, or a link from the operator of this server.</p>
<button class="danger">Unlink this account</button>
</form>`
}

function unlinked({ visitor }: FastifyRequest, singleSignOn: SingleSignOn | undefined): Markup {
  if (singleSignOn === undefined) return html`<p>This server has no identity provider.</p>`
  return html`<p>Your account is not linked to one at ${singleSignOn.name}.</p>
<form method="post" action="${PATH}">${formTokenField(visitor)}<button>Link your account</button></form>`
}
