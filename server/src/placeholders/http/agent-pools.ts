import type { FastifyInstance } from 'fastify'
import type { Static } from 'typebox'
import { type AgentPoolId, Invalid, type ProjectId, sliceOf } from '../../kernel/index.ts'
import type { Subject } from '../../permissions/index.ts'
import { pagedDocument, pageOf, parameter } from '../../platform/http/json-api/index.ts'
import type { AgentPool, AgentPoolChanges } from '../agent-pool.ts'
import { agentPoolDocument } from './agent-pool-document.ts'
import { isNamed } from './named.ts'
import {
  type AgentPoolBody,
  type AgentPoolChangesBody,
  CREATE_AGENT_POOL,
  DELETE_AGENT_POOL,
  LIST_AGENT_POOLS,
  READ_AGENT_POOL,
  UPDATE_AGENT_POOL,
} from './operations.ts'
import type { PlaceholderRoutes } from './routes.ts'

interface OrganizationParams {
  organization: string
}
interface IdParams {
  id: string
}

export function serveAgentPools(scope: FastifyInstance, { projects, agentPools, organizations, publicUrl }: PlaceholderRoutes): void {
  const path = '/organizations/:organization/agent-pools'
  const shown = async (subject: Subject, pool: AgentPool) => ({
    data: agentPoolDocument(pool, await organizations.readById(subject, pool.organizationId)),
  })
  /** Like the projects of clients' lists: pools for everybody, and pools for a project of this name. */
  const isAllowed = async (subject: Subject, organization: string, name: string | undefined) => {
    if (name === undefined) return () => true
    const ids = new Set((await projects.list(subject, organization)).filter((each) => each.name === name).map(({ id }) => id))
    return (pool: AgentPool) => pool.organizationScoped || pool.allowedProjects.some((id) => ids.has(id))
  }

  scope.get<{ Params: OrganizationParams }>(path, LIST_AGENT_POOLS, async ({ subject, params, query, url }) => {
    const organization = await organizations.read(subject, params.organization)
    const allowed = await isAllowed(subject, organization.name, parameter(query, 'filter[allowed_projects][name]'))
    const found = (await agentPools.list(subject, organization.name)).filter(isNamed(query)).filter(allowed)
    return pagedDocument(sliceOf(found, pageOf(query)), (pool) => agentPoolDocument(pool, organization), publicUrl + url)
  })

  scope.post<{ Params: OrganizationParams; Body: Static<typeof AgentPoolBody> }>(
    path,
    CREATE_AGENT_POOL,
    async ({ subject, params, body }, reply) => {
      const wanted = { ...changesOf(body), name: body.data.attributes.name }
      return reply.code(201).send(await shown(subject, await agentPools.create(subject, params.organization, wanted)))
    },
  )

  scope.get<{ Params: IdParams }>('/agent-pools/:id', READ_AGENT_POOL, async ({ subject, params }) =>
    shown(subject, await agentPools.read(subject, params.id as AgentPoolId)),
  )

  scope.patch<{ Params: IdParams; Body: Static<typeof AgentPoolChangesBody> }>(
    '/agent-pools/:id',
    UPDATE_AGENT_POOL,
    async ({ subject, params, body }) => shown(subject, await agentPools.update(subject, params.id as AgentPoolId, changesOf(body))),
  )

  scope.delete<{ Params: IdParams }>('/agent-pools/:id', DELETE_AGENT_POOL, async ({ subject, params }, reply) => {
    await agentPools.delete(subject, params.id as AgentPoolId)
    return reply.code(204).send()
  })
}

function changesOf({ data: { attributes, relationships = {} } }: Static<typeof AgentPoolChangesBody>): AgentPoolChanges {
  for (const member of ['allowed-workspaces', 'excluded-workspaces'] as const) {
    const [workspace] = relationships[member]?.data ?? []
    if (workspace !== undefined) throw new Invalid(`Workspace ${workspace.id} not found`, `/data/relationships/${member}`)
  }
  return {
    name: attributes.name,
    organizationScoped: attributes['organization-scoped'],
    allowedProjects: relationships['allowed-projects']?.data.map(({ id }) => id as ProjectId),
  }
}
