import type { Organizations } from '../../organizations/index.ts'
import type { AgentPools, Projects } from '../kinds.ts'

export interface PlaceholderRoutes {
  projects: Projects
  agentPools: AgentPools
  organizations: Organizations
  publicUrl: string
}
