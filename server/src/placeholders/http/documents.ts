// Projects and agent pools as the API shows them; what is counted in them is always nothing.
import { type Static, Type } from 'typebox'
import {
  identifierOf,
  nullable,
  resourceSchema,
  SelfLink,
  switches,
  Timestamp,
  timestamp,
  toMany,
} from '../../platform/http/json-api/index.ts'
import type { AgentPool, Project } from '../placeholder.ts'

const organization = Type.Object({ data: identifierOf('organizations') })

export const ProjectResource = resourceSchema('Project', 'projects', {
  attributes: Type.Object({
    name: Type.String(),
    description: nullable(Type.String()),
    'is-unified': Type.Boolean(),
    'default-execution-mode': Type.Literal('remote'),
    'auto-destroy-activity-duration': Type.Null(),
    'workspace-count': Type.Integer(),
    'team-count': Type.Integer(),
    'created-at': Timestamp,
    permissions: switches(['can-read', 'can-create-workspace', 'can-move-workspace']),
  }),
  relationships: Type.Object({ organization, 'default-agent-pool': Type.Object({ data: Type.Null() }) }),
  links: SelfLink,
})

export const AgentPoolResource = resourceSchema('AgentPool', 'agent-pools', {
  attributes: Type.Object({
    name: Type.String(),
    'organization-scoped': Type.Boolean(),
    'agent-count': Type.Integer(),
    'created-at': Timestamp,
  }),
  relationships: Type.Object({
    organization,
    agents: toMany('agents'),
    workspaces: toMany('workspaces'),
    'allowed-workspaces': toMany('workspaces'),
    'allowed-projects': toMany('projects'),
    'excluded-workspaces': toMany('workspaces'),
  }),
  links: SelfLink,
})

/** @param organizationName of the project */
export function projectDocument(project: Project, organizationName: string): Static<typeof ProjectResource> {
  return {
    id: project.id,
    type: 'projects',
    attributes: {
      name: project.name,
      description: project.description,
      'is-unified': false,
      'default-execution-mode': 'remote',
      'auto-destroy-activity-duration': null,
      'workspace-count': 0,
      'team-count': 0,
      'created-at': timestamp(project.createdAt),
      permissions: { 'can-read': true, 'can-create-workspace': false, 'can-move-workspace': false },
    },
    relationships: {
      organization: { data: { id: organizationName, type: 'organizations' } },
      'default-agent-pool': { data: null },
    },
    links: { self: `/api/v2/projects/${project.id}` },
  }
}

/** @param organizationName of the pool */
export function agentPoolDocument(pool: AgentPool, organizationName: string): Static<typeof AgentPoolResource> {
  return {
    id: pool.id,
    type: 'agent-pools',
    attributes: {
      name: pool.name,
      'organization-scoped': pool.organizationScoped,
      'agent-count': 0,
      'created-at': timestamp(pool.createdAt),
    },
    relationships: {
      organization: { data: { id: organizationName, type: 'organizations' } },
      agents: { data: [] },
      workspaces: { data: [] },
      'allowed-workspaces': { data: [] },
      'allowed-projects': { data: [] },
      'excluded-workspaces': { data: [] },
    },
    links: { self: `/api/v2/agent-pools/${pool.id}` },
  }
}
