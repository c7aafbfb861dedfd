import { type AgentPoolId, newId, type OrganizationId, type Problem, type ProjectId } from '../kernel/index.ts'
import { nameProblems, type Placeholder } from './placeholder.ts'

export interface AgentPool extends Placeholder {
  id: AgentPoolId
  /** whether every workspace may use it */
  organizationScoped: boolean
  /** whose workspaces may use it beside */
  allowedProjects: readonly ProjectId[]
}

/** What is left out stays. */
export interface AgentPoolChanges {
  name?: string | undefined
  /** default: true */
  organizationScoped?: boolean | undefined
  /** instead of those it has */
  allowedProjects?: readonly ProjectId[] | undefined
}

export function newAgentPool(organizationId: OrganizationId, now: number): AgentPool {
  const scope = { organizationScoped: true, allowedProjects: [] }
  return { id: newId('agent-pool'), organizationId, name: '', ...scope, createdAt: now, updatedAt: now }
}

export function changedAgentPool(pool: AgentPool, changes: AgentPoolChanges): AgentPool {
  const { name = pool.name, organizationScoped = pool.organizationScoped, allowedProjects = pool.allowedProjects } = changes
  return { ...pool, name, organizationScoped, allowedProjects: [...new Set(allowedProjects)] }
}

/** @param before what is wrong with it already is tolerated, unless it changes */
export function agentPoolProblems({ name }: AgentPool, before: AgentPool): Problem[] {
  return name === before.name && before.name !== '' ? [] : nameProblems(name)
}
