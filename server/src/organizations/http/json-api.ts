// /api/v2/organizations
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Static } from 'typebox'
import type { AgentPoolId, OrganizationId } from '../../kernel/index.ts'
import {
  asksForPages,
  type Document,
  inclusionsOf,
  pagedDocument,
  pageOf,
  parameter,
  type Resource,
} from '../../platform/http/json-api/index.ts'
import type { Organization } from '../organization.ts'
import type { Organizations } from '../organizations.ts'
import type { OrganizationQuotas, OrganizationUsage } from '../quotas.ts'
import {
  CREATE_ORGANIZATION,
  type CreateBody,
  DELETE_ORGANIZATION,
  INCLUSIONS,
  LIST_ORGANIZATIONS,
  PUT_ORGANIZATION,
  READ_ENTITLEMENTS,
  READ_ORGANIZATION,
  UPDATE_ORGANIZATION,
  type UpdateBody,
} from './operations.ts'
import { entitlementsDocument, organizationDocument } from './organization-document.ts'

interface Params {
  organization: string
}

export interface OrganizationRoutes {
  organizations: Organizations
  publicUrl: string
  /** the organization's default project as the API shows it, undefined when it has none */
  defaultProject(organization: Organization): Promise<Resource | undefined>
  quotas: OrganizationQuotas
  usageOf(id: OrganizationId): Promise<OrganizationUsage>
}

export function serveOrganizations(scope: FastifyInstance, routes: OrganizationRoutes): void {
  const { organizations, publicUrl } = routes
  serveChanges(scope, routes)

  scope.get('/organizations', LIST_ORGANIZATIONS, async ({ subject, query, url }) => {
    // Named wrongly it is refused, as everywhere; lists include nothing.
    inclusionsOf(query, INCLUSIONS)
    const filter = { any: parameter(query, 'q'), name: parameter(query, 'q[name]'), email: parameter(query, 'q[email]') }
    // Without paging parameters all at once, as on HCP Terraform.
    const page = await organizations.list(subject, filter, asksForPages(query) ? pageOf(query) : undefined)
    return pagedDocument(page, (organization) => organizationDocument(organization, subject), publicUrl + url)
  })

  scope.get<{ Params: Params }>('/organizations/:organization', READ_ORGANIZATION, async ({ subject, params, query }) =>
    shown(routes, await organizations.read(subject, params.organization), { subject, query }),
  )

  scope.get<{ Params: Params }>('/organizations/:organization/entitlement-set', READ_ENTITLEMENTS, async ({ subject, params }) => ({
    data: await entitlements(routes, await organizations.read(subject, params.organization)),
  }))
}

function serveChanges(scope: FastifyInstance, routes: OrganizationRoutes): void {
  const { organizations } = routes

  scope.post<{ Body: Static<typeof CreateBody> }>('/organizations', CREATE_ORGANIZATION, async ({ subject, body }, reply) => {
    const { name, email, ...settings } = body.data.attributes
    const organization = await organizations.create(subject, { name, email, settings, defaultAgentPoolId: agentPoolOf(body) })
    // The creator's new role is known from the next request on; what is shown now must already be true.
    const roles = [{ organizationId: organization.id, owner: true, access: OWNER_ACCESS }]
    return reply.code(201).send({ data: organizationDocument(organization, subject.kind === 'user' ? { ...subject, roles } : subject) })
  })

  type Update = { Params: Params; Body: Static<typeof UpdateBody> }
  const update = async ({ subject, params, body, query }: FastifyRequest<Update>) => {
    const { name, email, ...settings } = body.data.attributes
    const changes = { name, email, settings, defaultAgentPoolId: agentPoolOf(body) }
    return await shown(routes, await organizations.update(subject, params.organization, changes), { subject, query })
  }
  scope.patch<Update>('/organizations/:organization', UPDATE_ORGANIZATION, update)
  scope.put<Update>('/organizations/:organization', PUT_ORGANIZATION, update)

  scope.delete<{ Params: Params }>('/organizations/:organization', DELETE_ORGANIZATION, async ({ subject, params }, reply) => {
    await organizations.delete(subject, params.organization)
    return reply.code(204).send()
  })
}

async function entitlements({ quotas, usageOf }: OrganizationRoutes, organization: Organization): Promise<Resource> {
  return entitlementsDocument(organization, { quotas, usage: await usageOf(organization.id) })
}

async function shown(
  routes: OrganizationRoutes,
  organization: Organization,
  { subject, query }: Pick<FastifyRequest, 'subject' | 'query'>,
): Promise<Document> {
  const wanted = inclusionsOf(query, INCLUSIONS)
  const data = organizationDocument(organization, subject)
  if (wanted.size === 0) return { data }
  const project = wanted.has('default-project') ? await routes.defaultProject(organization) : undefined
  const limits = wanted.has('entitlement-set') ? [await entitlements(routes, organization)] : []
  return { data, included: [...(project === undefined ? [] : [project]), ...limits] }
}

/** @returns null for a relationship with nobody, undefined without one */
function agentPoolOf(body: Static<typeof UpdateBody>): AgentPoolId | null | undefined {
  const pool = body.data.relationships?.['default-agent-pool']
  return pool === undefined ? undefined : ((pool.data?.id as AgentPoolId | undefined) ?? null)
}

const OWNER_ACCESS = { 'manage-modules': true, 'manage-vcs-settings': true, 'manage-membership': true, 'manage-teams': true }
