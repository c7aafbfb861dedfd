import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Static } from 'typebox'
import { type AgentPoolId, type ProjectId, sliceOf } from '../../kernel/index.ts'
import { type Document, inclusionsOf, pagedDocument, pageOf, parameter, tagBindingRequests } from '../../platform/http/json-api/index.ts'
import type { Project, ProjectChanges } from '../project.ts'
import { isNamed } from './named.ts'
import {
  CREATE_PROJECT,
  DELETE_PROJECT,
  LIST_PROJECTS,
  PROJECT_INCLUSIONS,
  type ProjectBody,
  type ProjectChangesBody,
  READ_PROJECT,
  UPDATE_PROJECT,
} from './operations.ts'
import { effectiveTagDocument, projectDocument } from './project-document.ts'
import type { PlaceholderRoutes } from './routes.ts'

interface OrganizationParams {
  organization: string
}
interface IdParams {
  id: string
}

export function serveProjects(scope: FastifyInstance, { projects, organizations, publicUrl }: PlaceholderRoutes): void {
  const path = '/organizations/:organization/projects'
  const shown = async ({ subject, query }: Pick<FastifyRequest, 'subject' | 'query'>, project: Project): Promise<Document> => {
    const data = projectDocument(project, await organizations.readById(subject, project.organizationId))
    return { data, ...includedTags(query, [project]) }
  }

  scope.get<{ Params: OrganizationParams }>(path, LIST_PROJECTS, async ({ subject, params, query, url }) => {
    const organization = await organizations.read(subject, params.organization)
    const found = (await projects.list(subject, organization.name)).filter(isNamed(query)).filter(isTagged(query))
    const page = sliceOf(found, pageOf(query))
    const document = pagedDocument(page, (project) => projectDocument(project, organization), publicUrl + url)
    return { ...document, ...includedTags(query, page.items) }
  })

  scope.post<{ Params: OrganizationParams; Body: Static<typeof ProjectBody> }>(path, CREATE_PROJECT, async (request, reply) => {
    const { subject, params, body } = request
    const wanted = { ...changesOf(body), name: body.data.attributes.name }
    return reply.code(201).send(await shown(request, await projects.create(subject, params.organization, wanted)))
  })

  scope.get<{ Params: IdParams }>('/projects/:id', READ_PROJECT, async (request) =>
    shown(request, await projects.read(request.subject, request.params.id as ProjectId)),
  )

  scope.patch<{ Params: IdParams; Body: Static<typeof ProjectChangesBody> }>('/projects/:id', UPDATE_PROJECT, async (request) =>
    shown(request, await projects.update(request.subject, request.params.id as ProjectId, changesOf(request.body))),
  )

  scope.delete<{ Params: IdParams }>('/projects/:id', DELETE_PROJECT, async ({ subject, params }, reply) => {
    await projects.delete(subject, params.id as ProjectId)
    return reply.code(204).send()
  })
}

function changesOf({ data: { attributes, relationships } }: Static<typeof ProjectChangesBody>): ProjectChanges {
  const { name, description, 'default-agent-pool-id': poolId, 'setting-overwrites': overwrites } = attributes
  const tags = relationships?.['tag-bindings']?.data
  return {
    name,
    description,
    executionMode: attributes['default-execution-mode'],
    // Clients send an empty text to take the pool away.
    agentPoolId: poolId === '' ? null : (poolId as AgentPoolId | undefined),
    autoDestroyAfter: attributes['auto-destroy-activity-duration'],
    overwrites: overwrites && { executionMode: overwrites['default-execution-mode'], agentPool: overwrites['default-agent-pool'] },
    tags: tags && tagBindingRequests(tags),
  }
}

function includedTags(query: unknown, projects: readonly Project[]): Pick<Document, 'included'> {
  if (inclusionsOf(query, PROJECT_INCLUSIONS).size === 0) return {}
  return { included: projects.flatMap(({ tags }) => tags.map(effectiveTagDocument)) }
}

/** `filter[tagged][0][key]` and `filter[tagged][0][value]`, and so on: the project has all of these. */
function isTagged(query: unknown): (project: Project) => boolean {
  const wanted = Object.keys(query as object).flatMap((name) => {
    const index = /^filter\[tagged\]\[(\d+)\]\[key\]$/.exec(name)?.[1]
    const key = index === undefined ? undefined : parameter(query, name)
    return key === undefined ? [] : [{ key, value: parameter(query, `filter[tagged][${index}][value]`) }]
  })
  return ({ tags }) => wanted.every(({ key, value }) => tags.some((tag) => tag.key === key && (value === undefined || tag.value === value)))
}
