// /api/v2/organizations
import type { FastifyInstance } from 'fastify'
import { type Static, Type } from 'typebox'
import { asksForPages, bodyOf, pagedDocument, pageOf, parameter } from '../../platform/http/json-api/index.ts'
import type { Organizations } from '../organizations.ts'
import { entitlementsDocument, organizationDocument } from './organization-document.ts'

const CreateBody = bodyOf(['organizations'], Type.Object({ name: Type.String(), email: Type.String() }))
const UpdateBody = bodyOf(['organizations'], Type.Object({ name: Type.Optional(Type.String()), email: Type.Optional(Type.String()) }))

interface Params {
  organization: string
}

/** A client that asks for no page gets all organizations at once, as on HCP Terraform. */
const EVERYTHING = { number: 1, size: 10_000 }

export function serveOrganizations(
  scope: FastifyInstance,
  { organizations, publicUrl }: { organizations: Organizations; publicUrl: string },
): void {
  scope.get('/organizations', async ({ subject, query, url }) => {
    const filter = { any: parameter(query, 'q'), name: parameter(query, 'q[name]'), email: parameter(query, 'q[email]') }
    const page = await organizations.list(subject, filter, asksForPages(query) ? pageOf(query) : EVERYTHING)
    return pagedDocument(page, (organization) => organizationDocument(organization, subject), publicUrl + url)
  })

  scope.post<{ Body: Static<typeof CreateBody> }>('/organizations', { schema: { body: CreateBody } }, async ({ subject, body }, reply) => {
    const { name, email, ...settings } = body.data.attributes
    const organization = await organizations.create(subject, { name, email, settings })
    // The creator's new role is known from the next request on; what is shown now must already be true.
    const roles = [{ organizationId: organization.id, owner: true, access: OWNER_ACCESS }]
    return reply.code(201).send({ data: organizationDocument(organization, subject.kind === 'user' ? { ...subject, roles } : subject) })
  })

  scope.get<{ Params: Params }>('/organizations/:organization', async ({ subject, params }) => ({
    data: organizationDocument(await organizations.read(subject, params.organization), subject),
  }))

  scope.patch<{ Params: Params; Body: Static<typeof UpdateBody> }>(
    '/organizations/:organization',
    { schema: { body: UpdateBody } },
    async ({ subject, params, body }) => {
      const { name, email, ...settings } = body.data.attributes
      return { data: organizationDocument(await organizations.update(subject, params.organization, { name, email, settings }), subject) }
    },
  )

  scope.delete<{ Params: Params }>('/organizations/:organization', async ({ subject, params }, reply) => {
    await organizations.delete(subject, params.organization)
    return reply.code(204).send()
  })

  scope.get<{ Params: Params }>('/organizations/:organization/entitlement-set', async ({ subject, params }) => ({
    data: entitlementsDocument(await organizations.read(subject, params.organization)),
  }))
}

const OWNER_ACCESS = { 'manage-modules': true, 'manage-vcs-settings': true, 'manage-membership': true, 'manage-teams': true }
