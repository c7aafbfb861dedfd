// /app/settings/memberships: users accept invitations to organizations, decline them, and leave.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { AccountDirectory, Invitations, Memberships } from '../../accounts/index.ts'
import { Forbidden, Invalid, type MembershipId, NotFound } from '../../kernel/index.ts'
import { html, type Markup, table } from '../../platform/http/html/index.ts'
import { ACCEPT_INVITATION, LEAVE_ORGANIZATION, SHOW_MEMBERSHIPS } from './operations.ts'
import { accountHeader, redirectToSignIn } from './sign-in.ts'
import { formTokenField, type Visitor } from './visitor.ts'

export interface MembershipsPageParts {
  memberships: Pick<Memberships, 'own' | 'leave'>
  invitations: Pick<Invitations, 'accept'>
  directory: Pick<AccountDirectory, 'organizationNames'>
}

type Account = NonNullable<Visitor['account']>
type Act = (account: Account, id: MembershipId) => Promise<unknown>

interface Place {
  id: MembershipId
  organization: string
  invited: boolean
  since: string
}

const PATH = '/app/settings/memberships'

export function serveMembershipsPage(scope: FastifyInstance, parts: MembershipsPageParts): void {
  const { memberships, invitations } = parts

  scope.get(PATH, SHOW_MEMBERSHIPS, async (request, reply) => {
    const { account } = request.visitor
    return account === undefined ? redirectToSignIn(reply, PATH) : await show(request, reply, parts, account)
  })

  // Forms can only be posted, so each action has an address of its own.
  const acting = (act: Act) => async (request: FastifyRequest<{ Params: { id: string } }>, reply: FastifyReply) => {
    const { account } = request.visitor
    if (account === undefined) return redirectToSignIn(reply, PATH)
    try {
      await act(account, request.params.id as MembershipId)
    } catch (error) {
      if (error instanceof Invalid) return await show(request, reply.code(422), parts, account, error.message)
      if (error instanceof Forbidden) return await show(request, reply.code(403), parts, account, error.message)
      // For a membership that is gone the answer is the list as well.
      if (!(error instanceof NotFound)) throw error
    }
    return reply.redirect(PATH, 303)
  }
  scope.post(
    `${PATH}/:id/accept`,
    ACCEPT_INVITATION,
    acting(({ subject }, id) => invitations.accept(subject, id)),
  )
  scope.post(
    `${PATH}/:id/leave`,
    LEAVE_ORGANIZATION,
    acting(({ subject }, id) => memberships.leave(subject, id)),
  )
}

async function show(
  request: FastifyRequest,
  reply: FastifyReply,
  { memberships, directory }: MembershipsPageParts,
  { subject }: Account,
  problem?: string,
): Promise<FastifyReply> {
  const own = await memberships.own(subject)
  const names = await directory.organizationNames(own.map(({ organizationId }) => organizationId))
  const places = own.map(({ id, organizationId, status, createdAt }) => ({
    id,
    organization: names.get(organizationId) ?? '',
    invited: status === 'invited',
    since: new Date(createdAt).toISOString().slice(0, 10),
  }))
  const invited = places.filter((place) => place.invited)
  const joined = places.filter((place) => !place.invited)
  const body = html`${problem !== undefined && html`<p class="problem" role="alert">${problem}.</p>`}
${invited.length > 0 && invitationsOf(request, invited)}<h2>Your organizations</h2>
${joined.length === 0 ? html`<p>You are in no organization.</p>` : tableOf(request, joined)}`
  return reply.page({ title: 'Organizations', header: accountHeader(request), body })
}

function invitationsOf(request: FastifyRequest, places: readonly Place[]): Markup {
  return html`<h2>Invitations</h2>
<p>Accept an invitation only from an organization that you know. Its members then see your user name, its owners see what you do
in it and from where, and its rules apply to what you do in it. You can leave at any time.</p>
${tableOf(request, places)}`
}

function tableOf({ visitor }: FastifyRequest, places: readonly Place[]): Markup {
  const button = ({ id, organization }: Place, action: 'accept' | 'leave', label: string) =>
    html`<form method="post" action="${PATH}/${id}/${action}">${formTokenField(visitor)}<button class="${action === 'accept' ? '' : 'danger'}" aria-label="${label} ${organization}">${label}</button></form>`
  const rows = places.map((place) => [
    place.organization,
    place.since,
    html`${place.invited && button(place, 'accept', 'Accept')}${button(place, 'leave', place.invited ? 'Decline' : 'Leave')}`,
  ])
  return table(['Organization', 'Since', ''], rows)
}
