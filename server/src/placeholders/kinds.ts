import { type AgentPoolId, newId, type ProjectId } from '../kernel/index.ts'
import { type AgentPool, agentPoolProblems, type Project, projectProblems } from './placeholder.ts'
import { AgentPoolRows, ProjectRows } from './placeholder-rows.ts'
import type { PlaceholderKind, Placeholders } from './placeholders.ts'

export interface ProjectChanges {
  name?: string | undefined
  description?: string | undefined
}

export interface AgentPoolChanges {
  name?: string | undefined
  /** default: true */
  organizationScoped?: boolean | undefined
}

export type Projects = Placeholders<Project, ProjectId, ProjectChanges>
export type AgentPools = Placeholders<AgentPool, AgentPoolId, AgentPoolChanges>

export const PROJECTS: PlaceholderKind<Project, ProjectId, ProjectChanges> = {
  title: 'project',
  resource: 'project',
  rows: (queries) => new ProjectRows(queries),
  blank: (organizationId, now) => ({
    id: newId('project'),
    organizationId,
    name: '',
    description: '',
    createdAt: now,
    updatedAt: now,
  }),
  merge: (project, { name = project.name, description = project.description }) => ({ ...project, name, description }),
  problems: projectProblems,
  isKept: ({ id }, { defaultProjectId }) => (id === defaultProjectId ? 'The default project cannot be deleted' : undefined),
}

/** The default of an organization may go: the organization has none from then on. */
export const AGENT_POOLS: PlaceholderKind<AgentPool, AgentPoolId, AgentPoolChanges> = {
  title: 'agent pool',
  resource: 'agent_pool',
  rows: (queries) => new AgentPoolRows(queries),
  blank: (organizationId, now) => ({
    id: newId('agent-pool'),
    organizationId,
    name: '',
    organizationScoped: true,
    createdAt: now,
    updatedAt: now,
  }),
  merge: (pool, { name = pool.name, organizationScoped = pool.organizationScoped }) => ({ ...pool, name, organizationScoped }),
  problems: agentPoolProblems,
}
