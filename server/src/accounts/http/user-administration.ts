// /api/v2/admin/users: users as site administrators see and manage them.
import type { FastifyInstance } from 'fastify'
import type { Static } from 'typebox'
import { Malformed, type UserId } from '../../kernel/index.ts'
import { inclusionsOf, pagedDocument, pageOf, parameter } from '../../platform/http/json-api/index.ts'
import type { AccountDirectory } from '../account-directory.ts'
import type { User } from '../people/user.ts'
import type { OrganizationOfUser } from '../people/user-administration-rows.ts'
import type { UserAdministration } from '../user-administration.ts'
import { USER_ACTIONS } from '../user-standing.ts'
import {
  type AdministeredUserResource,
  CONFIRM_EMAIL,
  CREATE_USER,
  type CreateUserBody,
  DELETE_USER,
  LIST_USERS,
  type OrganizationOfUserResource,
  READ_ADMINISTERED_USER,
  USER_ACTION_OPERATIONS,
} from './administration-operations.ts'
import { userDocument } from './user-document.ts'

export interface UserAdministrationRoutes {
  userAdministration: UserAdministration
  directory: AccountDirectory
  publicUrl: string
}

interface Params {
  user: string
}

export function serveUserAdministration(scope: FastifyInstance, routes: UserAdministrationRoutes): void {
  const { userAdministration, directory, publicUrl } = routes
  const shown = async (users: readonly User[]) => {
    const organizations = await directory.organizationsOf(users)
    const resources = users.map((user) => administeredUserDocument(user, organizations))
    return { resources, organizations }
  }

  scope.get('/admin/users', LIST_USERS, async ({ subject, query, url }) => {
    const wanted = inclusionsOf(query, ['organizations'])
    const filter = { any: parameter(query, 'q'), siteAdmin: flagOf(query, 'filter[admin]'), suspended: flagOf(query, 'filter[suspended]') }
    const page = await userAdministration.list(subject, filter, pageOf(query))
    const { resources, organizations } = await shown(page.items)
    const document = pagedDocument({ ...page, items: resources }, (resource) => resource, publicUrl + url)
    return wanted.has('organizations') ? { ...document, included: organizationDocuments(organizations) } : document
  })

  const shownAlone = async (user: User) => ({ data: (await shown([user])).resources[0] })

  scope.post<{ Body: Static<typeof CreateUserBody> }>('/admin/users', CREATE_USER, async ({ subject, body }, reply) => {
    const { username, email, 'is-site-admin': siteAdmin = false } = body.data.attributes
    return reply.code(201).send(await shownAlone(await userAdministration.create(subject, { username, email, siteAdmin })))
  })

  scope.get<{ Params: Params }>('/admin/users/:user', READ_ADMINISTERED_USER, async ({ subject, params }) =>
    shownAlone(await userAdministration.read(subject, params.user as UserId)),
  )

  scope.post<{ Params: Params }>('/admin/users/:user/actions/confirm_email', CONFIRM_EMAIL, async ({ subject, params }) =>
    shownAlone(await userAdministration.confirmEmail(subject, params.user as UserId)),
  )

  for (const action of USER_ACTIONS) {
    scope.post<{ Params: Params }>(`/admin/users/:user/actions/${action}`, USER_ACTION_OPERATIONS[action], async ({ subject, params }) => {
      return await shownAlone(await userAdministration.act(subject, params.user as UserId, action))
    })
  }

  scope.delete<{ Params: Params }>('/admin/users/:user', DELETE_USER, async ({ subject, params }, reply) => {
    await userAdministration.delete(subject, params.user as UserId)
    return reply.code(204).send()
  })
}

function flagOf(query: unknown, name: string): boolean | undefined {
  const text = parameter(query, name)
  if (text !== undefined && text !== 'true' && text !== 'false') throw new Malformed(`${name} must be true or false`)
  return text === undefined ? undefined : text === 'true'
}

function administeredUserDocument(user: User, organizations: readonly OrganizationOfUser[]): Static<typeof AdministeredUserResource> {
  const document = userDocument(user, { private: true })
  const theirs = organizations.filter(({ userId }) => userId === user.id)
  return {
    ...document,
    attributes: { ...document.attributes, 'is-suspended': user.suspendedAt !== null },
    relationships: { ...document.relationships, organizations: { data: theirs.map(({ name }) => ({ id: name, type: 'organizations' })) } },
  }
}

/** Each once: clients' decoders reject duplicates. */
function organizationDocuments(organizations: readonly OrganizationOfUser[]): Static<typeof OrganizationOfUserResource>[] {
  const byId = new Map(organizations.map(({ id, name }) => [id, name]))
  return [...byId].map(([id, name]) => ({ id: name, type: 'organizations', attributes: { name, 'external-id': id } }))
}
