// /api/v2/…/oauth-clients and oauth-tokens: connections to git hosts.
import type { FastifyInstance } from 'fastify'
import type { Static } from 'typebox'
import {
  type AgentPoolId,
  Invalid,
  type OAuthClientId,
  type OAuthTokenId,
  type OrganizationId,
  type PageRequest,
  wholeList,
} from '../../kernel/index.ts'
import type { Organizations } from '../../organizations/index.ts'
import type { Subject } from '../../permissions/index.ts'
import { asksForPages, pagedDocument, pageOf } from '../../platform/http/json-api/index.ts'
import type { OAuthClientChanges } from '../oauth-clients/oauth-client-changes.ts'
import type { OAuthClients } from '../oauth-clients/oauth-clients.ts'
import type { OAuthTokens } from '../oauth-clients/oauth-tokens.ts'
import { type InclusionSources, inclusionsFor } from './client-inclusions.ts'
import { type ConnectionActionRoutes, serveConnectionActions } from './connection-actions.ts'
import { type ConnectionDeliveryRoutes, serveConnectionDeliveries } from './connection-deliveries.ts'
import { clientDocument, tokenDocument } from './connection-documents.ts'
import {
  ADD_PROJECTS,
  CREATE_CLIENT,
  CREATE_CLIENT_IN,
  type CreateBody,
  type CreateInBody,
  DELETE_CLIENT,
  DELETE_TOKEN,
  LIST_CLIENT_TOKENS,
  LIST_CLIENTS,
  LIST_TOKENS,
  type ProjectsBody,
  READ_CLIENT,
  READ_TOKEN,
  REMOVE_PROJECTS,
  UPDATE_CLIENT,
  UPDATE_TOKEN,
  type UpdateBody,
  type UpdateTokenBody,
} from './operations.ts'

export interface ConnectionRoutes extends InclusionSources, ConnectionActionRoutes, ConnectionDeliveryRoutes {
  clients: OAuthClients
  tokens: OAuthTokens
  organizations: Organizations
  publicUrl: string
}

interface OrganizationParams {
  organization: string
}
interface IdParams {
  id: string
}

export function serveConnections(scope: FastifyInstance, routes: ConnectionRoutes): void {
  serveClients(scope, routes)
  serveClientProjects(scope, routes)
  serveTokens(scope, routes)
  serveConnectionActions(scope, routes)
  serveConnectionDeliveries(scope, routes)
}

function serveClients(scope: FastifyInstance, routes: ConnectionRoutes): void {
  const { clients, organizations, publicUrl } = routes
  scope.get<{ Params: OrganizationParams }>(
    '/organizations/:organization/oauth-clients',
    LIST_CLIENTS,
    async ({ subject, params, query, url }) => {
      const { name } = await organizations.read(subject, params.organization)
      const read = (request: PageRequest) => clients.list(subject, name, request)
      // Without a page, the whole list, as in HCP Terraform.
      const page = await (asksForPages(query) ? read(pageOf(query)) : wholeList(read))
      const inclusions = await inclusionsFor(routes, { subject, query, organizationName: name }, page.items)
      return { ...pagedDocument(page, (client) => clientDocument(client, name, publicUrl), publicUrl + url), ...inclusions }
    },
  )

  scope.post<{ Params: OrganizationParams; Body: Static<typeof CreateBody> }>(
    '/organizations/:organization/oauth-clients',
    CREATE_CLIENT,
    async ({ subject, params, body }, reply) => reply.code(201).send(await created(routes, subject, params.organization, body)),
  )

  scope.post<{ Body: Static<typeof CreateInBody> }>('/oauth-clients', CREATE_CLIENT_IN, async ({ subject, body }, reply) =>
    reply.code(201).send(await created(routes, subject, await organizationIn(routes, subject, body), body)),
  )

  scope.get<{ Params: IdParams }>('/oauth-clients/:id', READ_CLIENT, async ({ subject, params, query }) => {
    const client = await clients.read(subject, params.id as OAuthClientId)
    const { name } = await organizations.readById(subject, client.organizationId)
    const inclusions = await inclusionsFor(routes, { subject, query, organizationName: name }, [client])
    return { data: clientDocument(client, name, publicUrl), ...inclusions }
  })

  scope.patch<{ Params: IdParams; Body: Static<typeof UpdateBody> }>(
    '/oauth-clients/:id',
    UPDATE_CLIENT,
    async ({ subject, params, body }) => {
      const client = await clients.update(subject, params.id as OAuthClientId, changesOf(body))
      const organization = await organizations.readById(subject, client.organizationId)
      return { data: clientDocument(client, organization.name, publicUrl) }
    },
  )

  scope.delete<{ Params: IdParams }>('/oauth-clients/:id', DELETE_CLIENT, async ({ subject, params }, reply) => {
    await clients.delete(subject, params.id as OAuthClientId)
    return reply.code(204).send()
  })
}

