// /app/settings/tokens: users' own tokens. `terraform login` opens it for hosts without a login service.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { AuthenticationToken, AuthenticationTokens, IssuedToken, UserTokens } from '../../authentication-tokens/index.ts'
import type { Clock, TokenId } from '../../kernel/index.ts'
import { field, html, type Markup, table } from '../../platform/http/html/index.ts'
import { CREATE_TOKEN, DELETE_TOKEN, SHOW_TOKENS } from './operations.ts'
import { accountHeader, redirectToSignIn } from './sign-in.ts'
import { tokenForClients } from './token-for-clients.ts'
import { formTokenField, type Visitor } from './visitor.ts'

export interface TokensPageParts {
  tokens: AuthenticationTokens
  userTokens: UserTokens
  clock: Clock
  publicUrl: string
}

type Account = NonNullable<Visitor['account']>

const PATH = '/app/settings/tokens'
const DAY = 24 * 60 * 60_000
const LIFETIMES: readonly { value: string; label: string }[] = [
  { value: '7', label: '7 days' },
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: '1 year' },
  { value: '', label: '2 years' },
  { value: 'never', label: 'never' },
]

export function serveTokensPage(scope: FastifyInstance, { tokens, userTokens, clock, publicUrl }: TokensPageParts): void {
  const show = async (request: FastifyRequest, reply: FastifyReply, account: Account, top?: Markup) =>
    reply.page({
      title: 'Tokens',
      header: accountHeader(request),
      body: html`${top}${list(request, await userTokens.list(account.subject, account.user.id))}${newTokenForm(request)}`,
    })

  scope.get<{ Querystring: Record<string, unknown> }>(PATH, SHOW_TOKENS, async (request, reply) => {
    const { account } = request.visitor
    if (account === undefined) return redirectToSignIn(reply, request.url)
    return await show(request, reply, account, request.query['source'] === 'terraform-login' ? TERRAFORM_WAITS : undefined)
  })

  scope.post(PATH, CREATE_TOKEN, async (request, reply) => {
    const { account } = request.visitor
    if (account === undefined) return redirectToSignIn(reply, PATH)
    const wanted = { description: field(request.body, 'description').trim() || null, ...expiry(field(request.body, 'lifetime'), clock) }
    const issued = await userTokens.create(account.subject, account.user.id, wanted)
    return await show(request, reply, account, issuedNotice(issued, publicUrl))
  })

  // Forms can only be posted, so deleting has an address of its own.
  scope.post<{ Params: { id: string } }>(`${PATH}/:id/delete`, DELETE_TOKEN, async (request, reply) => {
    const { account } = request.visitor
    if (account === undefined) return redirectToSignIn(reply, PATH)
    const own = await userTokens.list(account.subject, account.user.id)
    // For a token that is gone the answer is the list as well.
    if (own.some(({ id }) => id === request.params.id)) await tokens.delete(account.subject, request.params.id as TokenId)
    return reply.redirect(PATH, 303)
  })
}

const TERRAFORM_WAITS = html`<p class="notice">Terraform is waiting for a token: create one here and paste it into the terminal.</p>`

function issuedNotice({ text }: IssuedToken, publicUrl: string): Markup {
  return html`<div class="notice" role="status"><p>This is the new token. It is shown only once:</p><p><code>${text}</code></p>
${tokenForClients(publicUrl, text)}</div>`
}

function list({ visitor }: FastifyRequest, tokens: readonly AuthenticationToken[]): Markup {
  if (tokens.length === 0) return html`<p>You have no tokens.</p>`
  const rows = tokens.map(({ id, description, createdAt, lastUsedAt, expiresAt }) => [
    description ?? '',
    day(createdAt),
    day(lastUsedAt),
    day(expiresAt),
    html`<form method="post" action="${PATH}/${id}/delete">${formTokenField(visitor)}<button class="danger" aria-label="Delete ${description ?? id}">Delete</button></form>`,
  ])
  return table(['Description', 'Created', 'Last used', 'Expires', ''], rows)
}

function newTokenForm({ visitor }: FastifyRequest): Markup {
  const options = LIFETIMES.map(({ value, label }) =>
    value === '' ? html`<option value="" selected>${label}</option>` : html`<option value="${value}">${label}</option>`,
  )
  return html`<h2>New token</h2>
<form method="post" action="${PATH}">
${formTokenField(visitor)}
<label for="description">What it is for</label>
<input id="description" name="description" maxlength="255" required>
<label for="lifetime">Expires after</label>
<select id="lifetime" name="lifetime">${options}</select>
<button>Create token</button>
</form>`
}

/** Left out, the token gets the lifetime that tokens have by default. */
function expiry(lifetime: string, clock: Clock): { expiresAt?: number | null } {
  if (lifetime === 'never') return { expiresAt: null }
  const days = LIFETIMES.find(({ value }) => value === lifetime && value !== '')?.value
  return days === undefined ? {} : { expiresAt: clock.now() + Number(days) * DAY }
}

function day(time: number | null): string {
  return time === null ? 'never' : new Date(time).toISOString().slice(0, 10)
}
