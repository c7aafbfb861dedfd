import type { AgentPoolId, Problem, ProjectId } from '../kernel/index.ts'
import { type AgentPool, type AgentPoolChanges, agentPoolProblems, changedAgentPool, newAgentPool } from './agent-pool.ts'
import { AgentPoolRows } from './agent-pool-rows.ts'
import { NO_AGENT_POOL } from './placeholder.ts'
import type { PlaceholderKind, Placeholders } from './placeholders.ts'
import { changedProject, newProject, type Project, type ProjectChanges, projectProblems } from './project.ts'
import { ProjectRows } from './project-rows.ts'

export type Projects = Placeholders<Project, ProjectId, ProjectChanges>
export type AgentPools = Placeholders<AgentPool, AgentPoolId, AgentPoolChanges>

export const PROJECTS: PlaceholderKind<Project, ProjectId, ProjectChanges> = {
  title: 'project',
  resource: 'project',
  rows: (queries) => new ProjectRows(queries),
  blank: newProject,
  merge: changedProject,
  problems: projectProblems,
  async unknown(tx, { agentPoolId, organizationId }): Promise<Problem[]> {
    const pool = agentPoolId === null ? undefined : await new AgentPoolRows(tx).byId(agentPoolId)
    const known = agentPoolId === null || pool?.organizationId === organizationId
    return known ? [] : [{ detail: NO_AGENT_POOL, pointer: '/data/attributes/default-agent-pool-id' }]
  },
  isKept: ({ id }, { defaultProjectId }) => (id === defaultProjectId ? 'The default project cannot be deleted' : undefined),
}

/** The default of an organization or project may go: they have none from then on. */
export const AGENT_POOLS: PlaceholderKind<AgentPool, AgentPoolId, AgentPoolChanges> = {
  title: 'agent pool',
  resource: 'agent_pool',
  rows: (queries) => new AgentPoolRows(queries),
  blank: newAgentPool,
  merge: changedAgentPool,
  problems: agentPoolProblems,
  async unknown(tx, { allowedProjects, organizationId }): Promise<Problem[]> {
    if (allowedProjects.length === 0) return []
    const there = new Set((await new ProjectRows(tx).ofOrganization(organizationId)).map(({ id }) => id))
    const pointer = '/data/relationships/allowed-projects'
    return allowedProjects.filter((id) => !there.has(id)).map((id) => ({ detail: `Project ${id} not found`, pointer }))
  },
}
