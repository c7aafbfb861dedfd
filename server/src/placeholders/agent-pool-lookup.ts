import type { Queries } from '../database/index.ts'
import type { AgentPoolLookup } from '../organizations/index.ts'
import type { AgentPoolId, OrganizationId } from '../platform/kernel/index.ts'
import { PlaceholderRepository } from './repository.ts'

/** For organizations, which may name one of their agent pools as the default. */
export class AgentPoolRows implements AgentPoolLookup {
  readonly #repository: PlaceholderRepository

  constructor(database: Queries) {
    this.#repository = new PlaceholderRepository(database)
  }

  /** For modules, whose tests name a pool. */
  async find(id: string): Promise<{ organizationId: OrganizationId; name: string } | undefined> {
    return await this.#repository.agentPool(id as AgentPoolId)
  }

  async hasAgentPool(organizationId: OrganizationId, id: AgentPoolId): Promise<boolean> {
    return (await this.#repository.agentPool(id))?.organizationId === organizationId
  }
}
