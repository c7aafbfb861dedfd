import type { Queries } from '../database/index.ts'
import type { AgentPoolId, OrganizationId } from '../kernel/index.ts'
import type { AgentPoolLookup } from '../organizations/index.ts'
import { PlaceholderRows } from './placeholder-rows.ts'

/** For organizations, which may name one of their agent pools as the default. */
export class AgentPoolRows implements AgentPoolLookup {
  readonly #rows: PlaceholderRows

  constructor(database: Queries) {
    this.#rows = new PlaceholderRows(database)
  }

  /** For modules, whose tests name a pool. */
  async find(id: string): Promise<{ organizationId: OrganizationId; name: string } | undefined> {
    return await this.#rows.agentPool(id as AgentPoolId)
  }

  async hasAgentPool(organizationId: OrganizationId, id: AgentPoolId): Promise<boolean> {
    return (await this.#rows.agentPool(id))?.organizationId === organizationId
  }
}
