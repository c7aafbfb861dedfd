// /api/v2/admin/organizations, and what consumers see of module sharing.
import type { FastifyInstance } from 'fastify'
import { type Static, Type } from 'typebox'
import { bodyOf, pagedDocument, pageOf, parameter, type Resource, timestamp } from '../../platform/http/json-api/index.ts'
import type { Organization } from '../organization.ts'
import type { AdministeredOrganization, OrganizationAdministration } from '../organization-administration.ts'

interface Params {
  organization: string
}

const flag = Type.Optional(Type.Boolean())
const text = Type.Optional(Type.String({ maxLength: 255 }))

const UpdateBody = bodyOf(
  ['organizations'],
  Type.Object({
    'global-module-sharing': flag,
    // Kept and shown, without an effect on a registry of modules.
    'global-provider-sharing': flag,
    'access-beta-tools': flag,
    'is-disabled': flag,
    'terraform-worker-sudo-enabled': flag,
    'workspace-limit': Type.Optional(Type.Integer({ minimum: 0 })),
    'terraform-build-worker-apply-timeout': text,
    'terraform-build-worker-plan-timeout': text,
    'apply-timeout': text,
    'plan-timeout': text,
  }),
)

const ConsumersBody = Type.Object({
  data: Type.Array(Type.Object({ id: Type.String(), type: Type.Optional(Type.Enum(['', 'organizations'])) }), { maxItems: 10_000 }),
})

const ADMINISTERED = '/admin/organizations/:organization'
const CONSUMERS = `${ADMINISTERED}/relationships/module-consumers`

export function serveAdministration(
  scope: FastifyInstance,
  { administration, publicUrl }: { administration: OrganizationAdministration; publicUrl: string },
): void {
  serveOrganizationsOfTheSite(scope, administration, publicUrl)

  // On one page whatever the size: go-tfe drops the paging options, and its callers would ask for page 2 for ever.
  scope.get<{ Params: Params }>(CONSUMERS, async ({ subject, params, url }) => {
    const page = await administration.consumers(subject, params.organization)
    return pagedDocument({ ...page, request: { number: 1, size: Math.max(1, page.totalCount) } }, administeredDocument, publicUrl + url)
  })

  scope.patch<{ Params: Params; Body: Static<typeof ConsumersBody> }>(
    CONSUMERS,
    { schema: { body: ConsumersBody } },
    async ({ subject, params, body }, reply) => {
      await administration.setConsumers(
        subject,
        params.organization,
        body.data.map(({ id }) => id),
      )
      return reply.code(204).send()
    },
  )

  scope.get<{ Params: Params }>('/organizations/:organization/relationships/module-producers', async (request) => {
    const page = await administration.producers(request.subject, request.params.organization, pageOf(request.query))
    return pagedDocument(page, producerDocument, publicUrl + request.url)
  })
}

function serveOrganizationsOfTheSite(scope: FastifyInstance, administration: OrganizationAdministration, publicUrl: string): void {
  scope.get('/admin/organizations', async ({ subject, query, url }) => {
    const page = await administration.list(subject, { any: parameter(query, 'q') }, pageOf(query))
    return pagedDocument(page, administeredDocument, publicUrl + url)
  })

  scope.get<{ Params: Params }>(ADMINISTERED, async ({ subject, params }) => ({
    data: administeredDocument(await administration.read(subject, params.organization)),
  }))

  scope.patch<{ Params: Params; Body: Static<typeof UpdateBody> }>(
    ADMINISTERED,
    { schema: { body: UpdateBody } },
    async ({ subject, params, body }) => {
      const { 'global-module-sharing': globalModuleSharing, ...given } = body.data.attributes
      const known = Object.entries(given).filter(([name]) => Object.hasOwn(UNSET, name))
      const changes = { ...(globalModuleSharing === undefined ? {} : { globalModuleSharing }), settings: Object.fromEntries(known) }
      return { data: administeredDocument(await administration.update(subject, params.organization, changes)) }
    },
  )

  scope.delete<{ Params: Params }>(ADMINISTERED, async ({ subject, params }, reply) => {
    await administration.delete(subject, params.organization)
    return reply.code(204).send()
  })
}

const UNSET = {
  'access-beta-tools': false,
  'apply-timeout': null,
  'global-provider-sharing': null,
  'is-disabled': false,
  'plan-timeout': null,
  'terraform-build-worker-apply-timeout': null,
  'terraform-build-worker-plan-timeout': null,
  'terraform-worker-sudo-enabled': false,
  'workspace-limit': null,
}

function administeredDocument({ organization, administration }: AdministeredOrganization): Resource {
  const { id, name, email, createdAt } = organization
  return {
    id: name,
    type: 'organizations',
    attributes: {
      ...UNSET,
      ...administration.settings,
      name,
      'external-id': id,
      'global-module-sharing': administration.globalModuleSharing,
      'notification-email': email,
      'sso-enabled': false,
      'created-at': timestamp(createdAt),
    },
    relationships: {
      'module-consumers': { links: { related: `/api/v2/admin/organizations/${name}/relationships/module-consumers` } },
    },
    links: { self: `/api/v2/organizations/${name}` },
  }
}

/** Nothing about another organization that its modules do not say themselves. */
function producerDocument({ id, name }: Organization): Resource {
  return { id: name, type: 'organizations', attributes: { name, 'external-id': id } }
}
