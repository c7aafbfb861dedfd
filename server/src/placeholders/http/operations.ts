// The requests and responses of the routes for projects and agent pools.
import { Type } from 'typebox'
import { operationsOf } from '../../platform/http/index.ts'
import {
  bodyOf,
  created,
  eachOf,
  including,
  listOf,
  NOTHING,
  nullable,
  one,
  oneOf,
  text as optionalText,
  pageOfMany,
  paging,
  resourceSchema,
  TagBindingItems,
  TagBindingResource,
  TagBindingsRelationship,
  texts,
} from '../../platform/http/json-api/index.ts'
import { EXECUTION_MODES } from '../project.ts'
import { AgentPoolResource } from './agent-pool-document.ts'
import { EffectiveTagResource, ProjectResource } from './project-document.ts'

const operation = operationsOf('Projects and agent pools')

const text = Type.Optional(Type.String())
const flag = Type.Optional(Type.Boolean())
const project = {
  description: text,
  'default-execution-mode': Type.Optional(oneOf(EXECUTION_MODES)),
  'default-agent-pool-id': text,
  'setting-overwrites': Type.Optional(Type.Object({ 'default-execution-mode': flag, 'default-agent-pool': flag })),
  'auto-destroy-activity-duration': Type.Optional(nullable(Type.String())),
}
const labels = Type.Object({ 'tag-bindings': TagBindingsRelationship })
export const ProjectBody = bodyOf(['projects'], Type.Object({ ...project, name: Type.String() }), labels)
export const ProjectChangesBody = bodyOf(['projects'], Type.Object({ ...project, name: text }), labels)
export const TagsBody = Type.Object({ data: TagBindingItems })

/** Only the ids matter: clients send whole resources. */
const named = Type.Optional(Type.Object({ data: Type.Array(Type.Object({ id: Type.String() })) }))
const scopes = Type.Object({ 'allowed-projects': named, 'allowed-workspaces': named, 'excluded-workspaces': named })
export const AgentPoolBody = bodyOf(['agent-pools'], Type.Object({ name: Type.String(), 'organization-scoped': flag }), scopes)
export const AgentPoolChangesBody = bodyOf(['agent-pools'], Type.Object({ name: text, 'organization-scoped': flag }), scopes)

const filters = {
  ...paging(),
  'filter[names]': texts('Exact names to match'),
  q: optionalText('Part of the name to search for'),
}

const LABEL = 'filter[tagged]'
export const PROJECT_INCLUSIONS = ['effective-tag-bindings'] as const
const projectQuery = Type.Object(including(PROJECT_INCLUSIONS))
const withTags = { included: [EffectiveTagResource] }

export const LIST_PROJECTS = operation('listProjects', 'List projects', {
  query: Type.Object({
    ...filters,
    ...including(PROJECT_INCLUSIONS),
    ...eachOf([`${LABEL}[0][key]`, `${LABEL}[1][key]`], () => optionalText('The key of a label; more of them follow with 2, 3 and so on')),
    ...eachOf([`${LABEL}[0][value]`, `${LABEL}[1][value]`], () => optionalText('The value of that label')),
  }),
  answers: pageOfMany(ProjectResource, withTags),
})
export const CREATE_PROJECT = operation('createProject', 'Create a project', {
  query: projectQuery,
  body: ProjectBody,
  answers: created(ProjectResource, withTags),
})
export const READ_PROJECT = operation('readProject', 'Read a project', { query: projectQuery, answers: one(ProjectResource, withTags) })
export const UPDATE_PROJECT = operation('updateProject', 'Update a project', {
  query: projectQuery,
  body: ProjectChangesBody,
  answers: one(ProjectResource, withTags),
})
export const DELETE_PROJECT = operation('deleteProject', 'Delete a project', { answers: NOTHING })

export const LIST_PROJECT_TAGS = operation('listProjectTagBindings', 'List the labels of a project', {
  answers: listOf(TagBindingResource),
})
export const LIST_EFFECTIVE_PROJECT_TAGS = operation('listEffectiveProjectTagBindings', 'List the labels that a project has', {
  answers: listOf(EffectiveTagResource),
})
export const ADD_PROJECT_TAGS = operation('addProjectTagBindings', 'Add labels to a project', {
  description: 'A key that the project has already gets the new value.',
  body: TagsBody,
  answers: listOf(TagBindingResource),
})
export const REPLACE_PROJECT_TAGS = operation('replaceProjectTagBindings', 'Replace the labels of a project', {
  body: TagsBody,
  answers: listOf(TagBindingResource),
})

export const LIST_AGENT_POOLS = operation('listAgentPools', 'List agent pools', {
  query: Type.Object({
    ...filters,
    'filter[allowed_projects][name]': optionalText('The name of a project that may use the pool'),
  }),
  answers: pageOfMany(AgentPoolResource),
})
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
const Workspace = Type.Object({ id: Type.String(), type: Type.Literal('workspaces') }, { title: 'Workspace' })
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
export const LIST_WORKSPACES = operation('listWorkspaces', 'List workspaces', {
  description: 'The list is always empty: a registry has none.',
  query: Type.Object(paging()),
  answers: pageOfMany(Workspace),
})
