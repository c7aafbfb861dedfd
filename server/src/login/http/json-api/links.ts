// Links that work once, for people who cannot sign in yet: made through the API, opened as pages.
import type { FastifyInstance } from 'fastify'
import { type Static, Type } from 'typebox'
import type { MembershipId, UserId } from '../../../kernel/index.ts'
import { operationsOf } from '../../../platform/http/index.ts'
import { one, resourceSchema, Timestamp, timestamp } from '../../../platform/http/json-api/index.ts'
import type { InvitationLinks } from '../../invitation-links.ts'
import type { Link, ResetLinks } from '../../reset-links.ts'
import { INVITATION_PATH } from '../invitation-page.ts'
import { RESET_PATH } from '../reset-page.ts'

export interface LinkRoutes {
  invitationLinks: Pick<InvitationLinks, 'create'>
  resetLinks: Pick<ResetLinks, 'create'>
  publicUrl: string
}

const LinkResource = resourceSchema('SingleUseLink', 'single-use-links', {
  attributes: Type.Object({ url: Type.String({ examples: ['https://…'] }), 'expires-at': Timestamp }),
})

const answers = one(LinkResource)
const CREATE_INVITATION_LINK = operationsOf('Organization memberships')('createInvitationLink', 'Create a link to an invitation', {
  description:
    'Whoever opens it first joins the organization: with a new account, or as the user who is signed in. It works once, within a week, and cannot be shown again. The link before it ends.',
  answers,
  failures: [403, 422],
})
const CREATE_RESET_LINK = operationsOf('Site administration')(
  'adminCreateResetLink',
  'Create a link with which a user chooses a password',
  {
    description: 'It works once, within a day, and cannot be shown again. Until then, the password stays as it is.',
    answers,
  },
)

export function serveLinks(scope: FastifyInstance, { invitationLinks, resetLinks, publicUrl }: LinkRoutes): void {
  scope.post<{ Params: { id: string } }>(
    '/organization-memberships/:id/actions/create-link',
    CREATE_INVITATION_LINK,
    async ({ subject, params }) => {
      const id = params.id as MembershipId
      return { data: linkDocument(id, publicUrl + INVITATION_PATH, await invitationLinks.create(subject, id)) }
    },
  )

  scope.post<{ Params: { user: string } }>(
    '/admin/users/:user/actions/create_reset_link',
    CREATE_RESET_LINK,
    async ({ subject, params }) => {
      const id = params.user as UserId
      return { data: linkDocument(id, publicUrl + RESET_PATH, await resetLinks.create(subject, id)) }
    },
  )
}

/** @param id of what the link is for */
function linkDocument(id: string, address: string, { secret, expiresAt }: Link): Static<typeof LinkResource> {
  return { id, type: 'single-use-links', attributes: { url: `${address}?secret=${secret}`, 'expires-at': timestamp(expiresAt) } }
}
