// /api/v2/admin/organizations, and what consumers see of module sharing.
import type { FastifyInstance } from 'fastify'
import type { Static } from 'typebox'
import type { OrganizationId } from '../../kernel/index.ts'
import { inclusionsOf, pagedDocument, pageOf, parameter, type Resource, timestamp } from '../../platform/http/json-api/index.ts'
import type { Organization } from '../organization.ts'
import type { AdministeredOrganization, OrganizationAdministration } from '../organization-administration.ts'
import {
  type AdministeredOrganizationResource,
  type ConsumersBody,
  DELETE_ADMINISTERED,
  LIST_ADMINISTERED,
  LIST_CONSUMERS,
  LIST_PRODUCERS,
  type OrganizationLabel,
  READ_ADMINISTERED,
  SET_CONSUMERS,
  UPDATE_ADMINISTERED,
  type UpdateBody,
} from './administration-operations.ts'
import { serveFeatureSets } from './feature-sets.ts'

interface Params {
  organization: string
}

const ADMINISTERED = '/admin/organizations/:organization'
const CONSUMERS = `${ADMINISTERED}/relationships/module-consumers`

export interface AdministrationRoutes {
  administration: OrganizationAdministration
  /** who owns them, as users are shown to administrators */
  ownersOf: (ids: readonly OrganizationId[]) => Promise<ReadonlyMap<OrganizationId, readonly Resource[]>>
  publicUrl: string
}

export function serveAdministration(scope: FastifyInstance, routes: AdministrationRoutes): void {
  serveOrganizationsOfTheSite(scope, routes)
  serveSharing(scope, routes)
  serveFeatureSets(scope, routes)
}

function serveSharing(scope: FastifyInstance, routes: AdministrationRoutes): void {
  const { administration, publicUrl } = routes

  // On one page whatever the size: go-tfe drops the paging options, and its callers would ask for page 2 for ever.
  scope.get<{ Params: Params }>(CONSUMERS, LIST_CONSUMERS, async ({ subject, params, url }) => {
    const page = await administration.consumers(subject, params.organization)
    const { resources: items } = await rendered(page.items, routes)
    return pagedDocument({ ...page, items }, (resource) => resource, publicUrl + url)
  })

  scope.patch<{ Params: Params; Body: Static<typeof ConsumersBody> }>(
    CONSUMERS,
    SET_CONSUMERS,
    async ({ subject, params, body }, reply) => {
      await administration.setConsumers(
        subject,
        params.organization,
        body.data.map(({ id }) => id),
      )
      return reply.code(204).send()
    },
  )

  scope.get<{ Params: Params }>('/organizations/:organization/relationships/module-producers', LIST_PRODUCERS, async (request) => {
    const page = await administration.producers(request.subject, request.params.organization, pageOf(request.query))
    return pagedDocument(page, producerDocument, publicUrl + request.url)
  })
}

function serveOrganizationsOfTheSite(scope: FastifyInstance, routes: AdministrationRoutes): void {
  const { administration, publicUrl } = routes
  const shown = async (organization: AdministeredOrganization, query: unknown) => {
    const wanted = inclusionsOf(query, ['owners'])
    const { resources, owners } = await rendered([organization], routes)
    return { data: resources[0], ...(wanted.has('owners') ? { included: owners } : {}) }
  }

  scope.get('/admin/organizations', LIST_ADMINISTERED, async ({ subject, query, url }) => {
    const wanted = inclusionsOf(query, ['owners'])
    const page = await administration.list(subject, { any: parameter(query, 'q') }, pageOf(query))
    const { resources: items, owners } = await rendered(page.items, routes)
    const document = pagedDocument({ ...page, items }, (resource) => resource, publicUrl + url)
    return wanted.has('owners') ? { ...document, included: owners } : document
  })

  scope.get<{ Params: Params }>(ADMINISTERED, READ_ADMINISTERED, async ({ subject, params, query }) =>
    shown(await administration.read(subject, params.organization), query),
  )

  scope.patch<{ Params: Params; Body: Static<typeof UpdateBody> }>(
    ADMINISTERED,
    UPDATE_ADMINISTERED,
    async ({ subject, params, query, body }) => {
      const { 'global-module-sharing': globalModuleSharing, ...given } = body.data.attributes
      const known = Object.entries(given).filter(([name]) => Object.hasOwn(UNSET, name))
      const changes = { ...(globalModuleSharing === undefined ? {} : { globalModuleSharing }), settings: Object.fromEntries(known) }
      return await shown(await administration.update(subject, params.organization, changes), query)
    },
  )

  scope.delete<{ Params: Params }>(ADMINISTERED, DELETE_ADMINISTERED, async ({ subject, params }, reply) => {
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

/** @returns the organizations, and everybody who owns one of them, once */
async function rendered(
  organizations: readonly AdministeredOrganization[],
  { ownersOf }: AdministrationRoutes,
): Promise<{ resources: Static<typeof AdministeredOrganizationResource>[]; owners: Resource[] }> {
  const owners = await ownersOf(organizations.map(({ organization }) => organization.id))
  const resources = organizations.map((each) => administeredDocument(each, owners.get(each.organization.id) ?? []))
  const byId = new Map([...owners.values()].flat().map((owner) => [owner.id, owner]))
  return { resources, owners: [...byId.values()] }
}

function administeredDocument(
  { organization, administration }: AdministeredOrganization,
  owners: readonly Resource[],
): Static<typeof AdministeredOrganizationResource> {
  const { id, name, email, createdAt } = organization
  return {
    id: name,
    type: 'organizations',
    attributes: {
      ...UNSET,
      ...(administration.settings as Partial<typeof UNSET>),
      name,
      'external-id': id,
      'global-module-sharing': administration.globalModuleSharing,
      'notification-email': email,
      'sso-enabled': false,
      'created-at': timestamp(createdAt),
    },
    relationships: {
      owners: { data: owners.map(({ id: owner }) => ({ id: owner, type: 'users' as const })) },
      'module-consumers': { links: { related: `/api/v2/admin/organizations/${name}/relationships/module-consumers` } },
    },
    links: { self: `/api/v2/organizations/${name}` },
  }
}

/** Nothing about another organization that its modules do not say themselves. */
function producerDocument({ id, name }: Organization): Static<typeof OrganizationLabel> {
  return { id: name, type: 'organizations', attributes: { name, 'external-id': id } }
}
