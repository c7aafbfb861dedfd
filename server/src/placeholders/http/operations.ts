// The requests and responses of the routes for projects and agent pools.
import { Type } from 'typebox'
import { operationsOf } from '../../platform/http/index.ts'
import {
  bodyOf,
  created,
  NOTHING,
  one,
  text as optionalText,
  pageOfMany,
  paging,
  resourceSchema,
  texts,
} from '../../platform/http/json-api/index.ts'
import { AgentPoolResource, ProjectResource } from './documents.ts'

const operation = operationsOf('Projects and agent pools')

const text = Type.Optional(Type.String())
const flag = Type.Optional(Type.Boolean())
export const ProjectBody = bodyOf(['projects'], Type.Object({ name: Type.String(), description: text }))
export const ProjectChangesBody = bodyOf(['projects'], Type.Object({ name: text, description: text }))
export const AgentPoolBody = bodyOf(['agent-pools'], Type.Object({ name: Type.String(), 'organization-scoped': flag }))
export const AgentPoolChangesBody = bodyOf(['agent-pools'], Type.Object({ name: text, 'organization-scoped': flag }))

const filters = Type.Object({
  ...paging(),
  'filter[names]': texts('Exact names to match'),
  q: optionalText('Part of the name to search for'),
})

export const LIST_PROJECTS = operation('listProjects', 'List projects', { query: filters, answers: pageOfMany(ProjectResource) })
export const CREATE_PROJECT = operation('createProject', 'Create a project', { body: ProjectBody, answers: created(ProjectResource) })
export const READ_PROJECT = operation('readProject', 'Read a project', { answers: one(ProjectResource) })
export const UPDATE_PROJECT = operation('updateProject', 'Update a project', { body: ProjectChangesBody, answers: one(ProjectResource) })
export const DELETE_PROJECT = operation('deleteProject', 'Delete a project', { answers: NOTHING })

export const LIST_AGENT_POOLS = operation('listAgentPools', 'List agent pools', { query: filters, answers: pageOfMany(AgentPoolResource) })
export const CREATE_AGENT_POOL = operation('createAgentPool', 'Create an agent pool', {
  body: AgentPoolBody,
  answers: created(AgentPoolResource),
})
export const READ_AGENT_POOL = operation('readAgentPool', 'Read an agent pool', { answers: one(AgentPoolResource) })
export const UPDATE_AGENT_POOL = operation('updateAgentPool', 'Update an agent pool', {
  body: AgentPoolChangesBody,
  answers: one(AgentPoolResource),
})
export const DELETE_AGENT_POOL = operation('deleteAgentPool', 'Delete an agent pool', { answers: NOTHING })

const Capacity = resourceSchema('OrganizationCapacity', 'organization-capacity', {
  attributes: Type.Object({ pending: Type.Integer(), running: Type.Integer() }),
})
const Run = Type.Object({ id: Type.String(), type: Type.Literal('runs') }, { title: 'Run' })

export const READ_CAPACITY = operation('readOrganizationCapacity', 'Read the number of pending and running runs', {
  description: 'Always zero: a registry has no runs.',
  answers: one(Capacity),
})
export const READ_RUN_QUEUE = operation('listRunQueue', 'List queued runs', {
  description: 'Always empty: a registry has no runs.',
  query: Type.Object(paging()),
  answers: pageOfMany(Run),
})
