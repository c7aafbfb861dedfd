// What this domain needs from those above it; app/ plugs the implementations in.
import type { OrganizationId } from '../../kernel/index.ts'

/** Where module tests would run. This domain only checks that a pool exists. */
export interface AgentPools {
  find(id: string): Promise<{ organizationId: OrganizationId; name: string } | undefined>
}
