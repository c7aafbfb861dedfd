// /api/v2/…/projects, …/agent-pools, and the questions about runs to which the answer is always "none".
import type { FastifyInstance } from 'fastify'
import type { Static } from 'typebox'
import { type AgentPoolId, type ProjectId, sliceOf } from '../../kernel/index.ts'
import type { Organizations } from '../../organizations/index.ts'
import type { Subject } from '../../permissions/index.ts'
import { listParameter, pagedDocument, pageOf, parameter } from '../../platform/http/json-api/index.ts'
import type { AgentPools, Projects } from '../kinds.ts'
import type { AgentPool, Project } from '../placeholder.ts'
import { agentPoolDocument, projectDocument } from './documents.ts'
import {
  type AgentPoolBody,
  type AgentPoolChangesBody,
  CREATE_AGENT_POOL,
  CREATE_PROJECT,
  DELETE_AGENT_POOL,
  DELETE_PROJECT,
  LIST_AGENT_POOLS,
  LIST_PROJECTS,
  type ProjectBody,
  type ProjectChangesBody,
  READ_AGENT_POOL,
  READ_CAPACITY,
  READ_PROJECT,
  READ_RUN_QUEUE,
  UPDATE_AGENT_POOL,
  UPDATE_PROJECT,
} from './operations.ts'

export interface PlaceholderRoutes {
  projects: Projects
  agentPools: AgentPools
  organizations: Organizations
  publicUrl: string
}

interface OrganizationParams {
  organization: string
}
interface IdParams {
  id: string
}

export function servePlaceholders(scope: FastifyInstance, routes: PlaceholderRoutes): void {
  serveProjects(scope, routes)
  serveAgentPools(scope, routes)
  serveNothing(scope, routes)
}

function serveProjects(scope: FastifyInstance, { projects, organizations, publicUrl }: PlaceholderRoutes): void {
  const path = '/organizations/:organization/projects'
  const shown = async (subject: Subject, project: Project) => ({
    data: projectDocument(project, (await organizations.readById(subject, project.organizationId)).name),
  })

  scope.get<{ Params: OrganizationParams }>(path, LIST_PROJECTS, async ({ subject, params, query, url }) => {
    const { name } = await organizations.read(subject, params.organization)
    const found = (await projects.list(subject, name)).filter(isNamed(query))
    return pagedDocument(sliceOf(found, pageOf(query)), (project) => projectDocument(project, name), publicUrl + url)
  })

  scope.post<{ Params: OrganizationParams; Body: Static<typeof ProjectBody> }>(
    path,
    CREATE_PROJECT,
    async ({ subject, params, body }, reply) => {
      const project = await projects.create(subject, params.organization, body.data.attributes)
      return reply.code(201).send(await shown(subject, project))
    },
  )

  scope.get<{ Params: IdParams }>('/projects/:id', READ_PROJECT, async ({ subject, params }) =>
    shown(subject, await projects.read(subject, params.id as ProjectId)),
  )

  scope.patch<{ Params: IdParams; Body: Static<typeof ProjectChangesBody> }>(
    '/projects/:id',
    UPDATE_PROJECT,
    async ({ subject, params, body }) => shown(subject, await projects.update(subject, params.id as ProjectId, body.data.attributes)),
  )

  scope.delete<{ Params: IdParams }>('/projects/:id', DELETE_PROJECT, async ({ subject, params }, reply) => {
    await projects.delete(subject, params.id as ProjectId)
    return reply.code(204).send()
  })
}

function serveAgentPools(scope: FastifyInstance, { agentPools, organizations, publicUrl }: PlaceholderRoutes): void {
  const path = '/organizations/:organization/agent-pools'
  const shown = async (subject: Subject, pool: AgentPool) => ({
    data: agentPoolDocument(pool, (await organizations.readById(subject, pool.organizationId)).name),
  })

  scope.get<{ Params: OrganizationParams }>(path, LIST_AGENT_POOLS, async ({ subject, params, query, url }) => {
    const { name } = await organizations.read(subject, params.organization)
    const found = (await agentPools.list(subject, name)).filter(isNamed(query))
    return pagedDocument(sliceOf(found, pageOf(query)), (pool) => agentPoolDocument(pool, name), publicUrl + url)
  })

  scope.post<{ Params: OrganizationParams; Body: Static<typeof AgentPoolBody> }>(
    path,
    CREATE_AGENT_POOL,
    async ({ subject, params, body }, reply) => {
      const { name, 'organization-scoped': organizationScoped } = body.data.attributes
      const pool = await agentPools.create(subject, params.organization, { name, organizationScoped })
      return reply.code(201).send(await shown(subject, pool))
    },
  )

  scope.get<{ Params: IdParams }>('/agent-pools/:id', READ_AGENT_POOL, async ({ subject, params }) =>
    shown(subject, await agentPools.read(subject, params.id as AgentPoolId)),
  )

  scope.patch<{ Params: IdParams; Body: Static<typeof AgentPoolChangesBody> }>(
    '/agent-pools/:id',
    UPDATE_AGENT_POOL,
    async ({ subject, params, body }) => {
      const { name, 'organization-scoped': organizationScoped } = body.data.attributes
      return shown(subject, await agentPools.update(subject, params.id as AgentPoolId, { name, organizationScoped }))
    },
  )

  scope.delete<{ Params: IdParams }>('/agent-pools/:id', DELETE_AGENT_POOL, async ({ subject, params }, reply) => {
    await agentPools.delete(subject, params.id as AgentPoolId)
    return reply.code(204).send()
  })
}

/** A registry runs nothing: said as an empty answer, because clients take 404 for a failure here. */
function serveNothing(scope: FastifyInstance, { organizations, publicUrl }: PlaceholderRoutes): void {
  const nothing = (query: unknown, url: string) => pagedDocument(sliceOf<never>([], pageOf(query)), (none) => none, publicUrl + url)

  scope.get<{ Params: OrganizationParams }>('/organizations/:organization/capacity', READ_CAPACITY, async ({ subject, params }) => {
    const { name } = await organizations.read(subject, params.organization)
    return { data: { id: name, type: 'organization-capacity', attributes: { pending: 0, running: 0 } } }
  })

  scope.get<{ Params: OrganizationParams }>(
    '/organizations/:organization/runs/queue',
    READ_RUN_QUEUE,
    async ({ subject, params, query, url }) => {
      await organizations.read(subject, params.organization)
      return nothing(query, url)
    },
  )
}

/** `filter[names]` exactly, `q` as a part; letter case does not matter. */
function isNamed(query: unknown): (thing: { name: string }) => boolean {
  const names = listParameter(query, 'filter[names]')?.map((name) => name.toLowerCase())
  const part = parameter(query, 'q')?.toLowerCase()
  return ({ name }) => {
    const key = name.toLowerCase()
    return (names === undefined || names.includes(key)) && (part === undefined || key.includes(part))
  }
}