async function created(
  { clients, organizations, publicUrl }: ConnectionRoutes,
  subject: Subject,
  organization: string,
  body: Static<typeof CreateBody>,
): Promise<{ data: ReturnType<typeof clientDocument> }> {
  const { attributes } = body.data
  const client = await clients.create(subject, organization, {
    ...changesOf(body),
    // An unset user name arrives as an empty string.
    key: attributes.key === '' ? undefined : attributes.key,
    serviceProvider: attributes['service-provider'],
    httpUrl: attributes['http-url'],
    apiUrl: attributes['api-url'] === '' ? undefined : attributes['api-url'],
    uuid: attributes.uuid,
  })
  const { name } = await organizations.readById(subject, client.organizationId)
  return { data: clientDocument(client, name, publicUrl) }
}

/** Clients name it by its name or by its external id. @returns the name */
async function organizationIn(
  { organizations }: ConnectionRoutes,
  subject: Subject,
  { data }: Static<typeof CreateInBody>,
): Promise<string> {
  const given = data.attributes['organization-id'] || data.relationships?.organization?.data.id
  if (!given) throw new Invalid("Organization can't be blank", '/data/attributes/organization-id')
  const id = given as OrganizationId
  const isId = (await organizations.namesOf([id])).has(id)
  return isId ? (await organizations.readById(subject, id)).name : given
}

function serveClientProjects(scope: FastifyInstance, { clients }: ConnectionRoutes): void {
  type Request = { Params: IdParams; Body: Static<typeof ProjectsBody> }
  const path = '/oauth-clients/:id/relationships/projects'

  scope.post<Request>(path, ADD_PROJECTS, async ({ subject, params, body }, reply) => {
    await clients.addProjects(subject, params.id as OAuthClientId, named(body))
    return reply.code(204).send()
  })

  scope.delete<Request>(path, REMOVE_PROJECTS, async ({ subject, params, body }, reply) => {
    await clients.removeProjects(subject, params.id as OAuthClientId, named(body))
    return reply.code(204).send()
  })
}

function named({ data }: Static<typeof ProjectsBody>): string[] {
  return data.map(({ id }) => id)
}

function serveTokens(scope: FastifyInstance, { tokens, publicUrl }: ConnectionRoutes): void {
  scope.get<{ Params: IdParams }>('/oauth-clients/:id/oauth-tokens', LIST_CLIENT_TOKENS, async ({ subject, params }) => ({
    data: (await tokens.listOfClient(subject, params.id as OAuthClientId)).map(tokenDocument),
  }))

  scope.get<{ Params: OrganizationParams }>(
    '/organizations/:organization/oauth-tokens',
    LIST_TOKENS,
    async ({ subject, params, query, url }) => {
      const read = (request: PageRequest) => tokens.list(subject, params.organization, request)
      const page = await (asksForPages(query) ? read(pageOf(query)) : wholeList(read))
      return pagedDocument(page, tokenDocument, publicUrl + url)
    },
  )

  scope.get<{ Params: IdParams }>('/oauth-tokens/:id', READ_TOKEN, async ({ subject, params }) => ({
    data: tokenDocument(await tokens.read(subject, params.id as OAuthTokenId)),
  }))

  scope.patch<{ Params: IdParams; Body: Static<typeof UpdateTokenBody> }>(
    '/oauth-tokens/:id',
    UPDATE_TOKEN,
    async ({ subject, params, body }) => ({
      data: tokenDocument(await tokens.update(subject, params.id as OAuthTokenId, { sshKey: body.data.attributes['ssh-key'] })),
    }),
  )

  scope.delete<{ Params: IdParams }>('/oauth-tokens/:id', DELETE_TOKEN, async ({ subject, params }, reply) => {
    await tokens.delete(subject, params.id as OAuthTokenId)
    return reply.code(204).send()
  })
}

function changesOf({ data }: Static<typeof UpdateBody>): OAuthClientChanges {
  const { attributes, relationships: related } = data
  const pool = related?.['agent-pool']
  return {
    projectIds: related?.projects?.data?.map(({ id }) => id),
    agentPoolId: pool === undefined ? undefined : ((pool.data?.id as AgentPoolId | undefined) ?? null),
    // The official provider sends an empty name for none; a name cannot be removed.
    name: attributes.name === '' ? undefined : attributes.name,
    key: attributes.key,
    secret: attributes.secret,
    rsaPublicKey: attributes['rsa-public-key'],
    tenantId: tenantIn(attributes),
    adoOrganization: attributes['ado-org-name'],
    oauthTokenString: attributes['oauth-token-string'],
    privateKey: attributes['private-key'],
    sshKnownHosts: attributes['ssh-known-hosts'],
    tokenScheme: attributes['token-scheme'],
    organizationScoped: attributes['organization-scoped'],
    autoPublish: attributes['auto-publish'],
    autoPublishGroups: attributes['auto-publish-groups'],
  }
}

/** @throws Invalid when it has two values under its two names */
function tenantIn(attributes: Static<typeof UpdateBody>['data']['attributes']): string | null | undefined {
  const { 'tenant-id': own, 'ado-entra-tenant-id': official } = attributes
  if (own !== undefined && official !== undefined && own !== official) {
    throw new Invalid('Tenant id and ado entra tenant id are the same thing: leave one out', '/data/attributes/ado-entra-tenant-id')
  }
  return official === undefined ? own : official
}
