// /api/v2/…/organization-memberships
import type { FastifyInstance } from 'fastify'
import type { Static } from 'typebox'
import { Malformed, type MembershipId, NotFound, sliceOf, type TeamId } from '../../kernel/index.ts'
import type { Subject } from '../../permissions/index.ts'
import { type Document, inclusionsOf, listParameter, pagedDocument, pageOf, parameter } from '../../platform/http/json-api/index.ts'
import type { Invitations } from '../invitations.ts'
import type { Memberships } from '../memberships.ts'
import type { Membership } from '../people/membership.ts'
import {
  ACCEPT_INVITATION,
  DELETE_MEMBERSHIP,
  INVITE,
  type InvitationBody,
  LIST_MEMBERSHIPS,
  LIST_OWN_MEMBERSHIPS,
  READ_MEMBERSHIP,
} from './operations.ts'
import { type AccountViews, MEMBERSHIP_INCLUSIONS } from './views.ts'

export interface MembershipRoutes {
  memberships: Memberships
  invitations: Invitations
  views: AccountViews
  publicUrl: string
}

interface OrganizationParams {
  organization: string
}
interface IdParams {
  id: string
}

export function serveMemberships(scope: FastifyInstance, { memberships, invitations, views, publicUrl }: MembershipRoutes): void {
  const path = '/organizations/:organization/organization-memberships'

  scope.get<{ Params: OrganizationParams }>(path, LIST_MEMBERSHIPS, async ({ subject, params: { organization }, query, url }) => {
    const wanted = inclusionsOf(query, MEMBERSHIP_INCLUSIONS)
    const filter = {
      any: parameter(query, 'q'),
      emails: listParameter(query, 'filter[email]'),
      status: statusOf(parameter(query, 'filter[status]')),
    }
    const page = await memberships.list(subject, organization, filter, pageOf(query))
    const { active, invited } = await memberships.countByStatus(subject, organization)
    const { resources, included } = await views.memberships(subject, page.items, wanted)
    const document = pagedDocument({ ...page, items: resources }, (resource) => resource, publicUrl + url)
    const meta = { ...document.meta, 'status-counts': { total: active + invited, active, invited } }
    return { ...document, meta, ...(wanted.size === 0 ? {} : { included }) }
  })

  // The only answer that includes the user unasked: clients compare it with a read that includes it.
  scope.post<{ Params: OrganizationParams; Body: Static<typeof InvitationBody> }>(
    path,
    INVITE,
    async ({ subject, params, body }, reply) => {
      const teams = body.data.relationships?.teams?.data?.map((team) => team.id as TeamId)
      const membership = await invitations.invite(subject, params.organization, { email: body.data.attributes.email, teams })
      return reply.code(201).send(await shown(views, subject, membership, new Set(['user'])))
    },
  )

  scope.get('/organization-memberships', LIST_OWN_MEMBERSHIPS, async ({ subject, query, url }) => {
    const wanted = inclusionsOf(query, MEMBERSHIP_INCLUSIONS)
    const page = sliceOf(await memberships.own(subject), pageOf(query))
    const { resources, included } = await views.memberships(subject, page.items, wanted)
    const document = pagedDocument({ ...page, items: resources }, (resource) => resource, publicUrl + url)
    return wanted.size === 0 ? document : { ...document, included }
  })

  scope.get<{ Params: IdParams }>('/organization-memberships/:id', READ_MEMBERSHIP, async ({ subject, params, query }) => {
    const wanted = inclusionsOf(query, MEMBERSHIP_INCLUSIONS)
    return await shown(views, subject, await memberships.read(subject, params.id as MembershipId), wanted)
  })

  scope.post<{ Params: IdParams }>('/organization-memberships/:id/actions/accept', ACCEPT_INVITATION, async ({ subject, params }) =>
    shown(views, subject, await invitations.accept(subject, params.id as MembershipId), new Set()),
  )

  scope.delete<{ Params: IdParams }>('/organization-memberships/:id', DELETE_MEMBERSHIP, async ({ subject, params }, reply) => {
    await memberships.remove(subject, params.id as MembershipId)
    return reply.code(204).send()
  })
}

async function shown(
  views: AccountViews,
  subject: Subject,
  membership: Membership,
  wanted: ReadonlySet<(typeof MEMBERSHIP_INCLUSIONS)[number]>,
): Promise<Document> {
  const { resources, included } = await views.memberships(subject, [membership], wanted)
  const [data] = resources
  if (data === undefined) throw new NotFound(`organization membership ${membership.id} not found`)
  return wanted.size === 0 ? { data } : { data, included }
}

function statusOf(text: string | undefined): Membership['status'] | undefined {
  if (text === undefined || text === 'invited' || text === 'active') return text
  throw new Malformed('filter[status] must be invited or active')
}
