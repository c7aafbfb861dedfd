// Projects and agent pools as the API shows them; what is counted in them is always nothing.
import { type Resource, timestamp } from '../../platform/http/json-api/index.ts'
import type { AgentPool, Project } from '../placeholder.ts'

/** @param organizationName of the project */
export function projectDocument(project: Project, organizationName: string): Resource {
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
export function agentPoolDocument(pool: AgentPool, organizationName: string): Resource {
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
