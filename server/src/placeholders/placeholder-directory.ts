// Look-ups for domains that name projects and agent pools. No method takes a subject.
import type { Queries } from '../database/index.ts'
import type { AgentPoolId, OrganizationId } from '../kernel/index.ts'
import type { AgentPoolLookup, Organization } from '../organizations/index.ts'
import type { AgentPool } from './agent-pool.ts'
import { AgentPoolRows } from './agent-pool-rows.ts'
import type { Project } from './project.ts'
import { ProjectRows } from './project-rows.ts'

export class PlaceholderDirectory implements AgentPoolLookup {
  readonly #projects: ProjectRows
  readonly #agentPools: AgentPoolRows

  constructor({ queries }: { queries: Queries }) {
    this.#projects = new ProjectRows(queries)
    this.#agentPools = new AgentPoolRows(queries)
  }

  async defaultProjectOf({ defaultProjectId }: Organization): Promise<Project | undefined> {
    return defaultProjectId === null ? undefined : await this.#projects.byId(defaultProjectId)
  }

  /** @param id as a request names it */
  async find(id: string): Promise<AgentPool | undefined> {
    return await this.#agentPools.byId(id as AgentPoolId)
  }

  async hasAgentPool(organizationId: OrganizationId, id: AgentPoolId): Promise<boolean> {
    return (await this.find(id))?.organizationId === organizationId
  }
}
