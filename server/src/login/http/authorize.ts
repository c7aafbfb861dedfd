// /oauth/authorize: `terraform login` sends the browser here, and the user allows or denies it a token.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { field, html, policyWithForms } from '../../platform/http/html/index.ts'
import {
  type AuthorizationReading,
  type AuthorizationRequest,
  answerTo,
  CLIENT_ID,
  readAuthorizationRequest,
} from '../authorization-request.ts'
import type { TerraformLogin } from '../terraform-login.ts'
import { ASK_CONSENT, GIVE_CONSENT } from './operations.ts'
import { accountHeader, redirectToSignIn } from './sign-in.ts'
import { formTokenField, type Visitor } from './visitor.ts'

type Account = NonNullable<Visitor['account']>
type Parameters = Readonly<Record<string, unknown>>

export function serveAuthorize(scope: FastifyInstance, { terraformLogin }: { terraformLogin: TerraformLogin }): void {
  scope.get<{ Querystring: Parameters }>('/oauth/authorize', ASK_CONSENT, (request, reply) => {
    const reading = readAuthorizationRequest(request.query)
    if (reading.kind !== 'valid') return refuse(reading, reply)
    const { account } = request.visitor
    return account === undefined ? redirectToSignIn(reply, request.url) : consentPage(request, reply, { ...reading.request, account })
  })

  scope.post<{ Body: Parameters | undefined }>('/oauth/authorize', GIVE_CONSENT, async (request, reply) => {
    const reading = readAuthorizationRequest(request.body ?? {})
    if (reading.kind !== 'valid') return refuse(reading, reply)
    const { redirectUri, state } = reading.request
    const { account } = request.visitor
    if (account === undefined) return redirectToSignIn(reply, `/oauth/authorize?${new URLSearchParams(formOf(reading.request))}`)
    if (field(request.body, 'decision') !== 'allow') {
      return reply.redirect(answerTo(redirectUri, { error: 'access_denied', error_description: 'the request was denied', state }))
    }
    const code = await terraformLogin.authorize(account.subject, reading.request)
    return reply.redirect(answerTo(redirectUri, { code, state }))
  })
}

function refuse(reading: Exclude<AuthorizationReading, { kind: 'valid' }>, reply: FastifyReply): FastifyReply {
  if (reading.kind === 'refused') {
    const { redirectUri, error, description, state } = reading
    return reply.redirect(answerTo(redirectUri, { error, error_description: description, state }))
  }
  const body = html`<p class="problem">${reading.problem}.</p><p>Run <code>terraform login</code> again, and open the address it prints.</p>`
  return reply.code(400).page({ title: 'This request cannot be trusted', body })
}

function consentPage(request: FastifyRequest, reply: FastifyReply, asked: AuthorizationRequest & { account: Account }): FastifyReply {
  const { host, hostname } = new URL(asked.redirectUri)
  const hidden = Object.entries(formOf(asked)).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)
  const body = html`<p>The Terraform command line (<code>${CLIENT_ID}</code>) waits at <code>${host}</code>, on the computer this browser runs on,
for a token of <strong>${asked.account.user.username}</strong>. With it, Terraform can do everything here that you can do.</p>
<p class="notice">Allow it only if you have just run <code>terraform login</code> yourself, and if it printed port ${asked.port}
in the address of this page.</p>
<form method="post" action="/oauth/authorize">
${formTokenField(request.visitor)}${hidden}
<button name="decision" value="allow">Allow</button>
<button class="quiet" name="decision" value="deny">Deny</button>
</form>
<p class="quiet-text">The token can be deleted on the page <a href="/app/settings/tokens">Tokens</a>.</p>`
  // Browsers apply the policy to the redirect that follows a form too. An IPv6 address cannot be written in it.
  const target = hostname.startsWith('[') ? 'http:' : `http://${host}`
  reply.header('content-security-policy', policyWithForms(`'self' ${target}`))
  return reply.page({ title: 'Give Terraform a token?', header: accountHeader(request), body })
}

/** The request as hidden fields. It is checked again when it comes back. */
function formOf({ redirectUri, codeChallenge, state }: AuthorizationRequest): Record<string, string> {
  return {
    client_id: CLIENT_ID,
    response_type: 'code',
    redirect_uri: redirectUri,
    code_challenge: codeChallenge,
    code_challenge_method: 'S256',
    ...(state === undefined ? {} : { state }),
  }
}
